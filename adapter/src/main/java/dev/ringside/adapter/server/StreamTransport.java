package dev.ringside.adapter.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Messages on byte streams: a header with `Content-Length`, an empty line, JSON in UTF-8.
///
/// Differs: LSP4J's own reader goes on behind a bad header and may read JSON as headers; this one
/// ends the session instead, since nothing says where the next message begins.
public final class StreamTransport implements Transport {
    /// Longest message taken, in bytes.
    static final int LONGEST_MESSAGE = 64 << 20;

    private static final int LONGEST_HEADER = 4096;
    private static final String LENGTH = "content-length:";

    private final InputStream in;
    private final OutputStream out;

    public StreamTransport(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.out = out;
    }

    @Override
    public @Nullable String read() throws IOException, FrameException {
        int length = header();
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the stream ended inside a message");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// @return the length of the content, or -1 at the end of the stream
    private int header() throws IOException, FrameException {
        int length = -1;
        int total = 0;
        while (true) {
            String line = line();
            if (line == null) {
                if (total > 0) {
                    throw new EOFException("the stream ended inside a header");
                }
                return -1;
            }
            total += line.length() + 1;
            if (total > LONGEST_HEADER) {
                throw new FrameException("a header of more than 4096 bytes");
            }
            if (line.isEmpty()) {
                if (length >= 0) {
                    return length;
                }
                if (total > 1) {
                    throw new FrameException("a header without Content-Length");
                }
                total = 0;
            } else if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = length(line.substring(LENGTH.length()).strip());
            } else if (line.indexOf(':') <= 0) {
                throw new FrameException("a header line without a colon");
            }
        }
    }

    private static int length(String text) throws FrameException {
        try {
            int length = Integer.parseInt(text);
            if (length >= 0 && length <= LONGEST_MESSAGE) {
                return length;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new FrameException(
                "a Content-Length that is no number from 0 to %d".formatted(LONGEST_MESSAGE));
    }

    /// One line without its end; null at the end of the stream.
    private @Nullable String line() throws IOException, FrameException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        while (c >= 0 && c != '\n') {
            if (line.length() >= LONGEST_HEADER) {
                throw new FrameException("a header of more than 4096 bytes");
            }
            if (c != '\r') {
                line.append((char) c);
            }
            c = in.read();
        }
        if (c < 0 && !line.isEmpty()) {
            throw new EOFException("the stream ended inside a header");
        }
        return c < 0 ? null : line.toString();
    }

    @Override
    public synchronized void write(String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] header =
                "Content-Length: %d\r\n\r\n"
                        .formatted(body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[header.length + body.length];
        System.arraycopy(header, 0, frame, 0, header.length);
        System.arraycopy(body, 0, frame, header.length, body.length);
        out.write(frame);
        out.flush();
    }
}
