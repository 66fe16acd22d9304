package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.LaunchArguments;
import dev.ringside.adapter.session.SessionException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Loads an image. The `initialized` event follows the answer, so that breakpoints find symbols.
public final class LaunchHandler implements RequestHandler<Map<String, Object>, Void> {
    private final DebugSession session;

    public LaunchHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public @Nullable Void handle(Map<String, Object> arguments) throws SessionException {
        session.launch(LaunchArguments.parse(arguments));
        return null;
    }
}
