package dev.ringside.engine.x86.decode;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;

/// The operand forms of ModRM and SIB (SDM Vol. 2A 2.1.5).
final class ModRm {
    /// Base, index and default segment of the eight 16-bit forms (table 2-1).
    private static final int[] BASE_16 = {
        VcpuState.RBX, VcpuState.RBX, VcpuState.RBP, VcpuState.RBP,
        VcpuState.RSI, VcpuState.RDI, VcpuState.RBP, VcpuState.RBX
    };

    private static final int[] INDEX_16 = {
        VcpuState.RSI, VcpuState.RDI, VcpuState.RSI, VcpuState.RDI, -1, -1, -1, -1
    };

    private ModRm() {}

    /// Reads what follows ModRM byte `modRm` and fills in both operands.
    static void read(InstructionBytes bytes, int modRm, boolean control, Instruction insn) {
        insn.reg = modRm >> 3 & 7 | (bytes.rex & 4) << 1;
        if (modRm >= 0xC0 || control) {
            insn.rm = modRm & 7 | (bytes.rex & 1) << 3;
            return;
        }
        insn.isMemory = true;
        if (insn.addressSize == 2) {
            read16(bytes, modRm, insn);
        } else {
            read32(bytes, modRm, insn);
        }
        boolean stack = insn.base == VcpuState.RSP || insn.base == VcpuState.RBP;
        insn.segment = stack ? SegmentRegister.SS : SegmentRegister.DS;
    }

    private static void read16(InstructionBytes bytes, int modRm, Instruction insn) {
        int mod = modRm >> 6;
        int rm = modRm & 7;
        if (mod == 0 && rm == 6) {
            insn.displacement = bytes.signed(2);
            return;
        }
        insn.base = BASE_16[rm];
        insn.index = INDEX_16[rm];
        if (mod != 0) {
            insn.displacement = bytes.signed(mod);
        }
    }

    private static void read32(InstructionBytes bytes, int modRm, Instruction insn) {
        int mod = modRm >> 6;
        int rm = modRm & 7;
        boolean bare;
        if (rm == 4) {
            bare = readSib(bytes, mod, insn);
        } else {
            bare = mod == 0 && rm == 5;
            if (!bare) {
                insn.base = rm | (bytes.rex & 1) << 3;
            } else if (bytes.code64()) {
                insn.base = Instruction.RIP;
            }
        }
        if (bare || mod == 2) {
            insn.displacement = bytes.signed(4);
        } else if (mod == 1) {
            insn.displacement = bytes.signed(1);
        }
    }

    /// Reads base and index; says whether a displacement stands in the base's place.
    private static boolean readSib(InstructionBytes bytes, int mod, Instruction insn) {
        int sib = bytes.next();
        bytes.sib = sib;
        int index = sib >> 3 & 7 | (bytes.rex & 2) << 2;
        if (index != VcpuState.RSP) {
            insn.index = index;
            insn.scale = sib >> 6;
        }
        if ((sib & 7) == VcpuState.RBP && mod == 0) {
            return true;
        }
        insn.base = sib & 7 | (bytes.rex & 1) << 3;
        return false;
    }
}
