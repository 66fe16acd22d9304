package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// Operands of vector instructions, for all their encodings (SDM Vol. 2A 2.4, 2.5):
///
/// - MMX: 8 bytes, in the x87's registers ([MmxRegisters]);
/// - legacy SSE: 16 bytes; the destination is the first source, its bits above 127 stay, 16-byte
///   memory operands must be aligned;
/// - VEX: 16 or 32 bytes; the first source is VEX.vvvv, the destination's higher bits become zero,
///   memory operands need no alignment.
///
/// A method of semantics loads with [#load] or [#loadSecond], computes `cpu.result` from
/// `cpu.first` and `cpu.second` for [Instruction#vectorBytes] bytes, and stores with [#store].
/// Loading checks everything: nothing faults after it.
public final class VectorOperands {
    private static final long AVX_STATE = 6;

    private VectorOperands() {}

    /// `#UD`, `#NM` or `#MF` where the system does not allow this kind of instruction now.
    public static void requireAvailable(Cpu cpu, Instruction insn) {
        if (insn.vex) {
            requireAvx(cpu);
        } else if (insn.vectorBytes == 8) {
            MmxRegisters.requireAvailable(cpu);
        } else {
            requireSse(cpu);
        }
    }

    /// SDM Vol. 3A table 2-2; Vol. 2A 2.5.
    public static void requireSse(Cpu cpu) {
        VcpuState state = cpu.state;
        if ((state.cr0 & VcpuState.CR0_EM) != 0 || (state.cr4 & VcpuState.CR4_OSFXSR) == 0) {
            throw cpu.fault.of(Vector.UD, 0, "SSE with CR0.EM set or CR4.OSFXSR clear");
        }
        requireTaskOwnsRegisters(cpu);
    }

    /// SDM Vol. 2A 2.5: VEX needs protected mode, CR4.OSXSAVE, and SSE and AVX state in XCR0.
    public static void requireAvx(Cpu cpu) {
        boolean enabled =
                (cpu.state.cr4 & VcpuState.CR4_OSXSAVE) != 0
                        && (cpu.state.xcr0 & AVX_STATE) == AVX_STATE;
        if (!enabled || Mode.paragraphs(cpu)) {
            throw cpu.fault.of(Vector.UD, 0, "AVX is not enabled");
        }
        requireTaskOwnsRegisters(cpu);
    }

    private static void requireTaskOwnsRegisters(Cpu cpu) {
        if ((cpu.state.cr0 & VcpuState.CR0_TS) != 0) {
            throw cpu.fault.of(Vector.NM, 0, "vector instruction with CR0.TS set");
        }
    }

    /// Checks, then loads `cpu.first` from VEX.vvvv (the destination in legacy encodings) and
    /// `cpu.second` from the `rm` operand.
    public static void load(Cpu cpu, Instruction insn) {
        loadSecond(cpu, insn);
        register(cpu, insn, insn.vvvv, cpu.first);
    }

    /// Checks, then loads `cpu.second` from the `rm` operand: a whole register, or
    /// [Instruction#operandSize] bytes of memory followed by zeros.
    public static void loadSecond(Cpu cpu, Instruction insn) {
        requireAvailable(cpu, insn);
        if (insn.isMemory) {
            loadMemory(cpu, insn, !insn.vex, cpu.second);
        } else {
            register(cpu, insn, insn.rm, cpu.second);
        }
    }

    /// Copies vector register `number` to `into`.
    public static void register(Cpu cpu, Instruction insn, int number, long[] into) {
        if (insn.vectorBytes == 8) {
            into[0] = cpu.state.fpuSignificand[number & 7];
            return;
        }
        int at = number << 1;
        into[0] = cpu.state.xmm[at];
        into[1] = cpu.state.xmm[at + 1];
        if (insn.vectorBytes == 32) {
            into[2] = cpu.state.ymmHigh[at];
            into[3] = cpu.state.ymmHigh[at + 1];
        }
    }

    /// Writes `cpu.result` to the destination, register [Instruction#reg].
    public static void store(Cpu cpu, Instruction insn) {
        store(cpu, insn, insn.reg, cpu.result);
    }

    /// Writes `from` to vector register `number`.
    public static void store(Cpu cpu, Instruction insn, int number, long[] from) {
        if (insn.vectorBytes == 8) {
            MmxRegisters.write(cpu, number, from[0]);
            return;
        }
        int at = number << 1;
        cpu.state.xmm[at] = from[0];
        cpu.state.xmm[at + 1] = from[1];
        if (insn.vex) {
            boolean wide = insn.vectorBytes == 32;
            cpu.state.ymmHigh[at] = wide ? from[2] : 0;
            cpu.state.ymmHigh[at + 1] = wide ? from[3] : 0;
        }
    }

    /// Completes a scalar result: `cpu.result[0]` has `size` bytes of it, 4 or 8; the rest up to
    /// 127 comes from `cpu.first`, as ADDSS and its kin have it. Then [#store].
    public static void storeScalar(Cpu cpu, Instruction insn, int size) {
        if (size == 4) {
            cpu.result[0] = cpu.result[0] & 0xFFFFFFFFL | cpu.first[0] & ~0xFFFFFFFFL;
        }
        cpu.result[1] = cpu.first[1];
        store(cpu, insn);
    }

    /// Loads [Instruction#operandSize] bytes, 1 to 32, followed by zeros.
    ///
    /// @param aligned whether operands of 16 and more bytes must be aligned
    public static void loadMemory(Cpu cpu, Instruction insn, boolean aligned, long[] into) {
        int size = insn.operandSize;
        long offset = cpu.effectiveAddress(insn);
        if (size < 16) {
            into[0] = Segmentation.read(cpu, insn.segment, offset, size);
            into[1] = 0;
            into[2] = 0;
            into[3] = 0;
            return;
        }
        if (aligned) {
            requireAlignment(cpu, insn, offset);
        }
        long linear = Segmentation.linearForRead(cpu, insn.segment, offset, size);
        cpu.memory.requireAlignment(linear, 16);
        into[0] = cpu.memory.read(linear, 8);
        into[1] = cpu.memory.read(next(cpu, linear, 8), 8);
        boolean wide = size == 32;
        into[2] = wide ? cpu.memory.read(next(cpu, linear, 16), 8) : 0;
        into[3] = wide ? cpu.memory.read(next(cpu, linear, 24), 8) : 0;
    }

    /// Writes [Instruction#operandSize] bytes, 1 to 32; nothing if any of them faults.
    ///
    /// @param aligned whether operands of 16 and more bytes must be aligned
    public static void storeMemory(Cpu cpu, Instruction insn, boolean aligned, long[] from) {
        int size = insn.operandSize;
        long offset = cpu.effectiveAddress(insn);
        if (size < 16) {
            Segmentation.write(cpu, insn.segment, offset, size, from[0]);
            return;
        }
        if (aligned) {
            requireAlignment(cpu, insn, offset);
        }
        long linear = Segmentation.linearForWrite(cpu, insn.segment, offset, size);
        cpu.memory.requireAlignment(linear, 16);
        if ((linear & 4095) > 4096 - size) {
            cpu.memory.probeWrite(linear, size);
        }
        for (int i = 0; i < size >> 3; i++) {
            cpu.memory.write(next(cpu, linear, 8 * i), 8, from[i]);
        }
    }

    /// Faults as [#storeMemory] of an unaligned operand would: before exceptions of the arithmetic.
    public static void probeStore(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        long offset = cpu.effectiveAddress(insn);
        if (size < 16) {
            Segmentation.readForWrite(cpu, insn.segment, offset, size);
            return;
        }
        long linear = Segmentation.linearForWrite(cpu, insn.segment, offset, size);
        cpu.memory.requireAlignment(linear, 16);
        cpu.memory.probeWrite(linear, size);
    }

    private static long next(Cpu cpu, long linear, int distance) {
        long address = linear + distance;
        return cpu.codeBytes == 8 ? address : address & 0xFFFFFFFFL;
    }

    /// Comes before the segment's own checks.
    private static void requireAlignment(Cpu cpu, Instruction insn, long offset) {
        // 64-bit code ignores the bases of the older segments.
        boolean flat = cpu.codeBytes == 8 && insn.segment < SegmentRegister.FS;
        long base = flat ? 0 : cpu.state.segment[insn.segment].base;
        if ((base + offset & insn.operandSize - 1) != 0) {
            throw cpu.fault.of(Vector.GP, 0, "vector operand not aligned");
        }
    }
}
