package dev.ringside.adapter.request;

import static dev.ringside.adapter.request.Arguments.orEmpty;

import dev.ringside.adapter.session.BreakpointRequest;
import dev.ringside.adapter.session.CodeDocument;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.SessionException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.lsp4j.debug.SetBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetBreakpointsResponse;
import org.eclipse.lsp4j.debug.Source;
import org.eclipse.lsp4j.debug.SourceBreakpoint;
import org.jspecify.annotations.Nullable;

/// Replaces the breakpoints of one source file.
public final class SetBreakpointsHandler
        implements RequestHandler<SetBreakpointsArguments, SetBreakpointsResponse> {
    private final DebugSession session;
    private final Sources sources;

    SetBreakpointsHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    // Eclipse sends the deprecated lines beside the breakpoints, older clients only them.
    @SuppressWarnings("deprecation")
    @Override
    public SetBreakpointsResponse handle(SetBreakpointsArguments arguments)
            throws SessionException {
        Lines where = lines(arguments.getSource());
        List<BreakpointRequest> requests = new ArrayList<>();
        SourceBreakpoint[] given = arguments.getBreakpoints();
        int[] lines = arguments.getLines();
        if (given != null) {
            for (SourceBreakpoint breakpoint : given) {
                requests.add(request(where, breakpoint));
            }
        } else if (lines != null) {
            for (int line : lines) {
                requests.add(
                        new BreakpointRequest(where.at(sources.ownLine(line)), "", "", "", ""));
            }
        }
        SetBreakpointsResponse response = new SetBreakpointsResponse();
        response.setBreakpoints(
                new BreakpointView(sources).all(session.setBreakpoints(where.group(), requests)));
        return response;
    }

    /// What the lines of one source mean.
    private interface Lines {
        /// The name of their group of breakpoints.
        String group();

        /// @param line from 1
        BreakpointRequest.Where at(int line);
    }

    private record FileLines(String path) implements Lines {
        @Override
        public String group() {
            return "source:" + path;
        }

        @Override
        public BreakpointRequest.Where at(int line) {
            return new BreakpointRequest.Where.Line(path, line);
        }
    }

    /// Lines of a disassembly text are instructions.
    private record CodeLines(CodeDocument document, Inspector inspector, int vcpu)
            implements Lines {
        @Override
        public String group() {
            return "code:" + document.reference();
        }

        @Override
        public BreakpointRequest.Where at(int line) {
            OptionalLong address = document.address(line, inspector, vcpu);
            return new BreakpointRequest.Where.Instruction(
                    address.isPresent() ? MemoryReference.hex(address.getAsLong()) : "line " + line,
                    0);
        }
    }

    private Lines lines(@Nullable Source source) throws SessionException {
        int reference = Sources.reference(source);
        return reference > 0
                ? new CodeLines(
                        session.documents().get(reference),
                        session.inspect(),
                        session.run().currentVcpu())
                : new FileLines(sources.path(source));
    }

    private BreakpointRequest request(Lines where, SourceBreakpoint breakpoint) {
        return new BreakpointRequest(
                where.at(sources.ownLine(breakpoint.getLine())),
                orEmpty(breakpoint.getMode()),
                orEmpty(breakpoint.getCondition()),
                orEmpty(breakpoint.getHitCondition()),
                orEmpty(breakpoint.getLogMessage()));
    }
}
