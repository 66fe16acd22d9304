package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Variable;
import java.util.List;
import org.eclipse.lsp4j.debug.SetVariableArguments;
import org.eclipse.lsp4j.debug.SetVariableResponse;

/// Writes a register, a part of one, or a word of memory shown as a variable.
public final class SetVariableHandler
        implements RequestHandler<SetVariableArguments, SetVariableResponse> {
    private final DebugSession session;

    public SetVariableHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public SetVariableResponse handle(SetVariableArguments arguments) throws SessionException {
        Inspector inspector = session.inspectStopped();
        Variable parent =
                session.references().get(arguments.getVariablesReference(), Variable.class);
        String name = Arguments.required("name", arguments.getName());
        String value = Arguments.required("value", arguments.getValue());
        inspector.evaluator(session.run().currentVcpu()).write(find(parent, name), value);
        session.changed();
        Variable now = find(parent, name);
        SetVariableResponse response = new SetVariableResponse();
        response.setValue(now.value());
        response.setType(now.type());
        response.setVariablesReference(VariableView.reference(now, session.references()));
        response.setMemoryReference(now.memoryReference());
        return response;
    }

    private static Variable find(Variable parent, String name) throws SessionException {
        Variable.Children children = parent.children();
        List<Variable> all = children == null ? List.of() : children.list();
        return all.stream()
                .filter(v -> v.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new SessionException(
                                "%s has no part named '%s'.".formatted(parent.name(), name)));
    }
}
