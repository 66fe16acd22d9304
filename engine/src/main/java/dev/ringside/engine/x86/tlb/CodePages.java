package dev.ringside.engine.x86.tlb;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Which host memory holds decoded instructions, so that stores notice when they change code (SDM
/// Vol. 3A 11.6, "Self-Modifying Code").
///
/// Shared by the VCPUs over one physical memory. Ordinary stores pay nothing: a translation never
/// carries a write tag for a code page, and stores that miss come here. Decoded bytes are known one
/// by one, so that a stack or variables in the boot sector's page do not void its code.
public final class CodePages {
    private static final int CHUNK_BITS = 10;

    private final @Nullable CodePage[] @Nullable [] chunks;
    private final List<LinearMemory> memories = new CopyOnWriteArrayList<>();

    /// @param capacity bytes of host memory
    public CodePages(long capacity) {
        int count = (int) ((capacity >>> 12 + CHUNK_BITS) + 1);
        this.chunks = new CodePage[count][];
    }

    void register(LinearMemory memory) {
        memories.add(memory);
    }

    void unregister(LinearMemory memory) {
        memories.remove(memory);
    }

    /// The code page at a host offset; null if nothing was ever decoded there.
    @Nullable CodePage find(long host) {
        @Nullable CodePage[] chunk = chunks[(int) (host >>> 12 + CHUNK_BITS)];
        return chunk == null ? null : chunk[(int) (host >>> 12) & (1 << CHUNK_BITS) - 1];
    }

    /// The code page at a host offset, made if need be.
    public CodePage at(long host) {
        int index = (int) (host >>> 12 + CHUNK_BITS);
        @Nullable CodePage[] chunk = chunks[index];
        if (chunk == null) {
            chunk = new CodePage[1 << CHUNK_BITS];
            chunks[index] = chunk;
        }
        int slot = (int) (host >>> 12) & (1 << CHUNK_BITS) - 1;
        CodePage page = chunk[slot];
        if (page == null) {
            page = new CodePage();
            chunk[slot] = page;
        }
        return page;
    }

    /// Whether stores to a host page need not ask what they hit; if so, the page's first decoded
    /// instruction will end that.
    boolean allowFastStores(long hostPage) {
        CodePage page = find(hostPage);
        if (page == null) {
            return true;
        }
        if (!page.isEmpty()) {
            return false;
        }
        page.writable = true;
        return true;
    }

    /// Notes that `length` bytes (1 to 4096, within one page) at `host` were decoded.
    public void mark(CodePage page, long host, int length) {
        page.mark((int) host & 4095, length);
        if (page.writable) {
            page.writable = false;
            for (LinearMemory memory : memories) {
                memory.dropWriteTags(host & -4096);
            }
        }
    }

    /// Voids what was decoded from the bytes just written.
    ///
    /// @param length 1 to 4096, within one page
    /// @return whether anything was
    boolean written(long host, int length) {
        CodePage page = find(host);
        if (page == null || !page.overlaps((int) host & 4095, length)) {
            return false;
        }
        page.clear();
        return true;
    }

    /// Voids what was decoded from a range that somebody outside changed.
    public void writtenRange(long host, long length) {
        long at = host;
        long end = host + length;
        while (at < end) {
            long next = Math.min(end, (at & -4096) + 4096);
            written(at, (int) (next - at));
            at = next;
        }
    }
}
