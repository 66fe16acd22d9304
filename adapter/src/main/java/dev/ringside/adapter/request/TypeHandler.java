package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// `ringside/type`, a request of our own: input for the guest, by keyboard or serial port.
public final class TypeHandler implements RequestHandler<TypeHandler.Arguments, Void> {
    private static final int LONGEST = 64 << 10;

    private final DebugSession session;

    public TypeHandler(DebugSession session) {
        this.session = session;
    }

    /// @param to `keyboard` (default) or `serial`
    public record Arguments(@Nullable String text, @Nullable String to) {}

    @Override
    public @Nullable Void handle(Arguments arguments) throws SessionException {
        String text = dev.ringside.adapter.request.Arguments.required("text", arguments.text());
        if (text.length() > LONGEST) {
            throw new SessionException("At most 64 KiB can be typed at once.");
        }
        if ("serial".equals(arguments.to())) {
            session.target().serialInput(text.getBytes(StandardCharsets.UTF_8));
        } else {
            session.target().type(text);
        }
        return null;
    }
}
