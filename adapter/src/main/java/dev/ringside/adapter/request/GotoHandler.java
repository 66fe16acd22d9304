package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.PcText;
import dev.ringside.adapter.session.RegisterFile;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.source.LineRange;
import dev.ringside.engine.state.VcpuState;
import org.eclipse.lsp4j.debug.GotoArguments;
import org.jspecify.annotations.Nullable;

/// Sets the instruction pointer; a `stopped` event with reason `goto` follows.
public final class GotoHandler implements RequestHandler<GotoArguments, Void> {
    private final DebugSession session;

    public GotoHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public @Nullable Void handle(GotoArguments arguments) throws SessionException {
        Inspector inspector = session.inspectStopped();
        int vcpu = inspector.vcpu(arguments.getThreadId());
        LineRange row = session.references().get(arguments.getTargetId(), LineRange.class);
        VcpuState state = inspector.state(vcpu);
        RegisterFile.find("rip").orElseThrow().write(state, PcText.offset(state, row.first()));
        inspector.debugger().setState(vcpu, state);
        var run = session.run();
        session.references().clear();
        session.afterAnswer(() -> run.moved(vcpu));
        return null;
    }
}
