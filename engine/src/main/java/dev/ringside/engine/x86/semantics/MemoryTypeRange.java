package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.paging.PageWalker;
import dev.ringside.engine.state.Vector;

/// The memory type range registers (SDM Vol. 3A 12.11). They keep what is written; memory types
/// change nothing here.
final class MemoryTypeRange {
    /// IA32_MTRRCAP: eight variable ranges, fixed ranges, write-combining.
    static final long CAPABILITIES = 8 | 1 << 8 | 1 << 10;

    private static final int FIRST_VARIABLE = 0x200;
    private static final int LAST_VARIABLE = 0x20F;
    private static final int DEFAULT_TYPE = 0x2FF;
    private static final long PHYSICAL = (1L << PageWalker.PHYSICAL_BITS) - 1;

    private MemoryTypeRange() {}

    /// Index in [VcpuState#mtrr], -1 for other registers.
    private static int index(int number) {
        if (number >= FIRST_VARIABLE && number <= LAST_VARIABLE) {
            return 12 + number - FIRST_VARIABLE;
        }
        if (number >= 0x268 && number <= 0x26F) {
            return 4 + number - 0x268;
        }
        return switch (number) {
            case DEFAULT_TYPE -> 0;
            case 0x250 -> 1;
            case 0x258 -> 2;
            case 0x259 -> 3;
            default -> -1;
        };
    }

    static boolean covers(int number) {
        return index(number) >= 0;
    }

    static long read(Cpu cpu, int number) {
        return cpu.state.mtrr[index(number)];
    }

    static void write(Cpu cpu, int number, long value) {
        int index = index(number);
        boolean valid;
        if (index == 0) {
            // Bit 10 enables the fixed ranges, bit 11 all.
            valid = (value & ~0xCFFL) == 0 && isType((int) value & 0xFF);
        } else if (index < 12) {
            valid = areTypes(value);
        } else if ((number & 1) == 0) {
            valid = (value & ~(PHYSICAL & -4096 | 0xFF)) == 0 && isType((int) value & 0xFF);
        } else {
            valid = (value & ~(PHYSICAL & -4096 | 1 << 11)) == 0;
        }
        if (!valid) {
            throw cpu.fault.of(Vector.GP, 0, "reserved bit or memory type in an MTRR");
        }
        cpu.state.mtrr[index] = value;
    }

    private static boolean areTypes(long value) {
        for (int i = 0; i < 64; i += 8) {
            if (!isType((int) (value >>> i) & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    /// Uncacheable, write-combining, write-through, write-protected, write-back.
    private static boolean isType(int type) {
        return type == 0 || type == 1 || type >= 4 && type <= 6;
    }
}
