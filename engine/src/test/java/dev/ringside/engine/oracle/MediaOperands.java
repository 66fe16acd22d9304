package dev.ringside.engine.oracle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Memory operands of x87 and vector instructions: the window's second page in 32-byte blocks, each
/// of one kind of number, and images of saved states at the end of the first.
final class MediaOperands {
    private static final int BLOCK = 32;
    private static final int BLOCKS = Window.PAGE / BLOCK;
    private static final int KINDS = 8;

    /// Blocks by number modulo eight.
    private static final int SINGLES = 0;

    private static final int DOUBLES = 1;
    private static final int EXTENDED = 2;
    private static final int DECIMAL = 3;
    private static final int INTEGERS = 6;
    private static final int RANDOM = 7;

    /// Offsets from [Window#DATA] of images for FLDENV and FRSTOR, and for FXRSTOR and XRSTOR.
    private static final int ENVIRONMENTS = 0x900;

    private static final int ENVIRONMENT = 128;
    private static final int IMAGES = 0xB00;

    private MediaOperands() {}

    /// Notes what the comparison must know of an instruction.
    static void note(CaseState test, Form form) {
        test.anyOrder |= form.has("order");
        if (form.has("near")) {
            test.approximate = MediaComparison.NEAR;
            // C1 tells the direction of rounding.
            test.undefinedStatus |= 0x200;
        } else if (form.has("rcp")) {
            test.approximate = MediaComparison.RECIPROCAL;
        }
        test.anyOrder |= form.has("several");
        if (form.has("f32")) {
            test.mediaKind = MediaState.SINGLE;
        } else if (form.has("f64")) {
            test.mediaKind = MediaState.DOUBLE;
        } else if (form.has("vsib")) {
            test.mediaKind = MediaState.INDEX;
        } else if (form.has("int")) {
            test.mediaKind = MediaState.INTEGER;
        }
    }

    /// The linear address of an operand that suits `form`.
    static long target(Rng random, Form form) {
        if (form.has("env")) {
            return Window.DATA + ENVIRONMENTS + ENVIRONMENT * random.below(4);
        }
        if (form.has("image")) {
            return Window.DATA + IMAGES;
        }
        int kind = kind(random, form);
        int block = random.below(BLOCKS / KINDS) * KINDS + kind;
        long offset = block * BLOCK + (random.chance(50) ? 0 : BLOCK / 2);
        if (kind != EXTENDED && kind != DECIMAL && form.has("x87")) {
            offset += random.below(2) * 8;
        }
        return Window.DATA + Window.PAGE + offset + (random.chance(3) ? random.below(8) : 0);
    }

    private static int kind(Rng random, Form form) {
        if (form.has("f32")) {
            return random.chance(50) ? SINGLES : SINGLES + 4;
        }
        if (form.has("f64")) {
            return random.chance(50) ? DOUBLES : DOUBLES + 4;
        }
        if (form.has("f80")) {
            return EXTENDED;
        }
        if (form.has("bcd")) {
            return DECIMAL;
        }
        return form.has("int") ? INTEGERS : RANDOM;
    }

    /// Fills a window's second page, and the images.
    static void fill(Rng random, MemorySegment window) {
        for (int block = 0; block < BLOCKS; block++) {
            long at = Window.PAGE + (long) block * BLOCK;
            switch (block % KINDS) {
                case SINGLES, SINGLES + 4 -> fillSingles(random, window, at);
                case DOUBLES, DOUBLES + 4 -> fillDoubles(random, window, at);
                case EXTENDED -> fillExtended(random, window, at);
                case DECIMAL -> fillDecimal(random, window, at);
                case INTEGERS -> fillIntegers(random, window, at);
                default -> {}
            }
        }
        for (int i = 0; i < 4; i++) {
            fillEnvironment(random, window, ENVIRONMENTS + (long) i * ENVIRONMENT);
        }
        MediaState state = new MediaState();
        state.fill(random.next(), MediaState.ANY);
        state.write(window, IMAGES, true);
    }

    private static void fillSingles(Rng random, MemorySegment window, long at) {
        for (int i = 0; i < BLOCK; i += 8) {
            window.set(JAVA_LONG_UNALIGNED, at + i, FloatingPoint.singles(random));
        }
    }

    private static void fillDoubles(Rng random, MemorySegment window, long at) {
        for (int i = 0; i < BLOCK; i += 8) {
            window.set(JAVA_LONG_UNALIGNED, at + i, FloatingPoint.twice(random));
        }
    }

    private static void fillExtended(Rng random, MemorySegment window, long at) {
        for (int i = 0; i < BLOCK; i += 16) {
            window.set(JAVA_LONG_UNALIGNED, at + i, FloatingPoint.significand(random));
            int exponent = FloatingPoint.extendedExponent(random);
            window.set(JAVA_SHORT_UNALIGNED, at + i + 8, (short) exponent);
        }
    }

    private static void fillDecimal(Rng random, MemorySegment window, long at) {
        for (int i = 0; i < BLOCK; i += 16) {
            window.set(JAVA_LONG_UNALIGNED, at + i, FloatingPoint.decimal(random));
            window.set(JAVA_BYTE, at + i + 8, (byte) FloatingPoint.decimal(random));
            window.set(JAVA_BYTE, at + i + 9, (byte) random.pick(0, 0x80, 0, 0x80, 0x7F, 0xFF));
        }
    }

    private static void fillIntegers(Rng random, MemorySegment window, long at) {
        for (int i = 0; i < BLOCK; i += 8) {
            window.set(JAVA_LONG_UNALIGNED, at + i, FloatingPoint.integer(random));
        }
    }

    /// In the 32-bit layout; what the 16-bit one makes of it is as good as random.
    private static void fillEnvironment(Rng random, MemorySegment window, long at) {
        MediaState state = new MediaState();
        state.fill(random.next(), MediaState.ANY);
        window.set(JAVA_INT_UNALIGNED, at, state.control | 0xFFFF0000);
        window.set(JAVA_INT_UNALIGNED, at + 4, state.status | 0xFFFF0000);
        window.set(JAVA_INT_UNALIGNED, at + 8, (int) random.next());
        for (int i = 12; i < 28; i += 4) {
            window.set(JAVA_INT_UNALIGNED, at + i, (int) random.next());
        }
        for (int i = 0; i < 8; i++) {
            window.set(JAVA_LONG_UNALIGNED, at + 28 + 10 * i, state.significand[i]);
            window.set(JAVA_SHORT_UNALIGNED, at + 36 + 10 * i, (short) state.exponent[i]);
        }
    }
}
