package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.VectorOpcode;
import dev.ringside.engine.x86.tlb.GuestFault;
import java.util.Arrays;

/// Loads and stores element by element: MASKMOVQ, MASKMOVDQU, VMASKMOV, VPMASKMOV, gathers (SDM
/// Vol. 1 14.6, 14.8; Vol. 2). Elements whose mask is off are not accessed.
public final class MaskedTransfer {
    private MaskedTransfer() {}

    /// MASKMOVQ, MASKMOVDQU: bytes to DS:rDI.
    public static void maskedBytes(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        VectorOperands.register(cpu, insn, insn.reg, cpu.first);
        VectorOperands.register(cpu, insn, insn.rm, cpu.second);
        long offset = Cpu.truncate(cpu.gpr[VcpuState.RDI], insn.addressSize);
        storeElements(cpu, insn, offset, 0);
        if (insn.vectorBytes == 8) {
            MmxRegisters.enter(cpu);
        }
    }

    /// VMASKMOVPS and its kin, both directions; `vvvv` holds the mask.
    public static void maskedElements(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        boolean checked = cpu.memory.suspendAlignment();
        try {
            transfer(cpu, insn);
        } finally {
            cpu.memory.resumeAlignment(checked);
        }
    }

    private static void transfer(Cpu cpu, Instruction insn) {
        boolean wide =
                insn.opcode == VectorOpcode.VMASKMOVPD || insn.opcode == VectorOpcode.VPMASKMOVQ;
        int log = wide ? 3 : 2;
        long offset = cpu.effectiveAddress(insn);
        VectorOperands.register(cpu, insn, insn.vvvv, cpu.second);
        if (insn.form == Form.RM_REG) {
            VectorOperands.register(cpu, insn, insn.reg, cpu.first);
            storeElements(cpu, insn, offset, log);
            return;
        }
        for (int i = 0; i < insn.vectorBytes >> log; i++) {
            boolean on = Lanes.getSigned(cpu.second, i, log) < 0;
            long at = offset + ((long) i << log);
            long value = on ? Segmentation.read(cpu, insn.segment, at, 1 << log) : 0;
            Lanes.set(cpu.result, i, log, value);
        }
        VectorOperands.store(cpu, insn);
    }

    /// Stores the elements of `cpu.first` that `cpu.second` has a sign for, all or none.
    private static void storeElements(Cpu cpu, Instruction insn, long offset, int log) {
        int count = insn.vectorBytes >> log;
        for (int i = 0; i < count; i++) {
            if (Lanes.getSigned(cpu.second, i, log) < 0) {
                long at = offset + ((long) i << log);
                Segmentation.readForWrite(cpu, insn.segment, at, 1 << log);
            }
        }
        for (int i = 0; i < count; i++) {
            if (Lanes.getSigned(cpu.second, i, log) < 0) {
                long at = offset + ((long) i << log);
                long value = Lanes.get(cpu.first, i, log);
                Segmentation.write(cpu, insn.segment, at, 1 << log, value);
            }
        }
    }

    /// VPGATHER and VGATHER: `vvvv` holds the mask, [Instruction#immediate2] the indices.
    ///
    /// Elements that are done clear their mask, so that a fault in the middle restarts behind them.
    public static void gather(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        boolean checked = cpu.memory.suspendAlignment();
        try {
            gatherElements(cpu, insn);
        } finally {
            cpu.memory.resumeAlignment(checked);
        }
    }

    private static void gatherElements(Cpu cpu, Instruction insn) {
        int indexLog = wideIndex(insn.opcode) ? 3 : 2;
        int log = insn.operandSize == 8 ? 3 : 2;
        int count = insn.vectorBytes >> Math.max(log, indexLog);
        VectorOperands.register(cpu, insn, insn.immediate2, cpu.second);
        VectorOperands.register(cpu, insn, insn.vvvv, cpu.first);
        VectorOperands.register(cpu, insn, insn.reg, cpu.result);
        int done = 0;
        boolean loaded = false;
        try {
            for (; done < count; done++) {
                loaded |= gatherElement(cpu, insn, done, log, indexLog);
            }
        } catch (GuestFault fault) {
            if (done == 0) {
                throw fault;
            }
            suspend(cpu, insn);
            if (!loaded || (cpu.state.rflags & Rflags.TF) == 0) {
                throw fault;
            }
            // A trap pending from an element is delivered in lieu of the exception (SDM Vol. 2C
            // VPGATHERDD).
            cpu.nextRip = cpu.state.rip;
            return;
        }
        for (int i = count; i < insn.vectorBytes >> log; i++) {
            Lanes.set(cpu.result, i, log, 0);
        }
        Arrays.fill(cpu.first, 0);
        VectorOperands.store(cpu, insn, insn.reg, cpu.result);
        VectorOperands.store(cpu, insn, insn.vvvv, cpu.first);
    }

    /// Keeps what has been gathered; the upper halves of 16-byte registers stay.
    private static void suspend(Cpu cpu, Instruction insn) {
        put(cpu, insn, insn.reg, cpu.result);
        put(cpu, insn, insn.vvvv, cpu.first);
    }

    private static void put(Cpu cpu, Instruction insn, int number, long[] from) {
        System.arraycopy(from, 0, cpu.state.xmm, number << 1, 2);
        if (insn.vectorBytes == 32) {
            System.arraycopy(from, 2, cpu.state.ymmHigh, number << 1, 2);
        }
    }

    private static boolean wideIndex(int opcode) {
        return opcode == VectorOpcode.VPGATHERQD
                || opcode == VectorOpcode.VPGATHERQQ
                || opcode == VectorOpcode.VGATHERQPS
                || opcode == VectorOpcode.VGATHERQPD;
    }

    /// @return whether the element was loaded
    private static boolean gatherElement(Cpu cpu, Instruction insn, int i, int log, int indexLog) {
        boolean on = Lanes.getSigned(cpu.first, i, log) < 0;
        if (on) {
            load(cpu, insn, i, log, indexLog);
        }
        Lanes.set(cpu.first, i, log, 0);
        return on;
    }

    private static void load(Cpu cpu, Instruction insn, int i, int log, int indexLog) {
        long index = Lanes.getSigned(cpu.second, i, indexLog) << insn.scale;
        long offset = Cpu.truncate(cpu.effectiveAddress(insn) + index, insn.addressSize);
        long value = Segmentation.read(cpu, insn.segment, offset, 1 << log);
        Lanes.set(cpu.result, i, log, value);
    }
}
