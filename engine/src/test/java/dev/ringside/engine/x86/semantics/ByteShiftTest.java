package dev.ringside.engine.x86.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.x86.interpret.BareCore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every byte, count and carry through shifts and rotates, against moving one bit at a time.
class ByteShiftTest {
    private final BareCore core = new BareCore(64);
    private final Cpu cpu = core.cpu;

    @AfterEach
    void close() {
        core.close();
    }

    /// One shift by a count.
    private interface Operation {
        long apply(Cpu cpu, long value, long count, int size);
    }

    /// Moves value and carry (bit 8) by one.
    private interface Step {
        int move(int valueAndCarry);
    }

    @Test
    void shiftsLeftThroughCarry() {
        compare(Shift::shl, value -> value << 1 & 0x1FF, true, true);
    }

    @Test
    void shiftsRightThroughCarry() {
        compare(Shift::shr, value -> (value & 0xFF) >> 1 | (value & 1) << 8, false, true);
    }

    @Test
    void shiftsRightKeepingTheSign() {
        compare(Shift::sar, value -> (byte) value >> 1 & 0xFF | (value & 1) << 8, false, true);
    }

    @Test
    void rotatesLeft() {
        compare(
                Rotate::rol,
                value -> value << 1 & 0xFE | value >> 7 & 1 | (value & 0x80) << 1,
                true,
                false);
    }

    @Test
    void rotatesRight() {
        compare(
                Rotate::ror,
                value -> (value & 0xFF) >> 1 | (value & 1) << 7 | (value & 1) << 8,
                false,
                false);
    }

    @Test
    void rotatesLeftThroughCarry() {
        compare(Rotate::rcl, value -> value << 1 & 0x1FF | value >> 8, true, false);
    }

    @Test
    void rotatesRightThroughCarry() {
        compare(Rotate::rcr, value -> value >> 1 | (value & 1) << 8, false, false);
    }

    private void compare(Operation operation, Step step, boolean left, boolean setsAll) {
        for (int value = 0; value < 256; value++) {
            for (int count = 0; count < 64; count++) {
                for (int carry = 0; carry <= 1; carry++) {
                    int moved = value | carry << 8;
                    for (int i = 0; i < (count & 31); i++) {
                        moved = step.move(moved);
                    }
                    long before = carry | Rflags.PF | Rflags.AF;
                    cpu.setStatus(before);
                    long result = operation.apply(cpu, value, count, 1) & 0xFF;
                    String what = "%x by %d, CF %d".formatted(value, count, carry);
                    assertEquals(moved & 0xFF, result, what);
                    long expected =
                            (count & 31) == 0 ? before : flags(moved, left, setsAll, before);
                    assertEquals(expected, cpu.rflags() & Rflags.STATUS, what);
                }
            }
        }
    }

    private static long flags(int moved, boolean left, boolean setsAll, long before) {
        int carry = moved >> 8;
        int top = moved >> 7 & 1;
        int next = moved >> 6 & 1;
        boolean overflow = left ? carry != top : top != next;
        long flags = carry | (overflow ? Rflags.OF : 0);
        if (!setsAll) {
            return flags | before & ~(Rflags.CF | Rflags.OF);
        }
        flags |= (moved & 0xFF) == 0 ? Rflags.ZF : 0;
        flags |= top != 0 ? Rflags.SF : 0;
        flags |= Integer.bitCount(moved & 0xFF) % 2 == 0 ? Rflags.PF : 0;
        return flags | Rflags.AF;
    }
}
