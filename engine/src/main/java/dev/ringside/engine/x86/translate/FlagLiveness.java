package dev.ringside.engine.x86.translate;

import dev.ringside.engine.x86.decode.Instruction;
import java.util.HashMap;
import java.util.Map;

/// Which flags somebody may look at behind each instruction: an instruction of the region, or the
/// outside wherever the region may be left.
final class FlagLiveness {
    private final RegionPlan plan;

    /// Live at the start of each block.
    private final Map<GuestBlock, Integer> before = new HashMap<>();

    FlagLiveness(RegionPlan plan) {
        this.plan = plan;
        for (GuestBlock block : plan.blocks().values()) {
            before.put(block, 0);
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (GuestBlock block : plan.blocks().values()) {
                int live = atEnd(block);
                for (int i = block.count() - 1; i >= 0; i--) {
                    live = through(block.instructions.get(i), live);
                }
                if (before.getOrDefault(block, 0) != live) {
                    before.put(block, live);
                    changed = true;
                }
            }
        }
    }

    private int atEnd(GuestBlock block) {
        return switch (block.end) {
            case INDIRECT -> Effects.ALL_FLAGS;
            case FALL -> at(block, block.next);
            case JUMP, CALL -> at(block, block.target);
            case BRANCH -> at(block, block.target) | at(block, block.next);
        };
    }

    private int at(GuestBlock from, long rip) {
        GuestBlock to = plan.blocks().get(rip);
        return to == null || to.checked || plan.leavesPage(from, to)
                ? Effects.ALL_FLAGS
                : before.getOrDefault(to, Effects.ALL_FLAGS);
    }

    /// Live before `insn` if `after` is live behind it.
    private static int through(Instruction insn, int after) {
        if (Effects.mayStop(insn)) {
            return Effects.ALL_FLAGS;
        }
        return after & ~Effects.killsFlags(insn) | Effects.readsFlags(insn);
    }

    /// Flags live behind instruction `index` of a block.
    int after(GuestBlock block, int index) {
        int live = atEnd(block);
        for (int i = block.count() - 1; i > index; i--) {
            live = through(block.instructions.get(i), live);
        }
        return live;
    }
}
