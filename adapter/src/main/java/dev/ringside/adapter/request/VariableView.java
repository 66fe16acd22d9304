package dev.ringside.adapter.request;

import dev.ringside.adapter.session.References;
import dev.ringside.adapter.session.Variable;
import org.eclipse.lsp4j.debug.VariablePresentationHint;
import org.eclipse.lsp4j.debug.VariablePresentationHintAttributes;

/// Variables as the protocol has them.
final class VariableView {
    private VariableView() {}

    static org.eclipse.lsp4j.debug.Variable of(Variable variable, References references) {
        var shown = new org.eclipse.lsp4j.debug.Variable();
        shown.setName(variable.name());
        shown.setValue(variable.value());
        if (!variable.type().isEmpty()) {
            shown.setType(variable.type());
        }
        shown.setEvaluateName(variable.evaluateName());
        shown.setMemoryReference(variable.memoryReference());
        shown.setVariablesReference(reference(variable, references));
        if (variable.writer() == null) {
            VariablePresentationHint hint = new VariablePresentationHint();
            hint.setAttributes(new String[] {VariablePresentationHintAttributes.READ_ONLY});
            shown.setPresentationHint(hint);
        }
        return shown;
    }

    static int reference(Variable variable, References references) {
        return variable.children() == null ? 0 : references.add(variable);
    }
}
