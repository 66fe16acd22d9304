package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// `ringside/serialInput`, a request of our own: bytes for a serial port of the guest.
public final class SerialInputHandler implements RequestHandler<SerialInputHandler.Bytes, Void> {
    private final DebugSession session;

    public SerialInputHandler(DebugSession session) {
        this.session = session;
    }

    /// @param port 1 for COM1 (default), 2 for COM2
    /// @param data Base64
    public record Bytes(@Nullable Integer port, @Nullable String data) {}

    @Override
    public @Nullable Void handle(Bytes arguments) throws SessionException {
        int port = arguments.port() == null ? 1 : arguments.port();
        if (port != 1 && port != 2) {
            throw new SessionException(
                    "Port %d takes no input; write 1 for COM1 or 2 for COM2.".formatted(port));
        }
        String data = Arguments.required("data", arguments.data());
        try {
            session.target().serialInput(port, Base64.getDecoder().decode(data));
            return null;
        } catch (IllegalArgumentException e) {
            throw new SessionException("\"data\" is not Base64: " + e.getMessage());
        }
    }
}
