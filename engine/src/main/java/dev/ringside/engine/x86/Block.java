package dev.ringside.engine.x86;

import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.tlb.CodePage;
import dev.ringside.engine.x86.translate.EntryPoint;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Decoded instructions that follow each other within one page, entered at the first. One that
/// reaches into the next page stands alone.
final class Block {
    static final int MAX_INSTRUCTIONS = 32;
    static final long NONE = Long.MIN_VALUE;

    /// Host offset of the first byte; part of the key, like `rip`, `linear` and `codeBytes`.
    long host;

    long linear;
    long rip;
    int codeBytes;

    final Instruction[] instructions;
    final int count;

    /// Length of all instructions.
    final int bytes;

    /// Bytes before the last instruction.
    final int lastOffset;

    /// All ones in 64-bit code, else 32 or 16 ones: RIP wraps within it.
    final long ripMask;

    /// Whether the last instruction is a string instruction with a repeat prefix.
    final boolean repeats;

    /// Whether the code hook waits for the first instruction.
    boolean marked;

    /// Guest-physical address of the first byte; only kept when marked.
    long physical;

    /// Where a region may begin; null without the second tier, and for code in open bus.
    @Nullable EntryPoint entry;

    /// Whether the last instruction calls: its target is likely to be a function.
    final boolean calls;

    /// Null for code in open bus, which is never cached.
    @Nullable CodePage page;

    int version;

    /// The run in which the bytes were last compared with memory.
    int epoch;

    /// The bytes decoded, in the first page and in the second.
    @Nullable MemorySegment copy;

    /// Second page, or [#NONE].
    long secondHost = NONE;

    long secondLinear;
    @Nullable CodePage secondPage;
    int secondVersion;

    Block(Instruction[] instructions, int bytes, int codeBytes, boolean repeats) {
        this.instructions = instructions;
        this.count = instructions.length;
        this.bytes = bytes;
        this.lastOffset = bytes - instructions[count - 1].length;
        this.codeBytes = codeBytes;
        this.ripMask = codeBytes == 8 ? -1L : codeBytes == 4 ? 0xFFFFFFFFL : 0xFFFFL;
        this.repeats = repeats;
        int last = instructions[count - 1].opcode;
        this.calls = last == Opcode.CALL_REL || last == Opcode.CALL;
    }

    /// Bytes within the first page.
    int firstBytes() {
        return secondHost == NONE ? bytes : (int) (4096 - (linear & 4095));
    }
}
