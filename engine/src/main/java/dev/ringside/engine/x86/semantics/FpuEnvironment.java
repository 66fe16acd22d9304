package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// The x87 environment in memory (SDM Vol. 1 8.1.10 to 8.1.12; Vol. 2A FLDENV, FSTENV, FSAVE,
/// FRSTOR).
///
/// ```
/// 32-bit  0 FCW  4 FSW  8 FTW  12 FIP  16 FCS and FOP  20 FDP  24 FDS      28 ST0 to ST7
/// 16-bit  0 FCW  2 FSW  4 FTW   6 FIP   8 FCS          10 FDP  12 FDS      14 ST0 to ST7
/// ```
///
/// In real and virtual-8086 mode the pointers are linear addresses, their upper bits in place of
/// the selectors.
public final class FpuEnvironment {
    private static final int REGISTER_BYTES = 10;
    private static final int ALL_REGISTERS = 8 * REGISTER_BYTES;

    /// Reserved halves of 32-bit fields read ones.
    private static final long ONES = 0xFFFF0000L;

    private FpuEnvironment() {}

    /// 28 or 14 bytes.
    private static int size(Instruction insn) {
        return insn.operandSize == 2 ? 14 : 28;
    }

    /// FNSTENV: then all exceptions are masked.
    public static void store(Cpu cpu, Instruction insn) {
        FpuControl.requireAvailable(cpu);
        long linear = forWrite(cpu, insn, size(insn));
        write(cpu, insn, linear);
        cpu.state.fpuControl |= 0x3F;
        FpuStatus.summarize(cpu.state);
    }

    /// FNSAVE: then as after FNINIT.
    public static void save(Cpu cpu, Instruction insn) {
        FpuControl.requireAvailable(cpu);
        VcpuState state = cpu.state;
        int size = size(insn);
        long linear = forWrite(cpu, insn, size + ALL_REGISTERS);
        write(cpu, insn, linear);
        for (int i = 0; i < 8; i++) {
            int register = FpuStack.physical(state, i);
            int at = size + REGISTER_BYTES * i;
            for (int part = 0; part < 8; part += 2) {
                long bits = state.fpuSignificand[register] >>> 8 * part;
                put(cpu, linear, at + part, 2, bits);
            }
            put(cpu, linear, at + 8, 2, state.fpuExponent[register]);
        }
        FpuControl.fninit(cpu);
    }

    private static long forWrite(Cpu cpu, Instruction insn, int size) {
        long linear =
                Segmentation.linearForWrite(cpu, insn.segment, cpu.effectiveAddress(insn), size);
        cpu.memory.probeWrite(linear, 1);
        cpu.memory.probeWrite(FpuMemory.next(cpu, linear, size - 1), 1);
        return linear;
    }

    private static void put(Cpu cpu, long linear, int at, int size, long value) {
        cpu.memory.write(FpuMemory.next(cpu, linear, at), size, value);
    }

    private static long get(Cpu cpu, long linear, int at, int size) {
        return cpu.memory.read(FpuMemory.next(cpu, linear, at), size);
    }

    private static void write(Cpu cpu, Instruction insn, long linear) {
        VcpuState state = cpu.state;
        boolean narrow = insn.operandSize == 2;
        int step = narrow ? 2 : 4;
        long ones = narrow ? 0 : ONES;
        put(cpu, linear, 0, step, state.fpuControl | ones);
        put(cpu, linear, step, step, state.fpuStatus | ones);
        put(cpu, linear, 2 * step, step, fullTag(state) | ones);
        long instruction = state.fpuInstructionPointer;
        long data = state.fpuDataPointer;
        int opcode = state.fpuOpcode;
        long code = state.fpuCodeSelector;
        if (Mode.paragraphs(cpu)) {
            instruction = (code << 4) + instruction & 0xFFFFFFFFL;
            data = ((long) state.fpuDataSelector << 4) + data & 0xFFFFFFFFL;
            put(cpu, linear, 3 * step, step, instruction & 0xFFFF | ones);
            put(cpu, linear, 4 * step, step, upper(instruction, narrow) | opcode);
            put(cpu, linear, 5 * step, step, data & 0xFFFF | ones);
            put(cpu, linear, 6 * step, step, upper(data, narrow));
        } else {
            put(cpu, linear, 3 * step, step, instruction);
            put(cpu, linear, 4 * step, step, narrow ? code : code | (long) opcode << 16);
            put(cpu, linear, 5 * step, step, data);
            put(cpu, linear, 6 * step, step, state.fpuDataSelector | ones);
        }
    }

    private static long upper(long pointer, boolean narrow) {
        return narrow ? (pointer >>> 16 & 15) << 12 : pointer >>> 16 << 12;
    }

    /// FLDENV.
    public static void load(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        long linear =
                Segmentation.linearForRead(
                        cpu, insn.segment, cpu.effectiveAddress(insn), size(insn));
        get(cpu, linear, 0, 1);
        get(cpu, linear, size(insn) - 1, 1);
        read(cpu, insn, linear);
    }

    /// FRSTOR.
    public static void restore(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        VcpuState state = cpu.state;
        int size = size(insn);
        long offset = cpu.effectiveAddress(insn);
        long linear = Segmentation.linearForRead(cpu, insn.segment, offset, size + ALL_REGISTERS);
        get(cpu, linear, 0, 1);
        get(cpu, linear, size + ALL_REGISTERS - 1, 1);
        read(cpu, insn, linear);
        for (int i = 0; i < 8; i++) {
            int register = FpuStack.physical(state, i);
            int at = size + REGISTER_BYTES * i;
            long bits = 0;
            for (int part = 0; part < 8; part += 2) {
                bits |= get(cpu, linear, at + part, 2) << 8 * part;
            }
            state.fpuSignificand[register] = bits;
            state.fpuExponent[register] = (int) get(cpu, linear, at + 8, 2);
        }
    }

    private static void read(Cpu cpu, Instruction insn, long linear) {
        VcpuState state = cpu.state;
        boolean narrow = insn.operandSize == 2;
        int step = narrow ? 2 : 4;
        int control = (int) get(cpu, linear, 0, 2);
        int status = (int) get(cpu, linear, step, 2);
        int tag = (int) get(cpu, linear, 2 * step, 2);
        long instruction = get(cpu, linear, 3 * step, step);
        long code = get(cpu, linear, 4 * step, step);
        long data = get(cpu, linear, 5 * step, step);
        long segment = get(cpu, linear, 6 * step, step);
        state.fpuControl = control & FpuControl.CONTROL_BITS | FpuControl.CONTROL_ONE;
        state.fpuStatus = status;
        FpuStatus.summarize(state);
        state.fpuTag = simpleTag(tag);
        if (Mode.paragraphs(cpu)) {
            state.fpuOpcode = (int) code & 0x7FF;
            state.fpuInstructionPointer = instruction & 0xFFFF | (code & 0xFFFF000) << 4;
            state.fpuDataPointer = data & 0xFFFF | (segment & 0xFFFF000) << 4;
            state.fpuCodeSelector = 0;
            state.fpuDataSelector = 0;
        } else {
            state.fpuOpcode = narrow ? 0 : (int) (code >>> 16) & 0x7FF;
            state.fpuInstructionPointer = instruction;
            state.fpuDataPointer = data;
            state.fpuCodeSelector = (int) code & 0xFFFF;
            state.fpuDataSelector = (int) segment & 0xFFFF;
        }
    }

    /// The tag word as programs see it, from the registers' contents (SDM Vol. 1 8.1.7).
    static int fullTag(VcpuState state) {
        int tag = 0;
        for (int i = 0; i < 8; i++) {
            boolean empty = (state.fpuTag >> 2 * i & 3) == 3;
            tag |= (empty ? 3 : kind(state, i)) << 2 * i;
        }
        return tag;
    }

    private static int kind(VcpuState state, int register) {
        int exponent = state.fpuExponent[register] & Float80.MAX_EXPONENT;
        long significand = state.fpuSignificand[register];
        if (exponent == 0 && significand == 0) {
            return 1;
        }
        return exponent == 0 || exponent == Float80.MAX_EXPONENT || significand >= 0 ? 2 : 0;
    }

    /// Empty or not.
    private static int simpleTag(int tag) {
        int both = tag & tag >> 1 & 0x5555;
        return both | both << 1;
    }
}
