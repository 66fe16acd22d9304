package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MmioBusTest {
    private final List<String> log = new ArrayList<>();
    private final MmioBus bus = new MmioBus(log::add);

    /// Reads back its offset; keeps its writes.
    private static final class Probe implements PortDevice {
        private final List<String> writes = new ArrayList<>();

        @Override
        public int read(int offset, int size) {
            return 0xA0B0C000 + offset;
        }

        @Override
        public void write(int offset, int size, int value) {
            writes.add("%d:%d:%x".formatted(offset, size, value));
        }
    }

    @Test
    void unclaimedMemoryReadsAllOnesAndIsLoggedOnceAPage() {
        assertEquals(0xFF, bus.read(0xE0000000L, 1));
        assertEquals(-1L, bus.read(0xE0000008L, 8));
        bus.write(0xE0000FF0L, 4, 5);
        bus.write(0xE0001000L, 4, 5);
        assertEquals(
                List.of(
                        "memory at 0xe0000000 is read, but nothing takes that",
                        "memory at 0xe0001000 is written, but nothing takes that"),
                log);
    }

    @Test
    void wideAccessesAreCutToFourBytesLowestFirst() {
        Probe probe = new Probe();
        bus.claim("probe", 0xE0000000L, 0xE00000FFL, probe);
        assertEquals(0xA0B0C014A0B0C010L, bus.read(0xE0000010L, 8));
        bus.write(0xE0000010L, 8, 0x1122334455667788L);
        assertEquals(List.of("16:4:55667788", "20:4:11223344"), probe.writes);
    }

    @Test
    void accessOverTheEndIsAnsweredByBothSides() {
        Probe probe = new Probe();
        bus.claim("probe", 0xE0000000L, 0xE00000FFL, probe);
        assertEquals(0xFFFFC0FEL, bus.read(0xE00000FEL, 4));
    }

    @Test
    void overlapIsAnsweredByTheOlderAndReleaseUncoversTheOther() {
        Probe older = new Probe();
        Probe newer = new Probe();
        bus.claim("older", 0x1000, 0x1FFF, older);
        bus.claim("newer", 0x1000, 0x2FFF, newer);
        assertEquals("older", bus.ownerOf(0x1800));
        assertEquals("newer", bus.ownerOf(0x2000));
        bus.release(older);
        assertEquals("newer", bus.ownerOf(0x1800));
        bus.release(newer);
        assertEquals(null, bus.ownerOf(0x1800));
    }

    @Test
    void registersADeviceDoesNotKnowAreLoggedOnceWithItsName() {
        PortDevice device =
                new PortDevice() {
                    @Override
                    public boolean knows(int offset) {
                        return offset == 0;
                    }

                    @Override
                    public int read(int offset, int size) {
                        return 7;
                    }

                    @Override
                    public void write(int offset, int size, int value) {}
                };
        bus.claim("box", 0x1000, 0x1FFF, device);
        bus.read(0x1000, 4);
        assertEquals(7, bus.read(0x1004, 4));
        bus.write(0x1004, 4, 0);
        assertEquals(List.of("box: register 0x4 is read, but there is none"), log);
        PioBus ports = new PioBus(log::add);
        ports.claim("box", 0x300, 0x30F, device);
        ports.write(0x305, 1, 0);
        ports.read(0x305, 1);
        assertEquals("box: register 0x5 is written, but there is none", log.getLast());
        assertEquals(2, log.size());
    }

    @Test
    void impossibleRangesAreRefused() {
        Probe probe = new Probe();
        assertThrows(IllegalArgumentException.class, () -> bus.claim("x", 8, 7, probe));
        assertThrows(IllegalArgumentException.class, () -> bus.claim("x", -8, 7, probe));
        assertThrows(IllegalArgumentException.class, () -> bus.claim("x", 0, 1L << 31, probe));
    }
}
