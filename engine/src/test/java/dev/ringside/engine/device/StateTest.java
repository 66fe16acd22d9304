package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StateTest {
    /// A set of devices on a bus, which seeded writes stir.
    private static final class Box {
        private final VirtualClock clock = new VirtualClock();
        private final EventQueue events = new EventQueue();
        private final PioBus bus = new PioBus(line -> {});
        private final PicPair pics = new PicPair(() -> {});
        private final AddressLine20 a20 = new AddressLine20(level -> {});
        private final List<Stateful> parts;
        private final I8042 keyboard =
                new I8042(clock, events, pics.line(1), pics.line(12), a20, () -> {});

        Box() {
            Pit8254 pit = new Pit8254(clock, events, pics.line(0));
            SystemControlPort port61 = new SystemControlPort(clock, pit);
            Mc146818 rtc = new Mc146818(clock, events, pics.line(8), 1_700_000_000);
            Port92 port92 = new Port92(a20, () -> {});
            Uart16550 uart = new Uart16550("com1", pics.line(4), b -> {});
            VgaRegisters vga = new VgaRegisters(clock);
            PostCode post = new PostCode();
            PciConfig pci = new PciConfig(new PciBus(bus, new MmioBus(line -> {})), () -> {});
            PowerControl power = new PowerControl(() -> {});
            pics.attach(bus);
            keyboard.attach(bus);
            bus.claim("pit", 0x40, 0x43, pit);
            bus.claim("61", 0x61, 0x61, port61);
            bus.claim("rtc", 0x70, 0x71, rtc);
            bus.claim("post", 0x80, 0x80, post);
            bus.claim("92", 0x92, 0x92, port92);
            bus.claim("uart", 0x3F8, 0x3FF, uart);
            bus.claim("vga", VgaRegisters.FIRST, VgaRegisters.LAST, vga);
            bus.claim("pci", 0xCF8, 0xCFF, pci);
            bus.claim("power", 0x8900, 0x8900, power);
            parts =
                    List.of(
                            clock,
                            events,
                            pics.master(),
                            pics.slave(),
                            a20,
                            pit,
                            port61,
                            rtc,
                            port92,
                            keyboard,
                            uart,
                            vga,
                            post,
                            pci,
                            power);
        }

        void stir(SplittableRandom random, int steps) {
            int[] ports = {
                0x20, 0x21, 0xA0, 0xA1, 0x40, 0x41, 0x42, 0x43, 0x60, 0x61, 0x64, 0x70, 0x71, 0x80,
                0x92, 0x3F8, 0x3F9, 0x3FA, 0x3FB, 0x3FC, 0x3C0, 0x3C4, 0x3C5, 0x3C9, 0x3D4, 0x3D5,
                0x3DA, 0xCF8, 0xCF9, 0x4D0, 0x4D1, 0x8900
            };
            for (int i = 0; i < steps; i++) {
                int port = ports[random.nextInt(ports.length)];
                if (random.nextBoolean()) {
                    bus.write(port, 1, random.nextInt(256));
                } else {
                    bus.read(port, 1);
                }
                if (random.nextInt(8) == 0) {
                    keyboard.key(1 + random.nextInt(0x50), random.nextBoolean());
                }
                if (pics.pending() && random.nextInt(4) == 0) {
                    pics.acknowledge();
                }
                clock.skipTo(clock.now() + random.nextInt(2_000_000));
                events.runDue(clock.now());
            }
        }

        byte[] save() {
            StateWriter out = new StateWriter();
            parts.forEach(out::putSection);
            return out.toByteArray();
        }

        void restore(byte[] state) {
            StateReader in = new StateReader(state);
            parts.forEach(in::getSection);
        }
    }

    @Test
    void everyDeviceRoundTripsAndGoesOnAlike() {
        for (int seed = 1; seed <= 40; seed++) {
            Box first = new Box();
            first.stir(new SplittableRandom(seed), 300);
            byte[] middle = first.save();
            Box second = new Box();
            second.restore(middle);
            assertArrayEquals(middle, second.save(), "restore and save, seed " + seed);
            first.stir(new SplittableRandom(seed + 1000), 300);
            second.stir(new SplittableRandom(seed + 1000), 300);
            assertArrayEquals(first.save(), second.save(), "afterwards, seed " + seed);
        }
    }

    @Test
    void damagedStateIsRefusedNeverCrashes() {
        Box box = new Box();
        box.stir(new SplittableRandom(7), 100);
        byte[] good = box.save();
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 2000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int j = random.nextInt(4); j > 0 && bad.length > 0; j--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            Box victim = new Box();
            try {
                victim.restore(bad);
                victim.stir(new SplittableRandom(i), 20);
            } catch (StateException e) {
                // Refused with a reason.
            }
        }
    }

    @Test
    void wrongSectionNamesBoth() {
        StateWriter out = new StateWriter();
        out.putSection(new PostCode());
        StateReader in = new StateReader(out.toByteArray());
        StateException refused =
                assertThrows(
                        StateException.class, () -> in.getSection(new AddressLine20(level -> {})));
        assertEquals("section post version 1 saved, a20 version 1 expected", refused.getMessage());
    }

    @Test
    void timersFireInOrderOfTimeThenMaking() {
        EventQueue events = new EventQueue();
        StringBuilder order = new StringBuilder();
        EventQueue.Timer a = events.timer("a", () -> order.append('a'));
        EventQueue.Timer b = events.timer("b", () -> order.append('b'));
        EventQueue.Timer c = events.timer("c", () -> order.append('c'));
        c.set(5);
        b.set(10);
        a.set(10);
        assertEquals(5, events.next());
        events.runDue(4);
        assertEquals("", order.toString());
        events.runDue(10);
        assertEquals("cab", order.toString());
        assertEquals(EventQueue.NEVER, events.next());
    }
}
