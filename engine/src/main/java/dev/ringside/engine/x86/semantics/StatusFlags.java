package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;

/// The lazy form of CF, PF, AF, ZF, SF and OF: a result and a carry word.
///
/// ```
/// result   sign-extended to 64 bits: 0 means ZF, bit 63 SF, low byte PF
/// carries  63: CF = carry out of the top bit    62: carry into the top bit, OF = 63 xor 62
///          16: inverts SF    15-8: inverts bits of the parity byte    3: AF
/// ```
///
/// Operations whose flags follow from their result write zero to the corrections in bits 8 to 16,
/// so most instructions pay for two stores and a few logic operations. The carry word comes from
/// the identity that the carry out of each bit of `a + b = r` is `a & b | (a | b) & ~r`.
final class StatusFlags {
    static final long CF = 1L << 63;
    static final long CARRY_IN = 1L << 62;
    static final long CARRIES = CF | CARRY_IN;
    static final long AF = 1L << 3;
    private static final int SIGN_SHIFT = 63 - 16;

    private StatusFlags() {}

    static boolean sign(long result, long carries) {
        return (result ^ carries << SIGN_SHIFT) < 0;
    }

    static boolean overflow(long carries) {
        return (carries ^ carries << 1) < 0;
    }

    static boolean less(long result, long carries) {
        return (result ^ carries << SIGN_SHIFT ^ carries ^ carries << 1) < 0;
    }

    static boolean parity(long result, long carries) {
        return (Long.bitCount((result ^ carries >>> 8) & 0xFF) & 1) == 0;
    }

    /// Whether condition `code` (0 to 15, the low opcode bits) holds (SDM Vol. 1 appendix B).
    static boolean condition(int code, long result, long carries) {
        boolean holds =
                switch (code >> 1) {
                    case 0 -> overflow(carries);
                    case 1 -> carries < 0;
                    case 2 -> result == 0;
                    case 3 -> carries < 0 || result == 0;
                    case 4 -> sign(result, carries);
                    case 5 -> parity(result, carries);
                    case 6 -> less(result, carries);
                    default -> result == 0 || less(result, carries);
                };
        return holds != ((code & 1) != 0);
    }

    /// The six flags in their RFLAGS positions.
    static long bits(long result, long carries) {
        long bits = carries >>> 63;
        bits |= parity(result, carries) ? Rflags.PF : 0;
        bits |= (carries & AF) != 0 ? Rflags.AF : 0;
        bits |= result == 0 ? Rflags.ZF : 0;
        bits |= sign(result, carries) ? Rflags.SF : 0;
        return bits | (overflow(carries) ? Rflags.OF : 0);
    }

    /// The two top bits of a carry word with these flags.
    static long carries(boolean carry, boolean overflow) {
        return (carry ? CF : 0) | (carry != overflow ? CARRY_IN : 0);
    }

    /// A result that shows ZF of `flags`; [#carries] corrects SF and PF.
    static long result(long flags) {
        return (flags & Rflags.ZF) != 0 ? 0 : 1;
    }

    /// The carry word that goes with [#result].
    static long carries(long flags) {
        long carries = (flags & Rflags.CF) << 63;
        boolean overflow = (flags & Rflags.OF) != 0;
        carries |= overflow != ((flags & Rflags.CF) != 0) ? CARRY_IN : 0;
        carries |= (flags & Rflags.AF) != 0 ? AF : 0;
        carries |= (flags & Rflags.SF) != 0 ? 1L << 16 : 0;
        boolean resultIsEven = (flags & Rflags.ZF) != 0;
        return carries | ((flags & Rflags.PF) != 0 == resultIsEven ? 0 : 1L << 8);
    }
}
