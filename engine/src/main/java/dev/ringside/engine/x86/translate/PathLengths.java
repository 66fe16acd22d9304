package dev.ringside.engine.x86.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Decides which blocks' entries are checked, and how many instructions may follow unchecked.
///
/// A depth-first walk from the entry: edges to a block that the walk is in close a cycle, and their
/// targets are checked, as are return sites, the targets of all that goes anywhere, and what
/// follows a repeated string instruction. What remains has no cycles.
final class PathLengths {
    private final RegionPlan plan;
    private final Map<GuestBlock, Boolean> walking = new HashMap<>();

    private PathLengths(RegionPlan plan) {
        this.plan = plan;
    }

    /// Fills in [GuestBlock#checked], [GuestBlock#path] and [GuestBlock#entries].
    static void analyse(RegionPlan plan) {
        PathLengths lengths = new PathLengths(plan);
        for (GuestBlock block : plan.blocks().values()) {
            block.checked = plan.returnSites().contains(block.rip);
            block.entries = block.checked || block == plan.entry() ? 2 : 0;
            block.path = 0;
        }
        for (GuestBlock block : plan.blocks().values()) {
            for (GuestBlock to : lengths.successors(block)) {
                to.entries++;
            }
            if (block.end == GuestBlock.End.FALL && Effects.repeats(block.last())) {
                GuestBlock to = plan.blocks().get(block.next);
                if (to != null) {
                    to.checked = true;
                }
            }
        }
        for (GuestBlock block : plan.blocks().values()) {
            lengths.walk(block);
        }
        for (GuestBlock block : plan.blocks().values()) {
            lengths.path(block);
        }
    }

    private List<GuestBlock> successors(GuestBlock block) {
        List<GuestBlock> found = new ArrayList<>(2);
        for (long rip :
                new long[] {block.target, fallsThrough(block) ? block.next : block.target}) {
            GuestBlock to = plan.blocks().get(rip);
            if (to != null && (found.isEmpty() || rip != block.target)) {
                found.add(to);
            }
        }
        return found;
    }

    private static boolean fallsThrough(GuestBlock block) {
        return block.end == GuestBlock.End.FALL || block.end == GuestBlock.End.BRANCH;
    }

    private void walk(GuestBlock block) {
        if (walking.containsKey(block)) {
            return;
        }
        walking.put(block, true);
        for (GuestBlock to : successors(block)) {
            if (Boolean.TRUE.equals(walking.get(to))) {
                to.checked = true;
            } else {
                walk(to);
            }
        }
        walking.put(block, false);
    }

    private int path(GuestBlock block) {
        if (block.path == 0) {
            int longest = 0;
            for (GuestBlock to : successors(block)) {
                if (!to.checked) {
                    longest = Math.max(longest, path(to));
                }
            }
            block.path = block.count() + longest;
        }
        return block.path;
    }
}
