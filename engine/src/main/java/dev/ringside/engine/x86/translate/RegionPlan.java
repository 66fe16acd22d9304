package dev.ringside.engine.x86.translate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is to be translated: blocks by RIP, the entry first, and what they were decoded under.
///
/// @param blocks in the order they were found; the first is the entry
/// @param returnSites where calls of this region come back
/// @param codeBytes 2, 4 or 8: width of the code
/// @param stackBytes 2, 4 or 8: width of the stack
/// @param codeLimit limit of CS outside 64-bit code
/// @param codeBase linear address of RIP 0; 0 in 64-bit code
/// @param pages the pages the code lies in, the entry's first
record RegionPlan(
        Map<Long, GuestBlock> blocks,
        Set<Long> returnSites,
        int codeBytes,
        int stackBytes,
        long codeLimit,
        long codeBase,
        List<CodeRange> pages) {

    GuestBlock entry() {
        return blocks.values().iterator().next();
    }

    int instructions() {
        int count = 0;
        for (GuestBlock block : blocks.values()) {
            count += block.count();
        }
        return count;
    }

    /// RIP of the lowest instruction.
    long lowest() {
        long lowest = Long.MAX_VALUE;
        for (GuestBlock block : blocks.values()) {
            lowest = Math.min(lowest, block.rip);
        }
        return lowest;
    }

    long linear(long rip) {
        return codeBytes == 8 ? rip : codeBase + rip & 0xFFFFFFFFL;
    }

    /// The page `rip` lies in, as an index into [#pages].
    int pageOf(long rip) {
        long linear = linear(rip);
        for (int i = 0; i < pages.size(); i++) {
            if (pages.get(i).linearPage() == (linear & -4096)) {
                return i;
            }
        }
        return -1;
    }

    /// Whether an edge goes from one page to another.
    boolean leavesPage(GuestBlock from, GuestBlock to) {
        return pageOf(from.rip) != pageOf(to.rip);
    }

    /// The same region cut down to the blocks found first, at most `most` instructions.
    RegionPlan shrunk(int most) {
        Map<Long, GuestBlock> kept = new LinkedHashMap<>();
        int count = 0;
        for (GuestBlock block : blocks.values()) {
            count += block.count();
            boolean some = !kept.isEmpty();
            if (some && (count > most || kept.size() == blocks.size() - 1)) {
                break;
            }
            kept.put(block.rip, block);
        }
        return new RegionPlan(kept, returnSites, codeBytes, stackBytes, codeLimit, codeBase, pages);
    }
}
