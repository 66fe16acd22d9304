package dev.ringside.engine.paging;

import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;

/// A page walk with every step kept, for a person who asks why an address faults.
///
/// @param access bits of [Access]
/// @param levels the entries read, topmost first; empty without paging
/// @param mapped whether the access is allowed
/// @param physicalAddress guest-physical; meaningless unless `mapped`
/// @param pageBytes size of the page; meaningless unless `mapped`
/// @param errorCode of the page fault; 0 if `mapped`
/// @param verdict one clause: `PTE is not present`, or what page it is
public record PageWalk(
        long linearAddress,
        int access,
        PagingMode mode,
        List<Level> levels,
        boolean mapped,
        long physicalAddress,
        long pageBytes,
        boolean writable,
        boolean executable,
        boolean user,
        int errorCode,
        String verdict) {

    /// One entry of the walk.
    ///
    /// @param name `PML4E`, `PDPTE`, `PDE` or `PTE`
    /// @param address guest-physical address of the entry
    /// @param bytes 4 or 8
    public record Level(String name, long address, long value, int bytes, String verdict) {}

    private static final String[] NAMES = {"", "PTE", "PDE", "PDPTE", "PML4E"};

    /// Walks for `linear` without touching anything.
    ///
    /// @param access bits of [Access]
    public static PageWalk explain(VcpuState state, EntryMemory memory, long linear, int access) {
        PageWalker walker = new PageWalker(memory);
        walker.configure(state.cr0, state.cr3, state.cr4, state.efer);
        List<Level> levels = new ArrayList<>();
        walker.setRecorder((level, address, value, size, verdict) ->
                levels.add(new Level(NAMES[level], address, value, size, verdict)));
        boolean mapped = walker.translate(linear, access);
        return new PageWalk(
                linear,
                access,
                walker.mode(),
                List.copyOf(levels),
                mapped,
                walker.physicalAddress,
                walker.pageBytes,
                mapped && walker.writable,
                mapped && walker.executable,
                mapped && walker.user,
                mapped ? 0 : walker.errorCode,
                mapped ? pageName(walker) : walker.reason);
    }

    private static String pageName(PageWalker walker) {
        if (walker.mode() == PagingMode.OFF) {
            return "paging is off: linear is physical";
        }
        return "%s page, %s, %s, %s"
                .formatted(
                        walker.pageBytes >= 1 << 20
                                ? (walker.pageBytes >> 20) + " MiB"
                                : (walker.pageBytes >> 10) + " KiB",
                        walker.user ? "user" : "supervisor",
                        walker.writable ? "writable" : "read-only",
                        walker.executable ? "executable" : "not executable");
    }
}
