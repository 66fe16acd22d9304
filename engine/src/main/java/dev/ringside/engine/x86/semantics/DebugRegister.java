package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.VcpuState.CR4_DE;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// MOV to and from debug registers (SDM Vol. 3B chapter 18), and what they match.
public final class DebugRegister {
    /// DR6: a debug register was accessed with DR7.GD set.
    static final long BD = 1 << 13;

    /// DR6: single step.
    public static final long BS = 1 << 14;

    private static final long GD = 1 << 13;
    private static final int EXECUTE = 0;
    private static final int PORT = 2;

    private DebugRegister() {}

    /// MOV r, DRn (0F 21): DR number in `insn.reg`, general register in `insn.rm`.
    public static void read(Cpu cpu, Instruction insn) {
        int number = check(cpu, insn);
        VcpuState state = cpu.state;
        long value =
                switch (number) {
                    case 6 -> state.dr6;
                    case 7 -> state.dr7;
                    default -> state.dr[number];
                };
        cpu.setRegister(insn.rm, width(cpu), true, value);
    }

    /// MOV DRn, r (0F 23): DR number in `insn.reg`, general register in `insn.rm`.
    public static void write(Cpu cpu, Instruction insn) {
        int number = check(cpu, insn);
        long value = cpu.register(insn.rm, width(cpu), true);
        if (number >= 6 && value >>> 32 != 0) {
            throw cpu.fault.of(Vector.GP, 0, "upper half of DR6 or DR7 must be 0");
        }
        VcpuState state = cpu.state;
        switch (number) {
            case 6 -> state.dr6 = value & 0xE00F | 0xFFFF0FF0L;
            case 7 -> state.dr7 = value & 0xFFFF23FFL | 0x400;
            default -> state.dr[number] = value;
        }
        cpu.memory.configure(state);
        cpu.attention |= Platform.BOUNDARY;
    }

    private static int width(Cpu cpu) {
        return cpu.codeBytes == 8 ? 8 : 4;
    }

    private static int check(Cpu cpu, Instruction insn) {
        int number = insn.reg;
        if (number > 7 || (number == 4 || number == 5) && (cpu.state.cr4 & CR4_DE) != 0) {
            throw SystemOperand.undefined(cpu, "no such debug register");
        }
        SystemOperand.requireCpl0(cpu);
        if ((cpu.state.dr7 & GD) != 0) {
            cpu.platform.pendingDebug = BD;
            throw cpu.fault.of(Vector.DB, 0, "debug register accessed with DR7.GD set");
        }
        return number == 4 || number == 5 ? number + 2 : number;
    }

    /// Whether any register watches instructions.
    public static boolean watchesCode(VcpuState state) {
        for (int i = 0; i < 4; i++) {
            if (matchesKind(state, i, EXECUTE)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matchesKind(VcpuState state, int i, int kind) {
        boolean enabled = (state.dr7 >>> 2 * i & 3) != 0;
        return enabled && (state.dr7 >>> 16 + 4 * i & 3) == kind;
    }

    /// DR6.B0 to B3 for an instruction at a linear address.
    public static long codeHits(VcpuState state, long linear) {
        long hits = 0;
        for (int i = 0; i < 4; i++) {
            if (matchesKind(state, i, EXECUTE) && state.dr[i] == linear) {
                hits |= 1L << i;
            }
        }
        return hits;
    }

    /// DR6.B0 to B3 for a port access.
    static long portHits(Cpu cpu, int port, int size) {
        long hits = 0;
        if ((cpu.state.cr4 & CR4_DE) == 0) {
            return 0;
        }
        for (int i = 0; i < 4; i++) {
            int length = (int) (cpu.state.dr7 >>> 18 + 4 * i & 3) + 1;
            long first = cpu.state.dr[i] & -length;
            boolean overlaps = port < first + length && port + size > first;
            if (matchesKind(cpu.state, i, PORT) && overlaps) {
                hits |= 1L << i;
            }
        }
        return hits;
    }
}
