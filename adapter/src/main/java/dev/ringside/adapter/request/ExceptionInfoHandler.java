package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.FaultText;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.StopText;
import dev.ringside.adapter.session.Texts;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.state.Vector;

import org.eclipse.lsp4j.debug.ExceptionBreakMode;
import org.eclipse.lsp4j.debug.ExceptionDetails;
import org.eclipse.lsp4j.debug.ExceptionInfoArguments;
import org.eclipse.lsp4j.debug.ExceptionInfoResponse;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// What led to a stop at an exception, at a triple fault, or where the machine cannot go on.
public final class ExceptionInfoHandler
        implements RequestHandler<ExceptionInfoArguments, ExceptionInfoResponse> {
    private final DebugSession session;

    public ExceptionInfoHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public ExceptionInfoResponse handle(ExceptionInfoArguments arguments) throws SessionException {
        session.inspectStopped().vcpu(arguments.getThreadId());
        StopReason reason = session.run().stop().reason();
        StopText.Words words = session.run().lastWords();
        String id = id(reason);
        if (id == null || words == null) {
            throw new SessionException("The machine did not stop at an exception.");
        }
        ExceptionInfoResponse response = new ExceptionInfoResponse();
        response.setExceptionId(id);
        response.setDescription(words.text());
        response.setBreakMode(ExceptionBreakMode.ALWAYS);
        response.setDetails(details(id, words, reason));
        return response;
    }

    private static @Nullable String id(StopReason reason) {
        return switch (reason) {
            case StopReason.Happened event -> Texts.lower(event.kind().name()).replace('_', ' ');
            case StopReason.Fault(FaultRecord fault) -> Vector.name(fault.vector());
            case StopReason.TripleFault(List<FaultRecord> chain) -> "triple fault";
            case StopReason.HaltedForever() -> "halted";
            case StopReason.Unsupported(String text) -> "unsupported";
            default -> null;
        };
    }

    private static ExceptionDetails details(String id, StopText.Words words, StopReason reason) {
        ExceptionDetails details = new ExceptionDetails();
        details.setTypeName(id);
        details.setMessage(words.text());
        if (reason instanceof StopReason.TripleFault(List<FaultRecord> chain)) {
            details.setInnerException(
                    chain.stream().map(ExceptionInfoHandler::one).toArray(ExceptionDetails[]::new));
        }
        return details;
    }

    private static ExceptionDetails one(FaultRecord fault) {
        ExceptionDetails details = new ExceptionDetails();
        details.setTypeName(Vector.name(fault.vector()));
        details.setMessage(FaultText.line(fault));
        return details;
    }
}
