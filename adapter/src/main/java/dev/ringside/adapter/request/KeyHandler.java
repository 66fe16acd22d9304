package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import org.jspecify.annotations.Nullable;

/// `ringside/key`, a request of our own: types on the guest's keyboard.
public final class KeyHandler implements RequestHandler<KeyHandler.Text, Void> {
    private static final int LONGEST = 64 << 10;

    private final DebugSession session;

    public KeyHandler(DebugSession session) {
        this.session = session;
    }

    /// @param text printable ASCII, `\n` for Enter
    public record Text(@Nullable String text) {}

    @Override
    public @Nullable Void handle(Text arguments) throws SessionException {
        String text = Arguments.required("text", arguments.text());
        if (text.length() > LONGEST) {
            throw new SessionException("At most 64 KiB can be typed at once.");
        }
        session.target().type(text);
        return null;
    }
}
