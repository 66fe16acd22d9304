package dev.ringside.engine.x86.translate;

import dev.ringside.engine.x86.decode.Instruction;
import java.util.ArrayList;
import java.util.List;

/// A basic block of a region: instructions entered at the first and left after the last.
final class GuestBlock {
    /// How a block ends.
    enum End {
        /// Goes on at [#next]: a block, or the exit before an instruction of no region.
        FALL,
        /// The last instruction is a direct jump to [#target].
        JUMP,
        /// Conditional jump, LOOP or JCXZ: [#target] or [#next].
        BRANCH,
        /// Direct call of [#target], coming back at [#next].
        CALL,
        /// RET, indirect jump or call: anywhere.
        INDIRECT
    }

    static final long NOWHERE = Long.MIN_VALUE;

    /// RIP of the first instruction.
    final long rip;

    final List<Instruction> instructions = new ArrayList<>();
    End end = End.FALL;

    /// RIP behind the last instruction.
    long next = NOWHERE;

    long target = NOWHERE;

    /// Whether edges into this block check the limit.
    boolean checked;

    /// Edges into this block.
    int entries;

    /// Instructions from here to the next checked edge at most.
    int path;

    GuestBlock(long rip) {
        this.rip = rip;
    }

    int count() {
        return instructions.size();
    }

    Instruction last() {
        return instructions.get(instructions.size() - 1);
    }
}
