package dev.ringside.engine.oracle;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.ringside.engine.state.VcpuState;
import java.lang.foreign.MemorySegment;

/// x87, SSE and AVX registers of a case or an outcome, in the order of the XSAVE area (SDM Vol. 1
/// 13.4): ST0 to ST7, and the abridged tags of the physical registers.
final class MediaState {
    /// Bytes of an XSAVE area with legacy and AVX state.
    static final int AREA = 832;

    private static final int REGISTERS = 32;
    private static final int VECTORS = 160;
    private static final int PRESENT = 512;
    private static final int HIGH = 576;

    /// What [#fill] prefers to put into vector registers.
    static final int ANY = 0;

    static final int SINGLE = 1;
    static final int DOUBLE = 2;
    static final int INTEGER = 3;

    /// Small numbers, as doublewords and as quadwords, half of them negative: indices and masks.
    static final int INDEX = 4;

    final long[] significand = new long[8];
    final int[] exponent = new int[8];
    int control;
    int status;
    int tag;
    int opcode;
    long instructionPointer;
    long dataPointer;
    int mxcsr;
    final long[] xmm = new long[32];
    final long[] ymmHigh = new long[32];

    /// Whether [#ymmHigh] says anything.
    boolean avx = true;

    /// Fills in a state made from `seed`. Golden vectors say no more than seed and kind: what this
    /// makes of them must not change.
    ///
    /// @param kind what vector registers mostly hold, [#ANY] to [#INTEGER]
    void fill(long seed, int kind) {
        Rng random = new Rng(seed);
        int masks = random.chance(75) ? 0x3F : random.below(64);
        control = 0x40 | masks | random.below(4) << 8 | random.below(4) << 10;
        control |= random.chance(60) ? 0x300 : 0;
        int flags = random.chance(40) ? 0 : random.below(128);
        flags &= random.chance(96) ? masks | 0x40 : 0x7F;
        boolean pending = (flags & ~masks & 0x3F) != 0;
        int top = random.chance(40) ? 0 : random.below(8);
        status = flags | (pending ? 0x8080 : 0) | top << 11 | (int) random.next() & 0x4700;
        tag = random.chance(65) ? 0xFF : random.chance(30) ? 0 : random.below(256);
        for (int i = 0; i < 8; i++) {
            significand[i] = FloatingPoint.significand(random);
            exponent[i] = FloatingPoint.extendedExponent(random);
            if (i > 0 && random.chance(10)) {
                exponent[i] = exponent[i - 1] ^ random.below(2) << 15;
                significand[i] = significand[i - 1] ^ random.below(2);
            }
        }
        mxcsr = random.chance(75) ? 0x1F80 : random.below(64) << 7;
        mxcsr |= random.chance(50) ? 0 : random.below(4) << 13;
        mxcsr |= random.chance(85) ? 0 : 0x8000;
        mxcsr |= random.chance(85) ? 0 : 0x40;
        mxcsr |= random.chance(40) ? 0 : random.below(64);
        vectors(random, kind, xmm);
        vectors(random, kind, ymmHigh);
        opcode = 0;
        instructionPointer = 0;
        dataPointer = 0;
    }

    private static void vectors(Rng random, int kind, long[] vector) {
        for (int i = 0; i < vector.length; i++) {
            boolean any = kind == ANY || kind != INDEX && random.chance(10);
            int choice = any ? 1 + random.below(3) : kind;
            vector[i] =
                    switch (choice) {
                        case SINGLE -> FloatingPoint.singles(random);
                        case DOUBLE -> FloatingPoint.twice(random);
                        case INDEX -> random.chance(98) ? random.below(128) - 64 : random.next();
                        default -> integers(random);
                    };
            if (i >= 2 && random.chance(8)) {
                vector[i] = vector[i - 2];
            }
        }
    }

    private static long integers(Rng random) {
        return switch (random.below(4)) {
            case 0 -> FloatingPoint.integer(random);
            case 1 -> random.next() & 0x7F7F7F7F7F7F7F7FL | random.next() & 0x8080808080808080L;
            case 2 ->
                    FloatingPoint.integer(random) << 32
                            | FloatingPoint.integer(random) & 0xFFFFFFFFL;
            default -> random.next();
        };
    }

    void copyFrom(MediaState other) {
        System.arraycopy(other.significand, 0, significand, 0, 8);
        System.arraycopy(other.exponent, 0, exponent, 0, 8);
        control = other.control;
        status = other.status;
        tag = other.tag;
        opcode = other.opcode;
        instructionPointer = other.instructionPointer;
        dataPointer = other.dataPointer;
        mxcsr = other.mxcsr;
        System.arraycopy(other.xmm, 0, xmm, 0, 32);
        System.arraycopy(other.ymmHigh, 0, ymmHigh, 0, 32);
        avx = other.avx;
    }

    /// Writes an area for XRSTOR.
    ///
    /// @param avx whether the host has the upper halves
    void write(MemorySegment to, long at, boolean avx) {
        to.set(JAVA_SHORT_UNALIGNED, at, (short) control);
        to.set(JAVA_SHORT_UNALIGNED, at + 2, (short) status);
        to.set(JAVA_SHORT_UNALIGNED, at + 4, (short) tag);
        to.set(JAVA_SHORT_UNALIGNED, at + 6, (short) opcode);
        to.set(JAVA_LONG_UNALIGNED, at + 8, instructionPointer);
        to.set(JAVA_LONG_UNALIGNED, at + 16, dataPointer);
        to.set(JAVA_INT_UNALIGNED, at + 24, mxcsr);
        for (int i = 0; i < 8; i++) {
            to.set(JAVA_LONG_UNALIGNED, at + REGISTERS + 16 * i, significand[i]);
            to.set(JAVA_LONG_UNALIGNED, at + REGISTERS + 16 * i + 8, exponent[i]);
        }
        for (int i = 0; i < 32; i++) {
            to.set(JAVA_LONG_UNALIGNED, at + VECTORS + 8 * i, xmm[i]);
            to.set(JAVA_LONG_UNALIGNED, at + HIGH + 8 * i, avx ? ymmHigh[i] : 0);
        }
        to.set(JAVA_LONG_UNALIGNED, at + PRESENT, avx ? 7 : 3);
        to.asSlice(at + PRESENT + 8, 56).fill((byte) 0);
    }

    /// Reads an area as XSAVE leaves it.
    ///
    /// @param avx whether the host has the upper halves
    void read(MemorySegment from, long at, boolean avx) {
        this.avx = avx;
        control = from.get(JAVA_SHORT_UNALIGNED, at) & 0xFFFF;
        status = from.get(JAVA_SHORT_UNALIGNED, at + 2) & 0xFFFF;
        tag = from.get(JAVA_SHORT_UNALIGNED, at + 4) & 0xFF;
        opcode = from.get(JAVA_SHORT_UNALIGNED, at + 6) & 0x7FF;
        instructionPointer = from.get(JAVA_LONG_UNALIGNED, at + 8);
        dataPointer = from.get(JAVA_LONG_UNALIGNED, at + 16);
        mxcsr = from.get(JAVA_INT_UNALIGNED, at + 24);
        for (int i = 0; i < 8; i++) {
            significand[i] = from.get(JAVA_LONG_UNALIGNED, at + REGISTERS + 16 * i);
            exponent[i] = from.get(JAVA_SHORT_UNALIGNED, at + REGISTERS + 16 * i + 8) & 0xFFFF;
        }
        long present = from.get(JAVA_LONG_UNALIGNED, at + PRESENT);
        for (int i = 0; i < 32; i++) {
            xmm[i] = from.get(JAVA_LONG_UNALIGNED, at + VECTORS + 8 * i);
            ymmHigh[i] = (present & 4) != 0 ? from.get(JAVA_LONG_UNALIGNED, at + HIGH + 8 * i) : 0;
        }
    }

    /// Loads the core's registers.
    void store(VcpuState state) {
        state.fpuControl = control;
        state.fpuStatus = status;
        state.fpuOpcode = opcode;
        state.fpuInstructionPointer = instructionPointer;
        state.fpuDataPointer = dataPointer;
        state.fpuTag = 0;
        int top = status >> 11 & 7;
        for (int i = 0; i < 8; i++) {
            state.fpuSignificand[top + i & 7] = significand[i];
            state.fpuExponent[top + i & 7] = exponent[i];
            state.fpuTag |= (tag >> i & 1) == 0 ? 3 << 2 * i : 0;
        }
        state.mxcsr = mxcsr;
        System.arraycopy(xmm, 0, state.xmm, 0, 32);
        System.arraycopy(ymmHigh, 0, state.ymmHigh, 0, 32);
    }

    /// Takes over the core's registers.
    void load(VcpuState state) {
        control = state.fpuControl;
        status = state.fpuStatus;
        opcode = state.fpuOpcode;
        instructionPointer = state.fpuInstructionPointer;
        dataPointer = state.fpuDataPointer;
        tag = 0;
        int top = status >> 11 & 7;
        for (int i = 0; i < 8; i++) {
            significand[i] = state.fpuSignificand[top + i & 7];
            exponent[i] = state.fpuExponent[top + i & 7];
            tag |= (state.fpuTag >> 2 * i & 3) == 3 ? 0 : 1 << i;
        }
        mxcsr = state.mxcsr;
        System.arraycopy(state.xmm, 0, xmm, 0, 32);
        System.arraycopy(state.ymmHigh, 0, ymmHigh, 0, 32);
    }
}
