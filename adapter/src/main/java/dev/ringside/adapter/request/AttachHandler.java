package dev.ringside.adapter.request;

import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.LaunchArguments;
import dev.ringside.adapter.session.SessionException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Joins the machine that `ringside run IMAGE --dap HOST:PORT` runs.
public final class AttachHandler implements RequestHandler<Map<String, Object>, Void> {
    private final DebugSession session;
    private final AttachPoint point;

    public AttachHandler(DebugSession session, AttachPoint point) {
        this.session = session;
        this.point = point;
    }

    @Override
    public @Nullable Void handle(Map<String, Object> arguments) throws SessionException {
        session.attach(point, LaunchArguments.parseAttach(arguments));
        return null;
    }
}
