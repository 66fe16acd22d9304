package dev.ringside.adapter.request;

import static dev.ringside.adapter.request.Arguments.orEmpty;

import dev.ringside.adapter.session.DataRange;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Evaluator;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Variable;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.debug.DataBreakpointAccessType;
import org.eclipse.lsp4j.debug.DataBreakpointInfoArguments;
import org.eclipse.lsp4j.debug.DataBreakpointInfoResponse;
import org.jspecify.annotations.Nullable;

/// What watching a variable, an expression or an address means.
public final class DataBreakpointInfoHandler
        implements RequestHandler<DataBreakpointInfoArguments, DataBreakpointInfoResponse> {
    private static final int DEFAULT_BYTES = 8;

    private final DebugSession session;

    DataBreakpointInfoHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public DataBreakpointInfoResponse handle(DataBreakpointInfoArguments arguments)
            throws SessionException {
        session.inspectStopped();
        try {
            DataRange range = range(arguments);
            return range == null ? refuse(arguments.getName()) : accept(range);
        } catch (SessionException e) {
            DataBreakpointInfoResponse refused = new DataBreakpointInfoResponse();
            refused.setDescription(String.valueOf(e.getMessage()));
            return refused;
        }
    }

    private @Nullable DataRange range(DataBreakpointInfoArguments arguments)
            throws SessionException {
        String name = orEmpty(arguments.getName());
        Evaluator evaluator = Frames.evaluator(session, arguments.getFrameId());
        Integer bytes = arguments.getBytes();
        if (Boolean.TRUE.equals(arguments.getAsAddress())) {
            return DataRange.of(address(evaluator, name), bytes == null ? DEFAULT_BYTES : bytes);
        }
        Variable variable = variable(arguments, name, evaluator);
        Optional<Evaluator.Extent> extent = variable.extent();
        if (extent.isPresent()) {
            return DataRange.of(
                    MemoryReference.linear(extent.get().address()),
                    bytes == null ? extent.get().bytes() : bytes);
        }
        String reference = variable.memoryReference();
        boolean nowhere = variable.writer() instanceof Variable.Located;
        if (reference == null || nowhere || isRegister(variable)) {
            return null;
        }
        return DataRange.of(
                MemoryReference.parse(reference), bytes == null ? size(variable.type()) : bytes);
    }

    private static MemoryReference address(Evaluator evaluator, String text)
            throws SessionException {
        try {
            return MemoryReference.parse(text);
        } catch (SessionException e) {
            return MemoryReference.linear(evaluator.number(text));
        }
    }

    private Variable variable(
            DataBreakpointInfoArguments arguments, String name, Evaluator evaluator)
            throws SessionException {
        Integer parent = arguments.getVariablesReference();
        if (parent == null || parent == 0) {
            return evaluator.evaluate(name);
        }
        Variable.Children children = session.references().get(parent, Variable.class).children();
        List<Variable> list = children == null ? List.of() : children.list();
        for (Variable child : list) {
            if (child.name().equals(name)) {
                return child;
            }
        }
        throw new SessionException("There is no variable '%s' here any more.".formatted(name));
    }

    /// A register's memory reference is where it points.
    private static boolean isRegister(Variable variable) {
        String name = variable.evaluateName();
        return name != null && dev.ringside.engine.debug.RegisterFile.find(name) != null;
    }

    private static int size(String type) {
        return switch (type) {
            case "byte" -> 1;
            case "word" -> 2;
            case "dword" -> 4;
            default -> DEFAULT_BYTES;
        };
    }

    private static DataBreakpointInfoResponse accept(DataRange range) {
        DataBreakpointInfoResponse response = new DataBreakpointInfoResponse();
        response.setDataId(range.id());
        response.setDescription(range.words());
        response.setAccessTypes(
                new DataBreakpointAccessType[] {
                    DataBreakpointAccessType.READ,
                    DataBreakpointAccessType.WRITE,
                    DataBreakpointAccessType.READ_WRITE
                });
        response.setCanPersist(true);
        return response;
    }

    private static DataBreakpointInfoResponse refuse(@Nullable String name) {
        DataBreakpointInfoResponse response = new DataBreakpointInfoResponse();
        response.setDescription(
                "%s has no place in memory: a register can be tested in a breakpoint's condition."
                        .formatted(orEmpty(name)));
        return response;
    }
}
