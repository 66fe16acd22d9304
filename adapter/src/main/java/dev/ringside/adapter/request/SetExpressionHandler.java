package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Variable;
import org.eclipse.lsp4j.debug.SetExpressionArguments;
import org.eclipse.lsp4j.debug.SetExpressionResponse;

/// Writes to the register or memory an expression names.
public final class SetExpressionHandler
        implements RequestHandler<SetExpressionArguments, SetExpressionResponse> {
    private final DebugSession session;

    public SetExpressionHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public SetExpressionResponse handle(SetExpressionArguments arguments) throws SessionException {
        String expression = Arguments.required("expression", arguments.getExpression());
        String value = Arguments.required("value", arguments.getValue());
        Variable now = Frames.evaluator(session, arguments.getFrameId()).assign(expression, value);
        session.changed();
        SetExpressionResponse response = new SetExpressionResponse();
        response.setValue(now.value());
        response.setType(now.type());
        response.setVariablesReference(VariableView.reference(now, session.references()));
        response.setMemoryReference(now.memoryReference());
        return response;
    }
}
