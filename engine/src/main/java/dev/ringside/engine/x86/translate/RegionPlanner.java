package dev.ringside.engine.x86.translate;

import static dev.ringside.engine.state.SegmentRegister.CS;

import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.x86.decode.ByteFetcher;
import dev.ringside.engine.x86.decode.Decoder;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.semantics.Cpu;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the blocks of a region from its entry on, breadth first, on the VCPU's thread.
///
/// Only code in pages that were fetched from is read. Branch targets that the interpreter has never
/// been at are left out, so that a region holds what runs.
final class RegionPlanner {
    private static final int MAX_INSTRUCTIONS = 320;
    private static final int MAX_PAGES = 8;

    /// Farthest distance from the entry: [Slots#AT] has 22 bits for it.
    private static final long REACH = 1 << 20;

    /// Longer blocks are cut, so that every region can be made smaller.
    private static final int MAX_BLOCK = 24;

    /// The instruction runs into the page's end.
    private static final class PageEnd extends RuntimeException {
        private static final long serialVersionUID = 1;

        PageEnd() {
            super(null, null, false, false);
        }
    }

    private final PageEnd pageEnd = new PageEnd();
    private final Cpu cpu;
    private final SeenCode seen;
    private final Decoder decoder = new Decoder();

    /// Whose marks stay outside of regions.
    @Nullable CodeHook hook;

    private final Map<Long, GuestBlock> blocks = new LinkedHashMap<>();
    private final Set<Long> returnSites = new HashSet<>();
    private final List<CodeRange> pages = new ArrayList<>();
    private final ArrayDeque<GuestBlock> open = new ArrayDeque<>();
    private int instructions;
    private long base;
    private long start;

    RegionPlanner(Cpu cpu, SeenCode seen) {
        this.cpu = cpu;
        this.seen = seen;
    }

    /// The region entered at CS:RIP as it is now; null if not even one instruction is for
    /// translation.
    @Nullable RegionPlan plan(long rip) {
        blocks.clear();
        returnSites.clear();
        pages.clear();
        open.clear();
        instructions = 0;
        start = rip;
        base = cpu.codeBytes == 8 ? 0 : cpu.state.segment[CS].base;
        reach(rip, true);
        while (!open.isEmpty()) {
            read(open.remove());
        }
        blocks.values().removeIf(block -> block.count() == 0);
        GuestBlock entry = blocks.get(rip);
        if (entry == null) {
            return null;
        }
        return new RegionPlan(
                new LinkedHashMap<>(blocks),
                new HashSet<>(returnSites),
                cpu.codeBytes,
                cpu.stackBytes,
                cpu.state.segment[CS].limit & 0xFFFFFFFFL,
                base,
                new ArrayList<>(pages));
    }

    private long linear(long rip) {
        return cpu.codeBytes == 8 ? rip : base + rip & 0xFFFFFFFFL;
    }

    /// Makes sure that a block starts at `rip`, if code there may be part of the region.
    private void reach(long rip, boolean executed) {
        boolean far = rip - start > REACH || start - rip > REACH;
        if (far || blocks.containsKey(rip) || instructions >= MAX_INSTRUCTIONS) {
            return;
        }
        long linear = linear(rip);
        CodeRange page = page(linear);
        if (page == null || !executed && !seen.at(page.hostPage() + (linear & 4095), linear)) {
            return;
        }
        GuestBlock inside = containing(rip);
        if (inside != null) {
            split(inside, rip);
            return;
        }
        GuestBlock block = new GuestBlock(rip);
        blocks.put(rip, block);
        open.add(block);
    }

    private @Nullable CodeRange page(long linear) {
        for (CodeRange page : pages) {
            if (page.linearPage() == (linear & -4096)) {
                return page;
            }
        }
        long host = cpu.memory.fetched(linear & -4096);
        if (host < 0 || pages.size() == MAX_PAGES) {
            return null;
        }
        CodeRange page = new CodeRange(linear & -4096, host);
        pages.add(page);
        return page;
    }

    /// The block that has an instruction at `rip` other than its first.
    private @Nullable GuestBlock containing(long rip) {
        for (GuestBlock block : blocks.values()) {
            if (rip > block.rip && rip < block.next) {
                long at = block.rip;
                for (Instruction insn : block.instructions) {
                    if (at == rip) {
                        return block;
                    }
                    at += insn.length;
                }
            }
        }
        return null;
    }

    private void split(GuestBlock block, long rip) {
        GuestBlock tail = new GuestBlock(rip);
        long at = block.rip;
        int keep = 0;
        while (at < rip) {
            at += block.instructions.get(keep++).length;
        }
        List<Instruction> rest = block.instructions.subList(keep, block.count());
        tail.instructions.addAll(rest);
        rest.clear();
        tail.end = block.end;
        tail.next = block.next;
        tail.target = block.target;
        block.end = GuestBlock.End.FALL;
        block.next = rip;
        block.target = GuestBlock.NOWHERE;
        blocks.put(rip, tail);
    }

    private void read(GuestBlock block) {
        long rip = block.rip;
        CodeRange page = page(linear(rip));
        if (page == null) {
            return;
        }
        while (instructions < MAX_INSTRUCTIONS && block.count() < MAX_BLOCK) {
            block.next = rip;
            if (rip != block.rip && blocks.containsKey(rip)) {
                break;
            }
            Instruction insn = decode(page, rip);
            if (insn == null || !Effects.translatable(insn)) {
                break;
            }
            block.instructions.add(insn);
            page.add(cpu.memory.ram(), (int) linear(rip) & 4095, insn.length);
            rip += insn.length;
            instructions++;
            if (branches(block, insn, rip)) {
                // This may have split the block.
                follow(block.end, block.target, rip, insn.opcode == Opcode.CALL);
                return;
            }
            if (Effects.repeats(insn)) {
                // It may use up the limit: the next block looks again.
                break;
            }
        }
        block.next = rip;
        if (block.count() != 0) {
            reach(rip, true);
        }
    }

    private @Nullable Instruction decode(CodeRange page, long rip) {
        long linear = linear(rip);
        boolean outside = (linear & -4096) != page.linearPage();
        if (outside || cpu.codeBytes != 8 && rip > cpu.state.segment[CS].limit) {
            return null;
        }
        CodeHook marks = hook;
        if (marks != null && marks.marks(linear, cpu.memory.physicalOf(linear))) {
            return null;
        }
        Instruction insn = new Instruction();
        try {
            decoder.decode(fetcher(page.hostPage() + (linear & 4095)), cpu.codeBytes, insn);
        } catch (PageEnd e) {
            return null;
        }
        if (cpu.codeBytes == 8) {
            return insn;
        }
        // RIP wraps behind the last byte, which the interpreter does.
        long end = Math.min(cpu.state.segment[CS].limit, cpu.codeBytes == 4 ? 0xFFFFFFFEL : 0xFFFE);
        return rip + insn.length - 1 > end ? null : insn;
    }

    private ByteFetcher fetcher(long host) {
        MemorySegment ram = cpu.memory.ram();
        long[] at = {host};
        long end = (host & -4096) + 4096;
        return () -> {
            if (at[0] == end) {
                throw pageEnd;
            }
            return ram.get(ValueLayout.JAVA_BYTE, at[0]++) & 0xFF;
        };
    }

    /// Notes where `insn`, the last of `block`, leads.
    ///
    /// @return whether it is a branch
    private boolean branches(GuestBlock block, Instruction insn, long next) {
        switch (insn.opcode) {
            case Opcode.JMP_REL -> block.end = GuestBlock.End.JUMP;
            case Opcode.JCC, Opcode.LOOP, Opcode.LOOPE, Opcode.LOOPNE, Opcode.JCXZ ->
                    block.end = GuestBlock.End.BRANCH;
            case Opcode.CALL_REL -> block.end = GuestBlock.End.CALL;
            case Opcode.CALL, Opcode.JMP, Opcode.RET -> block.end = GuestBlock.End.INDIRECT;
            default -> {
                return false;
            }
        }
        block.next = next;
        if (block.end != GuestBlock.End.INDIRECT) {
            block.target = target(insn, next);
        }
        return true;
    }

    private void follow(GuestBlock.End end, long target, long next, boolean callsIndirectly) {
        if (target != GuestBlock.NOWHERE) {
            reach(target, end != GuestBlock.End.BRANCH);
        }
        if (end == GuestBlock.End.BRANCH) {
            reach(next, true);
        } else if (end == GuestBlock.End.CALL || callsIndirectly) {
            returnSites.add(next);
            reach(next, false);
        }
    }

    /// Where a relative branch goes, or nowhere if that would fault.
    private long target(Instruction insn, long next) {
        long to = next + insn.immediate;
        if (cpu.codeBytes == 8) {
            return to << 16 >> 16 == to ? to : GuestBlock.NOWHERE;
        }
        to = Cpu.truncate(to, insn.operandSize);
        return to <= cpu.state.segment[CS].limit ? to : GuestBlock.NOWHERE;
    }
}
