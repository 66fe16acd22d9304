package dev.ringside.adapter.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Whole messages to and from a client.
public interface Transport {
    /// The next message, as JSON text; null at the end.
    ///
    /// @throws FrameException what came is no message, and where the next begins cannot be known
    @Nullable String read() throws IOException, FrameException;

    /// Sends one message. Any thread.
    void write(String json) throws IOException;
}
