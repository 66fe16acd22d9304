package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.tlb.GuestFault;
import dev.ringside.engine.x86.tlb.LinearMemory;

/// The processor that the semantics act on: registers, flags, memory, the instruction being
/// executed.
///
/// The status flags are lazy. [#flagResult] and [#flagCarries] describe them, and `state.rflags` is
/// stale in the six status flags until [#materializeFlags]. See [StatusFlags].
///
/// Belongs to one VCPU thread.
public final class Cpu {
    public final VcpuState state;
    public final long[] gpr;
    public final GuestFault fault;
    public final LinearMemory memory;

    /// What lies around the registers: profile, hooks, pending exits.
    public final Platform platform;

    /// Current privilege level, 0 to 3; kept by [Mode#update].
    public int cpl;

    /// 2, 4 or 8: 16-, 32- or 64-bit code; kept by [Mode#update].
    public int codeBytes = 2;

    /// 2, 4 or 8: how much of RSP addresses the stack; kept by [Mode#update].
    public int stackBytes = 2;

    /// IA-32e mode, compatibility code included; kept by [Mode#update].
    public boolean longMode;

    /// CR0.PE, virtual-8086 mode included; kept by [Mode#update].
    public boolean protectedMode;

    /// Where execution continues; set to the following instruction before each execution. Branches
    /// assign it after their checks.
    public long nextRip;

    /// Non-zero when the run loop must look up before the next instruction: bits of [Platform].
    public int attention;

    /// Iterations a REP string instruction may do in one execution, at least 1. A string
    /// instruction that stops early leaves [#nextRip] at its own start. It adds its completed
    /// iterations to `state.instructionCount` itself, less one that the run loop adds when the
    /// execution ends without a fault.
    public long repeatBudget = 1;

    /// Operands and result of a vector instruction, low quadword first; see [VectorOperands]. What
    /// lies beyond its vectors is left over from others.
    public final long[] first = new long[4];

    public final long[] second = new long[4];
    public final long[] third = new long[4];
    public final long[] result = new long[4];

    /// Exceptions that the lanes of a vector instruction have raised so far; see [Mxcsr].
    int simdExceptions;

    /// Operands and result of an x87 instruction.
    final FpuScratch fpu = new FpuScratch();

    /// Offset of the memory operand that [Operands#modify] loaded.
    long operandAddress;

    /// Result of the last flag-setting operation, sign-extended to 64 bits: ZF, SF and PF.
    public long flagResult;

    /// CF, OF and AF of the last flag-setting operation, and corrections to SF and PF.
    public long flagCarries;

    public Cpu(VcpuState state, LinearMemory memory, Platform platform, GuestFault fault) {
        this.state = state;
        this.gpr = state.gpr;
        this.memory = memory;
        this.platform = platform;
        this.fault = fault;
        loadFlags();
    }

    /// General register `register` (0 to 15), `size` bytes of it, zero-extended.
    ///
    /// @param rex whether byte registers 4 to 7 are SPL to DIL and not AH to BH
    public long register(int register, int size, boolean rex) {
        return switch (size) {
            case 1 -> register8(register, rex);
            case 2 -> gpr[register] & 0xFFFF;
            case 4 -> gpr[register] & 0xFFFFFFFFL;
            default -> gpr[register];
        };
    }

    /// Writes the low `size` bytes of `value`. Four bytes clear the upper half (SDM Vol. 1
    /// 3.4.1.1), one and two leave the rest.
    public void setRegister(int register, int size, boolean rex, long value) {
        switch (size) {
            case 1 -> setRegister8(register, rex, value);
            case 2 -> gpr[register] = gpr[register] & ~0xFFFFL | value & 0xFFFF;
            case 4 -> gpr[register] = value & 0xFFFFFFFFL;
            default -> gpr[register] = value;
        }
    }

    /// Like [#setRegister] for two, four and eight bytes.
    public void setRegister(int register, int size, long value) {
        setRegister(register, size, true, value);
    }

    public long register8(int register, boolean rex) {
        if (register < 4 || register > 7 || rex) {
            return gpr[register] & 0xFF;
        }
        return gpr[register - 4] >>> 8 & 0xFF;
    }

    public void setRegister8(int register, boolean rex, long value) {
        if (register < 4 || register > 7 || rex) {
            gpr[register] = gpr[register] & ~0xFFL | value & 0xFF;
        } else {
            gpr[register - 4] = gpr[register - 4] & ~0xFF00L | (value & 0xFF) << 8;
        }
    }

    /// Offset of the memory operand within its segment, cut to the address size (SDM Vol. 1 3.7.5).
    public long effectiveAddress(Instruction insn) {
        long address = insn.displacement;
        int base = insn.base;
        if (base >= 0) {
            address += base == Instruction.RIP ? nextRip : gpr[base];
        }
        if (insn.index >= 0) {
            address += gpr[insn.index] << insn.scale;
        }
        return truncate(address, insn.addressSize);
    }

    /// The low `size` bytes of `value`, zero-extended.
    public static long truncate(long value, int size) {
        return size == 8 ? value : value & (1L << (size << 3)) - 1;
    }

    /// The low `size` bytes of `value`, sign-extended.
    public static long signExtend(long value, int size) {
        int shift = 64 - (size << 3);
        return value << shift >> shift;
    }

    /// The stack pointer, cut to the stack's width.
    public long stackPointer() {
        return truncate(gpr[VcpuState.RSP], stackBytes);
    }

    /// Writes SP, ESP or RSP as the stack's width says.
    public void setStackPointer(long value) {
        setRegister(VcpuState.RSP, stackBytes, value);
    }

    /// RFLAGS with the status flags up to date.
    public long rflags() {
        return state.rflags & ~Rflags.STATUS | StatusFlags.bits(flagResult, flagCarries);
    }

    /// Replaces all of RFLAGS; the caller has masked it. Bit 1 reads one.
    public void setRflags(long value) {
        state.rflags = value & Rflags.ALL | Rflags.RESERVED_ONE;
        loadFlags();
    }

    /// Makes `state.rflags` right for anybody outside the core.
    public void materializeFlags() {
        state.rflags = rflags();
    }

    /// Takes the status flags over from `state.rflags`, after somebody outside wrote it.
    public void loadFlags() {
        setStatus(state.rflags);
    }

    /// Sets CF, PF, AF, ZF, SF and OF from the bits of `flags`.
    public void setStatus(long flags) {
        flagResult = StatusFlags.result(flags);
        flagCarries = StatusFlags.carries(flags);
    }

    /// Changes the status flags of `mask` to those of `flags` and keeps the others.
    public void setStatus(long mask, long flags) {
        setStatus(StatusFlags.bits(flagResult, flagCarries) & ~mask | flags & mask);
    }

    /// Sets CF and OF and keeps the other status flags.
    void setCarryAndOverflow(boolean carry, boolean overflow) {
        flagCarries = flagCarries & ~StatusFlags.CARRIES | StatusFlags.carries(carry, overflow);
    }

    public boolean carry() {
        return flagCarries < 0;
    }

    /// CF as a number, 0 or 1.
    public long carryBit() {
        return flagCarries >>> 63;
    }

    public boolean zero() {
        return flagResult == 0;
    }

    public boolean sign() {
        return StatusFlags.sign(flagResult, flagCarries);
    }

    public boolean overflow() {
        return StatusFlags.overflow(flagCarries);
    }

    /// SF and OF differ: the first operand of a comparison was less, signed.
    public boolean less() {
        return StatusFlags.less(flagResult, flagCarries);
    }

    public boolean parity() {
        return StatusFlags.parity(flagResult, flagCarries);
    }

    public boolean adjust() {
        return (flagCarries & StatusFlags.AF) != 0;
    }

    /// Whether condition `code` (0 to 15, the low opcode bits) holds (SDM Vol. 1 appendix B).
    public boolean condition(int code) {
        return StatusFlags.condition(code, flagResult, flagCarries);
    }

    /// Whether the direction flag makes string instructions go down.
    public boolean directionDown() {
        return (state.rflags & Rflags.DF) != 0;
    }
}
