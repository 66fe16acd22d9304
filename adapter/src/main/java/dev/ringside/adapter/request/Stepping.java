package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Granularity;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.StepKind;
import org.eclipse.lsp4j.debug.SteppingGranularity;
import org.jspecify.annotations.Nullable;

/// What `next`, `stepIn` and `stepOut` share.
final class Stepping {
    private Stepping() {}

    static void step(
            DebugSession session,
            StepKind kind,
            int threadId,
            @Nullable SteppingGranularity granularity)
            throws SessionException {
        Inspector inspector = session.inspectStopped();
        int vcpu = inspector.vcpu(threadId);
        boolean instruction = granularity == SteppingGranularity.INSTRUCTION;
        session.run()
                .step(
                        kind,
                        vcpu,
                        instruction ? Granularity.INSTRUCTION : Granularity.LINE,
                        pc -> inspector.fillsLine(vcpu, pc));
    }
}
