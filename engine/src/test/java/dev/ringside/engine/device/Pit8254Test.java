package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class Pit8254Test {
    private final VirtualClock clock = new VirtualClock();
    private final EventQueue events = new EventQueue();
    private int rises;
    private boolean level;
    private final Pit8254 pit =
            new Pit8254(
                    clock,
                    events,
                    value -> {
                        if (value && !level) {
                            rises++;
                        }
                        level = value;
                    });

    private void program(int control, int count) {
        pit.write(3, control);
        int counter = control >> 6;
        pit.write(counter, count & 0xFF);
        pit.write(counter, count >> 8);
    }

    private int latched(int counter) {
        pit.write(3, counter << 6);
        int low = pit.read(counter);
        return low | pit.read(counter) << 8;
    }

    private void at(long ticks) {
        clock.skipTo(Pit8254.timeOf(ticks));
        events.runDue(clock.now());
    }

    @Test
    void timeAndTicksConvertBothWays() {
        for (long ticks : new long[] {0, 1, 2, 1193181, 1193182, 1193183, 1L << 40}) {
            assertEquals(ticks, Pit8254.ticksAt(Pit8254.timeOf(ticks)));
            if (ticks > 0) {
                assertEquals(ticks - 1, Pit8254.ticksAt(Pit8254.timeOf(ticks) - 1));
            }
        }
    }

    @Test
    void mode2TicksOnceAPeriod() {
        program(0x34, 1000);
        int first = rises;
        for (int i = 1; i <= 5; i++) {
            at(1000L * i - 1);
            assertEquals(first + i - 1, rises);
            at(1000L * i);
            assertEquals(first + i, rises);
        }
    }

    @Test
    void mode2CountsDownToOne() {
        program(0x34, 100);
        assertEquals(100, latched(0));
        at(1);
        assertEquals(99, latched(0));
        at(99);
        assertEquals(1, latched(0));
        at(100);
        assertEquals(100, latched(0));
    }

    @Test
    void mode3CountsByTwo() {
        program(0xB6, 100);
        pit.setSpeakerGate(true);
        at(1);
        assertEquals(98, latched(2));
        at(49);
        assertTrue(pit.speakerOutput());
        assertEquals(2, latched(2));
        at(50);
        assertFalse(pit.speakerOutput());
        assertEquals(100, latched(2));
        at(100);
        assertTrue(pit.speakerOutput());
    }

    @Test
    void mode0RisesOnceAtTheEnd() {
        program(0xB0, 50);
        at(49);
        assertFalse(pit.speakerOutput());
        at(50);
        assertTrue(pit.speakerOutput());
        at(5000);
        assertTrue(pit.speakerOutput());
    }

    @Test
    void mode0InterruptsOnce() {
        program(0x30, 50);
        at(10_000);
        assertEquals(1, rises);
        assertEquals(EventQueue.NEVER, events.next());
    }

    @Test
    void countZeroIs65536() {
        program(0x34, 0);
        at(65535);
        int before = rises;
        at(65536);
        assertEquals(before + 1, rises);
    }

    @Test
    void gateStopsCounter2() {
        program(0xB0, 100);
        at(30);
        pit.setSpeakerGate(false);
        at(500);
        assertEquals(70, latched(2));
        pit.setSpeakerGate(true);
        at(510);
        assertEquals(60, latched(2));
    }

    @Test
    void gateEdgeTriggersMode1() {
        pit.setSpeakerGate(false);
        program(0xB2, 20);
        assertTrue(pit.speakerOutput());
        at(100);
        pit.setSpeakerGate(true);
        assertFalse(pit.speakerOutput());
        at(120);
        assertTrue(pit.speakerOutput());
    }

    @Test
    void bcdCounts() {
        program(0x35, 0x1000);
        at(1);
        assertEquals(0x0999, latched(0));
    }

    @Test
    void latchHoldsUntilRead() {
        program(0x34, 1000);
        at(10);
        pit.write(3, 0x00);
        at(20);
        pit.write(3, 0x00);
        int value = pit.read(0);
        value |= pit.read(0) << 8;
        assertEquals(990, value);
        assertEquals(980, latched(0));
    }

    @Test
    void readBackGivesStatusThenCount() {
        program(0x34, 1000);
        at(100);
        pit.write(3, 0xC2);
        assertEquals(0xB4, pit.read(0));
        int value = pit.read(0);
        assertEquals(900, value | pit.read(0) << 8);
        pit.write(3, 0x36);
        pit.write(3, 0xE2);
        assertEquals(0xC0 | 0x36, pit.read(0), "null count until a count is written");
    }

    @Test
    void singleByteAccess() {
        pit.write(3, 0x14);
        pit.write(0, 200);
        at(1);
        assertEquals(199, pit.read(0));
        pit.write(3, 0x24);
        pit.write(0, 2);
        at(1);
        assertEquals(512, latchedHigh());
    }

    private int latchedHigh() {
        pit.write(3, 0);
        return pit.read(0) << 8;
    }
}
