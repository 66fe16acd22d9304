package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Host bridge, ISA bridge and power management.
class ChipsetTest {
    private final List<String> events = new ArrayList<>();
    private final PioBus ports = new PioBus(line -> {});
    private final PciBus bus = new PciBus(ports, new MmioBus(line -> {}));
    private final VirtualClock clock = new VirtualClock();
    private final EventQueue queue = new EventQueue();
    private final IsaInterrupts interrupts =
            new IsaInterrupts((irq, level) -> events.add((level ? "+" : "-") + irq));
    private final Piix3 isa = new Piix3(interrupts);
    private final Piix4Power power =
            new Piix4Power(clock, queue, ports, interrupts.line(9), () -> events.add("off"));
    private final I440fx host =
            new I440fx(
                    new I440fx.Memory() {
                        @Override
                        public void shadow(int segment, boolean reads, boolean writes) {
                            events.add(
                                    "%d%s%s"
                                            .formatted(
                                                    segment,
                                                    reads ? "r" : "-",
                                                    writes ? "w" : "-"));
                        }

                        @Override
                        public void openSmram(boolean open) {
                            events.add("smram " + open);
                        }
                    });

    ChipsetTest() {
        bus.add(0, 0, host.function(), isa);
        bus.add(1, 0, isa.function(), isa);
        bus.add(1, 3, power.function(), isa);
        power.attach();
    }

    @Test
    void pamNibblesSayWhoAnswersInEachSegment() {
        bus.write(0, 0x59, 1, 0x30);
        bus.write(0, 0x5A, 2, 0x0021);
        bus.write(0, 0x5F, 1, 0x13);
        assertEquals(List.of("0rw", "1r-", "2-w", "3--", "4--", "11rw", "12r-"), events);
        assertEquals(0x30, bus.read(0, 0x59, 1));
    }

    @Test
    void smramOpensByItsBit() {
        bus.write(0, 0x72, 1, 0x4A);
        bus.write(0, 0x72, 1, 0x0A);
        assertEquals(List.of("smram true", "smram false"), events);
        assertEquals(0x0A, bus.read(0, 0x72, 1));
    }

    @Test
    void linksDriveTheInterruptTheyAreRoutedTo() {
        IrqLine a = isa.wire(2, 4);
        IrqLine b = isa.wire(1, 1);
        a.set(true);
        assertEquals(List.of(), events);
        bus.write(8, 0x60, 1, 11);
        assertEquals(List.of("+11"), events);
        b.set(true);
        a.set(false);
        assertEquals(List.of("+11"), events);
        bus.write(8, 0x60, 1, 10);
        assertEquals(List.of("+11", "+10", "-11"), events);
        bus.write(8, 0x60, 1, 0x80);
        assertEquals("-10", events.getLast());
    }

    @Test
    void interruptThatIsNotRoutableIsNotDriven() {
        bus.write(8, 0x61, 1, 13);
        isa.wire(2, 1).set(true);
        assertEquals(List.of(), events);
    }

    private void enableAcpi() {
        bus.write(0xB, 0x40, 4, 0x600);
        bus.write(0xB, 0x80, 1, 1);
    }

    @Test
    void sleepPowersOffWhereThePortsAreMapped() {
        ports.write(0x604, 2, 0x2000);
        assertEquals(List.of(), events);
        enableAcpi();
        assertEquals("ACPI 0x600", ports.ownerOf(0x604));
        ports.write(0x604, 2, 0x2000);
        assertEquals(List.of("off"), events);
        ports.write(0xB004, 2, 0x2000);
        assertEquals(List.of("off", "off"), events);
        bus.write(0xB, 0x40, 4, 0xB000);
        ports.write(0xB004, 2, 0x2000);
        assertEquals(3, events.size());
        assertEquals(null, ports.ownerOf(0x604));
    }

    @Test
    void timerCountsAt3579545HertzAnd24Bits() {
        enableAcpi();
        clock.skipTo(1_000_000_000L);
        assertEquals(3_579_545, ports.read(0x608, 4));
        clock.skipTo(10_000_000_000L);
        assertEquals(35_795_450 & 0xFFFFFF, ports.read(0x608, 4));
    }

    @Test
    void timerOverflowRaisesTheSciUntilItsStatusIsCleared() {
        enableAcpi();
        ports.write(0xB2, 1, 0xF1);
        assertEquals(1, ports.read(0x604, 2));
        ports.write(0x602, 2, 1);
        long due = queue.next();
        assertEquals(8388608L * 1_000_000_000 / 3_579_545 + 1, due);
        clock.skipTo(due);
        queue.runDue(due);
        assertEquals(List.of("+9"), events);
        assertEquals(1, ports.read(0x600, 2));
        ports.write(0x600, 2, 1);
        assertEquals(List.of("+9", "-9"), events);
        ports.write(0xB2, 1, 0xF0);
        assertEquals(0, ports.read(0x604, 2));
    }

    @Test
    void smiCountsAsSetUpAndItsStatusPortReadsBack() {
        assertEquals(1 << 25, bus.read(0xB, 0x58, 4));
        ports.write(0xB3, 1, 0x5A);
        assertEquals(0x5A, ports.read(0xB3, 1));
    }

    @Test
    void interruptWiresAreTheOrOfTheirSources() {
        IrqLine first = interrupts.line(5);
        IrqLine second = interrupts.line(5);
        first.set(true);
        second.set(true);
        first.set(false);
        assertEquals(List.of("+5"), events);
        second.set(false);
        assertEquals(List.of("+5", "-5"), events);
    }
}
