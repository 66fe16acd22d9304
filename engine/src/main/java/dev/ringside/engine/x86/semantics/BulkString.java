package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.ACCESS_CODE;
import static dev.ringside.engine.state.SegmentRegister.ACCESS_UNUSABLE;
import static dev.ringside.engine.state.SegmentRegister.ES;
import static dev.ringside.engine.state.SegmentRegister.FS;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;

/// Many iterations of an upward REP MOVS or REP STOS at once, where nothing can come between them:
/// both operands stay within one page each whose translation is cached, within their segments and
/// below the wrap of the address size.
final class BulkString {
    private static final int EXPAND_DOWN = 4;
    private static final int WRITABLE = 2;
    private static final long PAGE = 4096;

    private BulkString() {}

    /// Does up to `count` iterations, RSI and RDI included, RCX not.
    ///
    /// @return how many; 0 where the next one must be done on its own
    static long iterate(Cpu cpu, Instruction insn, long count) {
        boolean moves = insn.opcode == Opcode.MOVS;
        if (!moves && insn.opcode != Opcode.STOS || cpu.directionDown()) {
            return 0;
        }
        int size = insn.operandSize;
        long to = linear(cpu, insn, ES, VcpuState.RDI, true);
        long toHost = to == -1 ? -1 : cpu.memory.hostForWrite(to);
        if (toHost == -1) {
            return 0;
        }
        long fit = Math.min(count, elements(cpu, insn, ES, VcpuState.RDI, to));
        if (moves) {
            long from = linear(cpu, insn, insn.segment, VcpuState.RSI, false);
            long fromHost = from == -1 ? -1 : cpu.memory.hostForRead(from);
            if (fromHost == -1) {
                return 0;
            }
            fit = Math.min(fit, elements(cpu, insn, insn.segment, VcpuState.RSI, from));
            fit = apart(fromHost, toHost, size, fit);
            cpu.memory.host().copy(fromHost, toHost, fit * size);
            advance(cpu, insn, VcpuState.RSI, fit);
        } else {
            cpu.memory.host().fill(toHost, size, cpu.gpr[VcpuState.RAX], fit);
        }
        advance(cpu, insn, VcpuState.RDI, fit);
        return fit;
    }

    /// The linear address that `register` points at, -1 where the segment wants a closer look.
    private static long linear(
            Cpu cpu, Instruction insn, int segment, int register, boolean write) {
        long offset = cpu.register(register, insn.addressSize, true);
        SegmentRegister selected = cpu.state.segment[segment];
        if (cpu.codeBytes == 8) {
            return segment >= FS ? selected.base + offset : offset;
        }
        int rights = selected.access & (ACCESS_UNUSABLE | ACCESS_CODE | EXPAND_DOWN | WRITABLE);
        boolean plain = write ? rights == WRITABLE : (rights & ~WRITABLE) == 0;
        return plain ? selected.base + offset & 0xFFFFFFFFL : -1;
    }

    /// How many elements fit before the page, the segment or the address size ends.
    private static long elements(
            Cpu cpu, Instruction insn, int segment, int register, long linear) {
        long room = PAGE - (linear & PAGE - 1);
        if (cpu.codeBytes != 8 || insn.addressSize != 8) {
            long offset = cpu.register(register, insn.addressSize, true);
            long wrap = 1L << 8 * Math.min(insn.addressSize, 4);
            long end = cpu.codeBytes == 8 ? wrap : cpu.state.segment[segment].limit + 1;
            room = Math.min(room, Math.min(end, wrap) - offset);
        }
        return Math.max(0, room / insn.operandSize);
    }

    /// Elements until the destination would read back what was stored before.
    private static long apart(long from, long to, int size, long count) {
        long distance = to - from;
        return distance > 0 && distance < count * size ? distance / size : count;
    }

    private static void advance(Cpu cpu, Instruction insn, int register, long count) {
        long value = cpu.gpr[register] + count * insn.operandSize;
        if (count != 0) {
            cpu.setRegister(register, insn.addressSize, value);
        }
    }
}
