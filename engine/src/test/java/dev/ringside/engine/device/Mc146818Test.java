package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class Mc146818Test {
    private static final long SECOND = 1_000_000_000;

    private final VirtualClock clock = new VirtualClock();
    private final EventQueue events = new EventQueue();
    private boolean irq;
    private final Mc146818 rtc =
            new Mc146818(
                    clock,
                    events,
                    level -> irq = level,
                    Instant.parse("2026-11-23T23:59:58Z").getEpochSecond());

    private int read(int register) {
        rtc.write(0, register);
        return rtc.read(1);
    }

    private void write(int register, int value) {
        rtc.write(0, register);
        rtc.write(1, value);
    }

    private void at(long nanoseconds) {
        clock.skipTo(nanoseconds);
        events.runDue(clock.now());
    }

    @Test
    void showsTheStartTimeInBcd() {
        assertEquals(0x58, read(0));
        assertEquals(0x59, read(2));
        assertEquals(0x23, read(4));
        assertEquals(2, read(6), "a Monday");
        assertEquals(0x23, read(7));
        assertEquals(0x11, read(8));
        assertEquals(0x26, read(9));
        assertEquals(0x20, read(0x32));
    }

    @Test
    void timeMovesWithTheMachine() {
        at(2 * SECOND);
        assertEquals(0x00, read(0));
        assertEquals(0x00, read(4));
        assertEquals(0x24, read(7));
    }

    @Test
    void binaryAndTwelveHourModes() {
        write(Mc146818.B, 0x04);
        assertEquals(58, read(0));
        assertEquals(0x80 | 11, read(4));
    }

    @Test
    void settingTheClockSticks() {
        write(Mc146818.B, 0x82);
        write(4, 0x12);
        write(2, 0x34);
        write(0, 0x56);
        at(10 * SECOND);
        write(Mc146818.B, 0x02);
        assertEquals(0x12, read(4));
        assertEquals(0x56, read(0));
        at(11 * SECOND);
        assertEquals(0x57, read(0));
    }

    @Test
    void nonsenseTimesDoNotBreakIt() {
        for (int register : new int[] {0, 2, 4, 7, 8, 9, 0x32}) {
            write(register, 0xFF);
        }
        assertTrue(read(0) <= 0x59);
    }

    @Test
    void updateInProgressShowsBeforeTheSecond() {
        assertEquals(0x26, read(Mc146818.A));
        at(SECOND - 100_000);
        assertEquals(0xA6, read(Mc146818.A));
    }

    @Test
    void periodicInterruptRunsAtItsRate() {
        write(Mc146818.B, 0x42);
        at(976_562);
        assertTrue(irq, "1024 Hz by default");
        assertEquals(0xC0, read(Mc146818.C));
        assertFalse(irq);
        assertEquals(0, read(Mc146818.C));
        at(2 * 976_562);
        assertTrue(irq);
    }

    @Test
    void alarmFiresAtItsSecond() {
        write(1, 0x00);
        write(3, 0xC0);
        write(5, 0xC0);
        write(Mc146818.B, 0x22);
        at(SECOND);
        assertFalse(irq);
        at(2 * SECOND);
        assertTrue(irq);
        assertEquals(0x20, read(Mc146818.C) & 0x20);
    }

    @Test
    void memoryKeepsBytes() {
        write(0x40, 0x5A);
        assertEquals(0x5A, read(0x40));
        assertEquals(0x80, read(Mc146818.D));
    }
}
