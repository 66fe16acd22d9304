package dev.ringside.engine.x86;

import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.x86.decode.Decoder;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.tlb.CodePages;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decodes blocks.
final class BlockBuilder {
    private final Cpu cpu;
    private final CodePages code;
    private final CodeReader reader;
    private final Decoder decoder;
    private final Instruction scratch = new Instruction();
    private final Instruction[] found = new Instruction[Block.MAX_INSTRUCTIONS];

    /// Whom to ask about each instruction's address.
    @Nullable CodeHook hook;

    BlockBuilder(Cpu cpu, CodePages code) {
        this.cpu = cpu;
        this.code = code;
        this.reader = new CodeReader(cpu);
        this.decoder = new Decoder(cpu.platform.model);
    }

    /// Decodes from `linear` on. Throws the guest's fault if not even one instruction can be
    /// fetched.
    ///
    /// @param host where `linear` lies, -1 for open bus
    Block build(long rip, long linear, long host) {
        int count = 0;
        int bytes = 0;
        boolean repeats = false;
        boolean marked = marks(linear);
        long second = Block.NONE;
        do {
            boolean first = count == 0;
            long at = host < 0 ? host : host + bytes;
            reader.start(rip + bytes, linear + bytes, at, !first);
            if (!first && (pageEnds(linear + bytes) || marks(linear + bytes))) {
                break;
            }
            try {
                decoder.decode(reader, cpu.codeBytes, scratch);
            } catch (CodeReader.Unfinished e) {
                break;
            }
            found[count++] = scratch.copy();
            bytes += scratch.length;
            second = reader.secondHost;
            repeats = repeats(scratch);
        } while (!ends(scratch) && count < found.length && second == Block.NONE);
        Block block = new Block(Arrays.copyOf(found, count), bytes, cpu.codeBytes, repeats);
        block.rip = rip;
        block.linear = linear;
        block.host = host;
        block.marked = marked;
        block.physical = marked ? cpu.memory.physicalOf(linear) : 0;
        block.secondHost = second;
        block.secondLinear = reader.secondLinear;
        if (host >= 0 && (second == Block.NONE || second >= 0)) {
            remember(block);
        }
        return block;
    }

    private static boolean pageEnds(long linear) {
        return (linear & 4095) == 0;
    }

    private boolean marks(long linear) {
        CodeHook hook = this.hook;
        return hook != null && hook.marks(linear, cpu.memory.physicalOf(linear));
    }

    /// Keeps the bytes and has stores to them noticed.
    private void remember(Block block) {
        MemorySegment ram = cpu.memory.ram();
        byte[] copy = new byte[block.bytes];
        int first = block.firstBytes();
        MemorySegment.copy(ram, ValueLayout.JAVA_BYTE, block.host, copy, 0, first);
        block.page = code.at(block.host);
        if (block.secondHost != Block.NONE) {
            MemorySegment.copy(
                    ram, ValueLayout.JAVA_BYTE, block.secondHost, copy, first, block.bytes - first);
            block.secondPage = code.at(block.secondHost);
        }
        block.copy = MemorySegment.ofArray(copy);
        watch(block);
    }

    /// Marks the block's bytes as code and notes the versions it belongs to.
    void watch(Block block) {
        int first = block.firstBytes();
        if (block.page != null) {
            code.mark(block.page, block.host, first);
            block.version = block.page.version();
        }
        if (block.secondPage != null) {
            code.mark(block.secondPage, block.secondHost, block.bytes - first);
            block.secondVersion = block.secondPage.version();
        }
    }

    /// Whether memory still holds what was decoded.
    boolean unchanged(Block block) {
        MemorySegment copy = block.copy;
        if (copy == null) {
            return false;
        }
        MemorySegment ram = cpu.memory.ram();
        int first = block.firstBytes();
        boolean same =
                MemorySegment.mismatch(ram, block.host, block.host + first, copy, 0, first) < 0;
        if (same && block.secondHost != Block.NONE) {
            long end = block.secondHost + block.bytes - first;
            same = MemorySegment.mismatch(ram, block.secondHost, end, copy, first, block.bytes) < 0;
        }
        return same;
    }

    /// The first `length` bytes that were decoded.
    byte[] bytes(Block block, int length) {
        MemorySegment copy = block.copy;
        return copy == null
                ? new byte[length]
                : copy.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private static boolean repeats(Instruction insn) {
        return insn.repeat != 0 && insn.opcode >= Opcode.MOVS && insn.opcode <= Opcode.OUTS;
    }

    /// Whether what follows need not be code, or must be looked up again.
    private static boolean ends(Instruction insn) {
        if (repeats(insn)) {
            return true;
        }
        return switch (insn.opcode) {
            case Opcode.INVALID,
                    Opcode.TOO_LONG,
                    Opcode.JMP_REL,
                    Opcode.JMP,
                    Opcode.CALL_REL,
                    Opcode.CALL,
                    Opcode.RET,
                    Opcode.CALL_FAR_DIRECT,
                    Opcode.JMP_FAR_DIRECT,
                    Opcode.CALL_FAR,
                    Opcode.JMP_FAR,
                    Opcode.RETF,
                    Opcode.IRET,
                    Opcode.INT,
                    Opcode.INT3,
                    Opcode.INT1,
                    Opcode.HLT,
                    Opcode.SYSCALL,
                    Opcode.SYSRET,
                    Opcode.SYSENTER,
                    Opcode.SYSEXIT,
                    Opcode.UD0,
                    Opcode.UD1,
                    Opcode.UD2 ->
                    true;
            default -> insn.opcode >= Opcode.FIRST_UNIMPLEMENTED;
        };
    }
}
