package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// Moves, exchanges and conversions (SDM Vol. 1 7.3.1; Vol. 2 MOV, XCHG, CMPXCHG and others).
///
/// Differs: LOCK needs no work here, since one VCPU of a guest runs at a time.
public final class DataTransfer {
    /// The flags in AH: SF, ZF, AF, PF, CF (SDM Vol. 2A LAHF).
    private static final long AH_FLAGS = Rflags.SF | Rflags.ZF | Rflags.AF | Rflags.PF | Rflags.CF;

    private DataTransfer() {}

    public static void xchg(Cpu cpu, Instruction insn) {
        long first = Operands.modify(cpu, insn);
        long second = Operands.register(cpu, insn);
        Operands.store(cpu, insn, second);
        Operands.setRegister(cpu, insn, first);
    }

    public static void xadd(Cpu cpu, Instruction insn) {
        long first = Operands.modify(cpu, insn);
        long second = Operands.register(cpu, insn);
        long sum = Arithmetic.add(cpu, first, second, insn.operandSize);
        Operands.setRegister(cpu, insn, first);
        Operands.store(cpu, insn, sum);
    }

    /// Writes the destination in both cases, so that a write fault does not depend on the values
    /// (SDM Vol. 2A CMPXCHG).
    public static void cmpxchg(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        long destination = Operands.modify(cpu, insn);
        long accumulator = cpu.register(VcpuState.RAX, size, true);
        Arithmetic.sub(cpu, accumulator, destination, size);
        if (accumulator == destination) {
            Operands.store(cpu, insn, Operands.register(cpu, insn));
            return;
        }
        if (insn.isMemory) {
            Operands.store(cpu, insn, destination);
        }
        cpu.setRegister(VcpuState.RAX, size, destination);
    }

    /// CMPXCHG8B, and CMPXCHG16B with an operand size of 8.
    public static void cmpxchg8b(Cpu cpu, Instruction insn) {
        if (insn.operandSize == 8) {
            cmpxchg16b(cpu, insn);
            return;
        }
        long address = cpu.effectiveAddress(insn);
        long old = Segmentation.readForWrite(cpu, insn.segment, address, 8);
        long expected = cpu.gpr[VcpuState.RDX] << 32 | cpu.register(VcpuState.RAX, 4, true);
        boolean equal = old == expected;
        cpu.setStatus(Rflags.ZF, equal ? Rflags.ZF : 0);
        long replacement = cpu.gpr[VcpuState.RCX] << 32 | cpu.register(VcpuState.RBX, 4, true);
        Segmentation.write(cpu, insn.segment, address, 8, equal ? replacement : old);
        if (!equal) {
            cpu.setRegister(VcpuState.RAX, 4, old);
            cpu.setRegister(VcpuState.RDX, 4, old >>> 32);
        }
    }

    private static void cmpxchg16b(Cpu cpu, Instruction insn) {
        long address = cpu.effectiveAddress(insn);
        long second = Cpu.truncate(address + 8, insn.addressSize);
        requireAlignment(cpu, insn.segment, address);
        long low = Segmentation.readForWrite(cpu, insn.segment, address, 8);
        long high = Segmentation.readForWrite(cpu, insn.segment, second, 8);
        boolean equal = low == cpu.gpr[VcpuState.RAX] && high == cpu.gpr[VcpuState.RDX];
        cpu.setStatus(Rflags.ZF, equal ? Rflags.ZF : 0);
        Segmentation.write(cpu, insn.segment, address, 8, equal ? cpu.gpr[VcpuState.RBX] : low);
        Segmentation.write(cpu, insn.segment, second, 8, equal ? cpu.gpr[VcpuState.RCX] : high);
        if (!equal) {
            cpu.gpr[VcpuState.RAX] = low;
            cpu.gpr[VcpuState.RDX] = high;
        }
    }

    /// Raises `#GP(0)` unless the linear address of a 16-byte operand is a multiple of 16.
    static void requireAlignment(Cpu cpu, int segment, long offset) {
        // 64-bit code ignores the bases of the older segments.
        boolean flat = cpu.codeBytes == 8 && segment < SegmentRegister.FS;
        long base = flat ? 0 : cpu.state.segment[segment].base;
        if ((base + offset & 15) != 0) {
            throw cpu.fault.of(Vector.GP, 0, "16-byte operand not aligned");
        }
    }

    /// MOVBE: one operand is memory.
    public static void movbe(Cpu cpu, Instruction insn, boolean load) {
        int shift = 64 - (insn.operandSize << 3);
        if (load) {
            long value = Operands.read(cpu, insn);
            Operands.setRegister(cpu, insn, Long.reverseBytes(value) >>> shift);
        } else {
            long value = Operands.register(cpu, insn);
            Operands.write(cpu, insn, Long.reverseBytes(value) >>> shift);
        }
    }

    /// BSWAP. 16 bits are undefined in the SDM; processors store zero.
    public static void bswap(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        long value = cpu.register(insn.rm, size, true);
        long swapped = size == 2 ? 0 : Long.reverseBytes(value) >>> 64 - (size << 3);
        cpu.setRegister(insn.rm, size, swapped);
    }

    /// CBW, CWDE, CDQE.
    public static void cbw(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        cpu.setRegister(VcpuState.RAX, size, Cpu.signExtend(cpu.gpr[VcpuState.RAX], size >> 1));
    }

    /// CWD, CDQ, CQO.
    public static void cwd(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        cpu.setRegister(VcpuState.RDX, size, Cpu.signExtend(cpu.gpr[VcpuState.RAX], size) >> 63);
    }

    public static void xlat(Cpu cpu, Instruction insn) {
        long offset = cpu.gpr[VcpuState.RBX] + (cpu.gpr[VcpuState.RAX] & 0xFF);
        long address = Cpu.truncate(offset, insn.addressSize);
        long value = Segmentation.read(cpu, insn.segment, address, 1);
        cpu.setRegister8(VcpuState.RAX, true, value);
    }

    public static void lahf(Cpu cpu) {
        long flags = cpu.rflags() & AH_FLAGS | Rflags.RESERVED_ONE;
        cpu.setRegister8(VcpuState.RSP, false, flags);
    }

    public static void sahf(Cpu cpu) {
        cpu.setStatus(AH_FLAGS, cpu.register8(VcpuState.RSP, false));
    }

    /// SALC: AL from CF; undocumented, in every processor.
    public static void salc(Cpu cpu) {
        cpu.setRegister8(VcpuState.RAX, true, cpu.carry() ? 0xFF : 0);
    }

    /// BOUND: `#BR` when the index is outside the pair in memory, signed.
    public static void bound(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        long address = cpu.effectiveAddress(insn);
        long second = Cpu.truncate(address + size, insn.addressSize);
        long lower = Cpu.signExtend(Segmentation.read(cpu, insn.segment, address, size), size);
        long upper = Cpu.signExtend(Segmentation.read(cpu, insn.segment, second, size), size);
        long index = Cpu.signExtend(cpu.gpr[insn.reg], size);
        if (index < lower || index > upper) {
            throw cpu.fault.of(Vector.BR, 0, "index outside BOUND's limits");
        }
    }
}
