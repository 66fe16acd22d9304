package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.LaunchArguments;
import dev.ringside.adapter.session.SessionException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Loads the image afresh, with new launch attributes where the client sends some.
public final class RestartHandler implements RequestHandler<Wire.Restart, Void> {
    private final DebugSession session;

    public RestartHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public @Nullable Void handle(Wire.Restart arguments) throws SessionException {
        Map<String, Object> given = arguments.arguments();
        session.restart(
                given != null && given.containsKey("program")
                        ? LaunchArguments.parse(given)
                        : null);
        return null;
    }
}
