package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtioBlockTest {
    private static final int SECTORS = 64;
    private static final int DESCRIPTORS = 0x1000;
    private static final int AVAILABLE = 0x1800;
    private static final int USED = 0x2000;
    private static final long WINDOW = 0xE0000000L;

    private final byte[] disk = new byte[SECTORS * 512];
    private final GuestRam ram = new GuestRam(0x20000);
    private final PioBus ports = new PioBus(line -> {});
    private final MmioBus memory = new MmioBus(line -> {});
    private final PciBus pci = new PciBus(ports, memory);
    private boolean readOnly;
    private boolean interrupt;
    private int offered;

    private final VirtioBlock device =
            new VirtioBlock(
                    new BlockMedium() {
                        @Override
                        public long sectors() {
                            return SECTORS;
                        }

                        @Override
                        public boolean read(long lba, byte[] into, int offset) {
                            System.arraycopy(disk, (int) lba * 512, into, offset, 512);
                            return true;
                        }

                        @Override
                        public boolean write(long lba, byte[] from, int offset) {
                            if (!readOnly) {
                                System.arraycopy(from, offset, disk, (int) lba * 512, 512);
                            }
                            return !readOnly;
                        }
                    },
                    ram,
                    0);

    @BeforeEach
    void plugIn() {
        pci.add(4, 0, device.function(), (slot, pin) -> level -> interrupt = level);
        pci.write(0x20, 0x10, 4, 0xC000);
        pci.write(0x20, 0x20, 4, (int) WINDOW);
        pci.write(0x20, 4, 2, 7);
        for (int i = 0; i < SECTORS; i++) {
            disk[i * 512] = (byte) (i + 1);
        }
    }

    private void common(int offset, int size, long value) {
        memory.write(WINDOW + offset, size, value);
    }

    private void startModern() {
        common(0x14, 1, 1);
        common(0x14, 1, 3);
        common(0x08, 4, 1);
        common(0x0C, 4, 1);
        common(0x14, 1, 11);
        common(0x16, 2, 0);
        common(0x18, 2, 8);
        common(0x20, 8, DESCRIPTORS);
        common(0x28, 8, AVAILABLE);
        common(0x30, 8, USED);
        common(0x1C, 2, 1);
        common(0x14, 1, 15);
    }

    private void descriptor(int index, long address, int length, int flags, int next) {
        long at = DESCRIPTORS + 16L * index;
        ram.writeNumber(at, 8, address);
        ram.writeNumber(at + 8, 4, length);
        ram.writeNumber(at + 12, 2, flags);
        ram.writeNumber(at + 14, 2, next);
    }

    private void header(int type, long sector) {
        ram.writeNumber(0x4000, 4, type);
        ram.writeNumber(0x4008, 8, sector);
        ram.bytes[0x5000] = 0x55;
    }

    private void offer(int head) {
        ram.writeNumber(AVAILABLE + 4 + 2L * (offered % 8), 2, head);
        offered++;
        ram.writeNumber(AVAILABLE + 2, 2, offered);
    }

    /// A request of header, data and status in descriptors 0 to 2, told to the modern device.
    private int request(int type, long sector, int length) {
        header(type, sector);
        descriptor(0, 0x4000, 16, 1, 1);
        descriptor(1, 0x8000, length, type == 1 ? 1 : 3, 2);
        descriptor(2, 0x5000, 1, 2, 0);
        offer(0);
        memory.write(WINDOW + 0x3000, 2, 0);
        return ram.bytes[0x5000];
    }

    @Test
    void capabilitiesLeadToTheFourRegions() {
        int seen = 0;
        for (int at = pci.read(0x20, 0x34, 1); at != 0; at = pci.read(0x20, at + 1, 1)) {
            assertEquals(9, pci.read(0x20, at, 1));
            seen |= 1 << pci.read(0x20, at + 3, 1);
        }
        assertEquals(0b11110, seen);
        assertEquals(SECTORS, memory.read(WINDOW + 0x2000, 8));
    }

    @Test
    void readFillsTheRoomAndInterrupts() {
        startModern();
        assertEquals(0, request(0, 5, 1024));
        assertEquals(6, ram.bytes[0x8000]);
        assertEquals(7, ram.bytes[0x8200]);
        assertEquals(1, ram.readNumber(USED + 2, 2));
        assertEquals(1025, ram.readNumber(USED + 8, 4));
        assertEquals(true, interrupt);
        assertEquals(1, memory.read(WINDOW + 0x1000, 1));
        assertEquals(false, interrupt);
    }

    @Test
    void writeReachesTheDiskAndFailsOnOneThatCannot() {
        startModern();
        ram.bytes[0x8000] = 0x77;
        assertEquals(0, request(1, 9, 512));
        assertEquals(0x77, disk[9 * 512]);
        readOnly = true;
        assertEquals(1, request(1, 9, 512));
        assertEquals(0, request(4, 0, 512));
    }

    @Test
    void requestsOutsideTheDiskOrOfNoWholeSectorsAreErrors() {
        startModern();
        assertEquals(1, request(0, SECTORS - 1, 1024));
        assertEquals(1, request(0, -1, 512));
        assertEquals(1, request(0, Long.MAX_VALUE, 512));
        assertEquals(1, request(0, 0, 100));
        assertEquals(2, request(99, 0, 512));
    }

    @Test
    void oldDriversUsePortsAndAPage() {
        ports.write(0xC012, 1, 3);
        assertEquals(128, ports.read(0xC00C, 2));
        ports.write(0xC008, 4, 1);
        header(0, 3);
        descriptor(0, 0x4000, 16, 1, 1);
        descriptor(1, 0x8000, 512, 3, 2);
        descriptor(2, 0x5000, 1, 2, 0);
        // 128 descriptors of 16 bytes, then the available ring at 0x1800; used on the next page.
        ram.writeNumber(0x1804, 2, 0);
        ram.writeNumber(0x1802, 2, 1);
        ports.write(0xC010, 2, 0);
        assertEquals(4, ram.bytes[0x8000]);
        assertEquals(1, ram.readNumber(0x2002, 2));
        assertEquals(1, ports.read(0xC013, 1));
        assertEquals(SECTORS, ports.read(0xC014, 4));
        ports.write(0xC012, 1, 0);
        assertEquals(0, ports.read(0xC008, 4));
    }

    @Test
    void driverThatWantsNoInterruptGetsNone() {
        startModern();
        ram.writeNumber(AVAILABLE, 2, 1);
        request(0, 5, 512);
        assertEquals(false, interrupt);
    }

    @Test
    void loopingChainsAndWildAddressesEnd() {
        startModern();
        descriptor(0, 0x4000, 16, 1, 0);
        offer(0);
        memory.write(WINDOW + 0x3000, 2, 0);
        descriptor(0, -8, -1, 3, 1);
        descriptor(1, Long.MIN_VALUE, -1, 3, 0);
        offer(0);
        offer(0xFFFF);
        ram.writeNumber(AVAILABLE + 2, 2, 0x8000);
        memory.write(WINDOW + 0x3000, 2, 0);
        common(0x20, 8, -1);
        common(0x28, 8, Long.MAX_VALUE);
        common(0x30, 8, Long.MIN_VALUE);
        memory.write(WINDOW + 0x3000, 2, 0);
    }

    @Test
    void randomRingsNeverBreakTheDevice() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            common(0x14, 1, 0);
            startModern();
            for (int i = 0; i < 0x1100; i++) {
                ram.bytes[DESCRIPTORS + i] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0);
            }
            for (int i = 0; i < 8; i++) {
                int length = random.nextInt(4) * 512 + random.nextInt(2);
                descriptor(
                        i, random.nextInt(0x30000), length, random.nextInt(4), random.nextInt(9));
            }
            memory.write(WINDOW + 0x3000, 2, 0);
            memory.write(WINDOW + random.nextInt(0x4000), 4, random.nextInt());
            memory.read(WINDOW + random.nextInt(0x4000), 4);
        }
        StateWriter out = new StateWriter();
        out.putSection(device);
        new StateReader(out.toByteArray()).getSection(device);
    }
}
