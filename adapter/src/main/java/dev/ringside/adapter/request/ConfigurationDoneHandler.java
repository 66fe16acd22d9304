package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import org.eclipse.lsp4j.debug.ConfigurationDoneArguments;
import org.jspecify.annotations.Nullable;

/// Lets the machine begin, after the answer.
public final class ConfigurationDoneHandler
        implements RequestHandler<ConfigurationDoneArguments, Void> {
    private final DebugSession session;

    public ConfigurationDoneHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public @Nullable Void handle(ConfigurationDoneArguments arguments) throws SessionException {
        session.configurationDone();
        return null;
    }
}
