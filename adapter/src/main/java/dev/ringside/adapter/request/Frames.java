package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Evaluator;
import dev.ringside.adapter.session.Frame;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.SessionException;
import org.jspecify.annotations.Nullable;

/// Whose registers a request means.
final class Frames {
    private Frames() {}

    /// Expressions over a frame, or over the innermost of the VCPU that stopped last.
    static Evaluator evaluator(DebugSession session, @Nullable Integer frameId)
            throws SessionException {
        Inspector inspector = session.inspectStopped();
        if (frameId == null || frameId == 0) {
            return inspector.evaluator(session.run().currentVcpu());
        }
        return inspector.evaluator(session.references().get(frameId, Frame.class));
    }

    /// The VCPU of a frame, or the one that stopped last.
    static int vcpu(DebugSession session, @Nullable Integer frameId) throws SessionException {
        if (frameId == null || frameId == 0) {
            return session.run().currentVcpu();
        }
        session.run().requireStopped();
        return session.references().get(frameId, Frame.class).vcpu();
    }
}
