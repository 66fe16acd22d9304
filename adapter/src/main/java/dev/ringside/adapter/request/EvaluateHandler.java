package dev.ringside.adapter.request;

import dev.ringside.adapter.console.Console;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Frame;
import dev.ringside.adapter.session.RunState;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Variable;
import org.eclipse.lsp4j.debug.EvaluateArguments;
import org.eclipse.lsp4j.debug.EvaluateArgumentsContext;
import org.eclipse.lsp4j.debug.EvaluateResponse;
import org.jspecify.annotations.Nullable;

/// Console lines, watches, hovers and what goes to the clipboard.
public final class EvaluateHandler implements RequestHandler<EvaluateArguments, EvaluateResponse> {
    private final DebugSession session;

    public EvaluateHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public EvaluateResponse handle(EvaluateArguments arguments) throws SessionException {
        String expression = Arguments.required("expression", arguments.getExpression());
        Integer frame = arguments.getFrameId();
        String context = arguments.getContext();
        if (EvaluateArgumentsContext.REPL.equals(context)) {
            return console(expression, frame);
        }
        if (context == null) {
            return watchWithoutContext(expression, frame);
        }
        return value(expression, frame);
    }

    private EvaluateResponse console(String line, @Nullable Integer frame) throws SessionException {
        Console.Answer answer;
        if (frame == null || frame == 0 || session.state() != RunState.STOPPED) {
            answer = Console.evaluate(session, line, Frames.vcpu(session, frame));
        } else {
            Frame selected = session.references().get(frame, Frame.class);
            answer = Console.evaluate(session, line, selected);
        }
        return response(answer.text(), answer.value());
    }

    private EvaluateResponse value(String expression, @Nullable Integer frame)
            throws SessionException {
        Variable value = Frames.evaluator(session, frame).evaluate(expression);
        return response(value.value(), value);
    }

    /// Eclipse's watches come without a context, and a failed one never completes in its view.
    private EvaluateResponse watchWithoutContext(String expression, @Nullable Integer frame) {
        try {
            return value(expression, frame);
        } catch (SessionException e) {
            return response("<" + e.getMessage() + ">", null);
        }
    }

    private EvaluateResponse response(String text, @Nullable Variable value) {
        EvaluateResponse response = new EvaluateResponse();
        response.setResult(text);
        if (value != null) {
            response.setType(value.type().isEmpty() ? null : value.type());
            response.setMemoryReference(value.memoryReference());
            response.setVariablesReference(VariableView.reference(value, session.references()));
        }
        return response;
    }
}
