package dev.ringside.adapter.request;

import dev.ringside.adapter.session.BreakpointStatus;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.source.SourceLocation;
import java.util.List;
import org.eclipse.lsp4j.debug.Breakpoint;
import org.eclipse.lsp4j.debug.BreakpointNotVerifiedReason;

/// Breakpoints as the protocol has them.
public final class BreakpointView {
    private final Sources sources;

    public BreakpointView(dev.ringside.adapter.session.Client client) {
        this.sources = new Sources(client);
    }

    BreakpointView(Sources sources) {
        this.sources = sources;
    }

    Breakpoint[] all(List<BreakpointStatus> statuses) {
        return statuses.stream().map(this::of).toArray(Breakpoint[]::new);
    }

    /// One breakpoint.
    public Breakpoint of(BreakpointStatus status) {
        Breakpoint shown = new Breakpoint();
        shown.setId(status.id());
        shown.setVerified(status.verified());
        if (!status.message().isEmpty()) {
            shown.setMessage(status.message());
        }
        if (status.pending()) {
            shown.setReason(BreakpointNotVerifiedReason.PENDING);
        }
        status.address().ifPresent(a -> shown.setInstructionReference(MemoryReference.hex(a)));
        SourceLocation location = status.location();
        if (location != null) {
            shown.setSource(sources.source(location));
            shown.setLine(sources.line(location.line()));
        }
        return shown;
    }
}
