package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class HpetTest {
    private final VirtualClock clock = new VirtualClock();
    private final EventQueue events = new EventQueue();
    private final List<String> seen = new ArrayList<>();
    private final Hpet hpet = new Hpet(clock, events, pins(), line("pit"), line("rtc"));
    private final MmioBus bus = new MmioBus(text -> {});

    HpetTest() {
        bus.claim("hpet", Hpet.ADDRESS, Hpet.ADDRESS + Hpet.SIZE - 1, hpet);
    }

    private IrqLine[] pins() {
        IrqLine[] pins = new IrqLine[24];
        Arrays.fill(pins, IrqLine.NONE);
        pins[2] = line("2");
        pins[8] = line("8");
        pins[20] = line("20");
        return pins;
    }

    private IrqLine line(String name) {
        return level -> seen.add((level ? "+" : "-") + name);
    }

    private long read(int offset) {
        return bus.read(Hpet.ADDRESS + offset, 8);
    }

    private void write(int offset, long value) {
        bus.write(Hpet.ADDRESS + offset, 4, value);
    }

    private void pass(long time) {
        while (events.next() <= time) {
            clock.skipTo(events.next());
            events.runDue(clock.now());
        }
        clock.skipTo(time);
    }

    private void enable(int bits) {
        write(0x10, bits);
        seen.clear();
    }

    @Test
    void capabilitiesTellPeriodTimersAndRoutes() {
        assertEquals(0x0098_9680_8086_A201L, read(0));
        assertEquals(0x0010_0104_0000_0030L, read(0x100));
    }

    @Test
    void counterCountsTenNanosecondsWhileEnabled() {
        pass(1000);
        assertEquals(0, read(0xF0));
        enable(1);
        pass(2000);
        assertEquals(100, read(0xF0));
        write(0x10, 0);
        pass(3000);
        assertEquals(100, read(0xF0));
        write(0xF0, 7);
        write(0xF4, 1);
        assertEquals(0x1_0000_0007L, read(0xF0));
    }

    @Test
    void oneShotFiresOnceAtItsRoute() {
        enable(1);
        write(0x100, 20 << 9 | 4);
        seen.clear();
        write(0x108, 50);
        write(0x10C, 0);
        pass(499);
        assertEquals(List.of(), seen);
        pass(500);
        assertEquals(List.of("+20", "-20"), seen);
        pass(1_000_000);
        assertEquals(2, seen.size());
    }

    @Test
    void narrowOneShotFiresAgainWhenTheCounterComesRound() {
        enable(1);
        write(0x100, 20 << 9 | 0x104);
        seen.clear();
        write(0x108, 50);
        pass(500 + (10L << 32));
        assertEquals(List.of("+20", "-20", "+20", "-20"), seen);
    }

    @Test
    void periodicFiresEveryPeriodFromTheValueSet() {
        enable(1);
        write(0x100, 20 << 9 | 0x4C);
        seen.clear();
        write(0x108, 30);
        write(0x10C, 0);
        write(0x108, 100);
        pass(300);
        assertEquals(2, seen.size());
        pass(2300);
        assertEquals(6, seen.size());
        assertEquals(330, read(0x108));
    }

    @Test
    void levelHoldsItsWireUntilStatusIsCleared() {
        enable(1);
        write(0x100, 20 << 9 | 6);
        seen.clear();
        write(0x108, 10);
        write(0x10C, 0);
        pass(100);
        assertEquals(List.of("+20"), seen);
        assertEquals(1, read(0x20));
        write(0x20, 1);
        assertEquals(List.of("+20", "-20"), seen);
        assertEquals(0, read(0x20));
    }

    @Test
    void routeThatIsNotPossibleReadsBackZero() {
        write(0x100, 5 << 9);
        assertEquals(0x30, read(0x100) & 0xFFFFFFFFL);
    }

    @Test
    void legacyReplacementTakesTheWiresOfPitAndClock() {
        hpet.intervalInput().set(true);
        assertEquals(List.of("+pit"), seen);
        write(0x10, 3);
        seen.clear();
        hpet.intervalInput().set(false);
        hpet.realTimeClockInput().set(true);
        assertEquals(List.of("-pit", "-rtc"), seen);
        seen.clear();
        write(0x120, 4);
        seen.clear();
        write(0x128, 5);
        write(0x12C, 0);
        pass(50);
        assertEquals(List.of("+8", "-8"), seen);
        write(0x10, 1);
        assertEquals(List.of("+8", "-8", "-pit", "+rtc"), seen);
    }
}
