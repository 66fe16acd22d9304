package dev.ringside.engine.oracle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What the window holds before a case, made from a seed: a mix of random, small and extreme
/// numbers and pointers, and at known places stack frames and far pointers that lead somewhere. The
/// code page is full of INT3.
final class Template {
    /// Offsets from [Window#DATA] of frames for IRET and far RET, by operand size: IP, CS, FLAGS,
    /// SP, SS.
    static final int FRAMES_64 = 0x100;

    static final int FRAMES_32 = 0x400;
    static final int FRAMES_16 = 0x600;
    static final int FRAME_COUNT = 8;

    /// Far pointers: an 8-byte slot each, then 16-byte slots.
    static final int POINTERS = 0x700;

    static final int POINTER_COUNT = 16;

    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        0x7F,
        0x80,
        0x7FFF,
        0x8000,
        0x7FFFFFFFL,
        0x80000000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0xFF,
        0xFFFF,
        0xFFFFFFFFL,
        0x0102030405060708L,
        10
    };

    private static final int[] CODE_SELECTORS = {
        Segments.CODE_64,
        Segments.CODE_32,
        Segments.CODE_16,
        Segments.CODE_32_BASED,
        0,
        Segments.selector(11),
        Segments.selector(9),
        0x10
    };

    private static final int[] STACK_SELECTORS = {
        Segments.DATA_FLAT,
        Segments.STACK_16,
        Segments.STACK_32,
        0,
        Segments.selector(7),
        Segments.selector(9),
        0x28,
        0x18
    };

    final long seed;

    /// [Window#SIZE] bytes.
    final MemorySegment window = Arena.ofAuto().allocate(Window.SIZE, 64);

    /// One page.
    final MemorySegment readOnly = Arena.ofAuto().allocate(Window.PAGE, 64);

    /// A template whose second page holds what [MediaOperands] says, for cases with
    /// [CaseState#media].
    static Template media(long seed) {
        Template made = new Template(seed);
        MediaOperands.fill(new Rng(~seed), made.window);
        return made;
    }

    Template(long seed) {
        this.seed = seed;
        Rng random = new Rng(seed);
        for (int i = 0; i < Window.CODE_OFFSET; i += 8) {
            window.set(JAVA_LONG_UNALIGNED, i, value(random));
        }
        window.asSlice(Window.CODE_OFFSET).fill((byte) 0xCC);
        for (int i = 0; i < Window.PAGE; i += 8) {
            readOnly.set(JAVA_LONG_UNALIGNED, i, value(random));
        }
        for (int i = 0; i < FRAME_COUNT; i++) {
            writeFrame(random, FRAMES_64 + 48 * i, 8);
            writeFrame(random, FRAMES_32 + 24 * i, 4);
            writeFrame(random, FRAMES_16 + 12 * i, 2);
        }
        for (int i = 0; i < POINTER_COUNT; i++) {
            writePointer(random, POINTERS + 16 * i);
        }
    }

    /// A number as operands like it.
    static long value(Rng random) {
        return switch (random.below(8)) {
            case 0 -> EXTREMES[random.below(EXTREMES.length)];
            case 1 -> random.below(256) - 128;
            case 2 -> Window.DATA + random.below(2 * Window.PAGE);
            case 3 -> EXTREMES[random.below(EXTREMES.length)] << random.below(64);
            default -> random.next();
        };
    }

    private void writeFrame(Rng random, int offset, int size) {
        int cs = CODE_SELECTORS[random.below(CODE_SELECTORS.length)];
        int ss = STACK_SELECTORS[random.chance(70) ? 0 : random.below(STACK_SELECTORS.length)];
        boolean based = size == 2 || cs == Segments.CODE_16 || cs == Segments.CODE_32_BASED;
        long rip = (based ? 0 : Window.BASE) + 0x4000 + random.below(Window.PAGE);
        long rsp = (ss == Segments.DATA_FLAT ? Window.BASE : 0) + 0x2000 + random.below(0x2000);
        // IF and bit 1 set; every other flag but TF and VM as it comes.
        long flags = random.next() & 0x244CD5 | 0x202;
        put(offset, size, rip);
        put(offset + size, size, cs);
        put(offset + 2 * size, size, flags);
        put(offset + 3 * size, size, rsp);
        put(offset + 4 * size, size, ss);
    }

    /// A pointer for all three operand sizes can only be right for one; the others see it shifted.
    private void writePointer(Rng random, int offset) {
        int selector =
                random.chance(50)
                        ? CODE_SELECTORS[random.below(CODE_SELECTORS.length)]
                        : STACK_SELECTORS[random.below(STACK_SELECTORS.length)];
        int size = random.pick(2, 4, 8);
        long target = 0x4000 + random.below(Window.PAGE);
        put(offset, size, size == 2 ? target : random.chance(50) ? target : Window.BASE + target);
        put(offset + size, 2, selector);
    }

    private void put(int offset, int size, long value) {
        switch (size) {
            case 2 -> window.set(JAVA_SHORT_UNALIGNED, offset, (short) value);
            case 4 -> window.set(JAVA_INT_UNALIGNED, offset, (int) value);
            default -> window.set(JAVA_LONG_UNALIGNED, offset, value);
        }
    }

    /// The byte a case finds at a linear address inside the compared pages.
    int byteAt(long linear) {
        return window.get(JAVA_BYTE, linear - Window.DATA) & 0xFF;
    }

    /// Eight bytes there, or 0 outside.
    long longAt(long linear) {
        long offset = linear - Window.DATA;
        return offset >= 0 && offset <= Window.SIZE - 8
                ? window.get(JAVA_LONG_UNALIGNED, offset)
                : 0;
    }
}
