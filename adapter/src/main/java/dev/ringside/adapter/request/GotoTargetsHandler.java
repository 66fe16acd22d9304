package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.source.LineRange;
import java.util.List;
import org.eclipse.lsp4j.debug.GotoTarget;
import org.eclipse.lsp4j.debug.GotoTargetsArguments;
import org.eclipse.lsp4j.debug.GotoTargetsResponse;

/// Places a line's code begins at.
public final class GotoTargetsHandler
        implements RequestHandler<GotoTargetsArguments, GotoTargetsResponse> {
    private final DebugSession session;
    private final Sources sources;

    GotoTargetsHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    @Override
    public GotoTargetsResponse handle(GotoTargetsArguments arguments) throws SessionException {
        String path = sources.path(arguments.getSource());
        List<LineRange> rows =
                session.inspectStopped()
                        .symbols()
                        .rowsFor(path, sources.ownLine(arguments.getLine()));
        GotoTargetsResponse response = new GotoTargetsResponse();
        response.setTargets(rows.stream().map(this::target).toArray(GotoTarget[]::new));
        return response;
    }

    private GotoTarget target(LineRange row) {
        GotoTarget target = new GotoTarget();
        target.setId(session.references().add(row));
        target.setLabel(
                "line %d at %s".formatted(row.location().line(), MemoryReference.hex(row.first())));
        target.setLine(sources.line(row.location().line()));
        target.setInstructionPointerReference(MemoryReference.hex(row.first()));
        return target;
    }
}
