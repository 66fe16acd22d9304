package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.GuestMemory;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.SessionException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;

/// Reads memory, while the machine runs too. Holes are told as unreadable.
public final class ReadMemoryHandler implements RequestHandler<Wire.ReadMemory, Wire.MemoryRead> {
    static final int MOST = 16 << 20;

    private final DebugSession session;
    private final Consumer<Wire.MemoryChanged> shown;

    /// @param shown hears what the client looks at, to tell it of changes later
    public ReadMemoryHandler(DebugSession session, Consumer<Wire.MemoryChanged> shown) {
        this.session = session;
        this.shown = shown;
    }

    @Override
    public Wire.MemoryRead handle(Wire.ReadMemory arguments) throws SessionException {
        String text = Arguments.required("memoryReference", arguments.memoryReference());
        long offset = Wire.orZero(arguments.offset());
        long count = Arguments.required("count", arguments.count());
        if (count < 0 || count > MOST) {
            throw new SessionException(
                    "count is %d; at most %d bytes can be read at once.".formatted(count, MOST));
        }
        MemoryReference from = MemoryReference.parse(text).plus(offset);
        GuestMemory.Block block =
                session.inspect()
                        .memory()
                        .read(
                                from.kind(),
                                session.run().currentVcpu(),
                                from.address(),
                                (int) count);
        shown.accept(new Wire.MemoryChanged(text, offset, count));
        int readable = block.run(0);
        int hole = block.hole(readable);
        return new Wire.MemoryRead(
                MemoryReference.hex(from.address()),
                hole == 0 ? null : (long) hole,
                readable == 0
                        ? null
                        : Base64.getEncoder()
                                .encodeToString(
                                        readable == block.bytes().length
                                                ? block.bytes()
                                                : Arrays.copyOf(block.bytes(), readable)));
    }
}
