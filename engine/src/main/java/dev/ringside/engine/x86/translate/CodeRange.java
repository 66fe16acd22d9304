package dev.ringside.engine.x86.translate;

import dev.ringside.engine.x86.tlb.CodePage;
import dev.ringside.engine.x86.tlb.CodePages;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// The bytes of one page that a region was decoded from.
final class CodeRange {
    private final long linearPage;
    private final long hostPage;
    private final List<Chunk> chunks = new ArrayList<>();

    private record Chunk(int offset, MemorySegment bytes) {}

    CodeRange(long linearPage, long hostPage) {
        this.linearPage = linearPage;
        this.hostPage = hostPage;
    }

    long linearPage() {
        return linearPage;
    }

    long hostPage() {
        return hostPage;
    }

    /// Keeps the bytes from `offset` on.
    void add(MemorySegment ram, int offset, int length) {
        byte[] copy = new byte[length];
        MemorySegment.copy(ram, ValueLayout.JAVA_BYTE, hostPage + offset, copy, 0, length);
        chunks.add(new Chunk(offset, MemorySegment.ofArray(copy)));
    }

    /// Whether memory still holds these bytes.
    boolean unchanged(MemorySegment ram) {
        for (Chunk chunk : chunks) {
            long at = hostPage + chunk.offset;
            long length = chunk.bytes.byteSize();
            if (MemorySegment.mismatch(ram, at, at + length, chunk.bytes, 0, length) >= 0) {
                return false;
            }
        }
        return true;
    }

    /// Has stores to these bytes noticed.
    void watch(CodePages code, CodePage page) {
        for (Chunk chunk : chunks) {
            code.mark(page, hostPage + chunk.offset, (int) chunk.bytes.byteSize());
        }
    }
}
