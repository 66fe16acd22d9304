package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The IDE controller with a disk as primary master and a CD-ROM as secondary master.
class IdeTest {
    private static final int SECTORS = 300;
    private static final int READY = 0x50;
    private static final int DATA = 0x58;

    /// Sector n begins with its number; sectors from `broken` on cannot be read or written.
    private static final class Medium implements BlockMedium {
        private final byte[] bytes;
        private int broken = Integer.MAX_VALUE;

        Medium(int sectors) {
            bytes = new byte[sectors * SECTOR];
            for (int i = 0; i < sectors; i++) {
                bytes[i * SECTOR] = (byte) i;
                bytes[i * SECTOR + 1] = (byte) (i >> 8);
            }
        }

        @Override
        public long sectors() {
            return bytes.length / SECTOR;
        }

        @Override
        public boolean read(long lba, byte[] into, int offset) {
            if (lba >= sectors() || lba >= broken) {
                return false;
            }
            System.arraycopy(bytes, (int) lba * SECTOR, into, offset, SECTOR);
            return true;
        }

        @Override
        public boolean write(long lba, byte[] from, int offset) {
            if (lba >= sectors() || lba >= broken) {
                return false;
            }
            System.arraycopy(from, offset, bytes, (int) lba * SECTOR, SECTOR);
            return true;
        }
    }

    private final Medium disk = new Medium(SECTORS);
    private final Medium disc = new Medium(400);
    private final GuestRam ram = new GuestRam(0x40000);
    private final PioBus bus = new PioBus(line -> {});
    private final PciBus pci = new PciBus(bus, new MmioBus(line -> {}));
    private int interrupts;
    private boolean line;

    IdeTest() {
        IdeController ide =
                new IdeController(
                        ram,
                        level -> {
                            interrupts += level && !line ? 1 : 0;
                            line = level;
                        },
                        level -> interrupts += level ? 1 : 0,
                        new IdeController.Bay[] {
                            new IdeController.Bay(disk, false),
                            IdeController.Bay.EMPTY,
                            new IdeController.Bay(disc, true),
                            IdeController.Bay.EMPTY
                        });
        ide.attach(bus);
        pci.add(1, 1, ide.function(), (device, pin) -> IrqLine.NONE);
        pci.write(9, 0x20, 4, 0xC000);
        pci.write(9, 4, 2, 5);
    }

    private void command(int base, int code, int count, int lba) {
        bus.write(base + 6, 1, 0xE0 | lba >> 24 & 15);
        for (int register = 2; register <= 5; register++) {
            // The high half of a 48-bit command.
            bus.write(base + register, 1, 0);
        }
        bus.write(base + 2, 1, count);
        bus.write(base + 3, 1, lba & 0xFF);
        bus.write(base + 4, 1, lba >> 8 & 0xFF);
        bus.write(base + 5, 1, lba >> 16 & 0xFF);
        bus.write(base + 7, 1, code);
    }

    private byte[] readData(int base, int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i += 2) {
            int word = bus.read(base, 2);
            data[i] = (byte) word;
            data[i + 1] = (byte) (word >> 8);
        }
        return data;
    }

    private int word(byte[] bytes, int word) {
        return bytes[2 * word] & 0xFF | (bytes[2 * word + 1] & 0xFF) << 8;
    }

    @Test
    void identifyTellsSizeModelAndModes() {
        command(0x1F0, 0xEC, 0, 0);
        assertEquals(DATA, bus.read(0x1F7, 1));
        byte[] data = readData(0x1F0, 512);
        assertEquals(SECTORS, word(data, 60));
        assertEquals(SECTORS, word(data, 100));
        assertEquals('R' << 8 | 'i', word(data, 27));
        assertEquals(READY, bus.read(0x1F7, 1));
        assertEquals(1, interrupts);
    }

    @Test
    void missingSlaveReadsZero() {
        bus.write(0x1F6, 1, 0xB0);
        assertEquals(0, bus.read(0x1F7, 1));
        bus.write(0x1F7, 1, 0xEC);
        assertEquals(0, bus.read(0x1F7, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0xC4, 0x24, 0x29})
    void everyReadByPioDeliversItsSectors(int code) {
        command(0x1F0, code, 20, 0x105);
        for (int i = 0; i < 20; i++) {
            assertEquals(DATA, bus.read(0x1F7, 1), "sector " + i);
            byte[] sector = readData(0x1F0, 512);
            assertEquals(0x105 + i, word(sector, 0));
        }
        assertEquals(READY, bus.read(0x1F7, 1));
        boolean inBlocks = code == 0xC4 || code == 0x29;
        assertEquals(inBlocks ? 2 : 20, interrupts);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x30, 0xC5, 0x34, 0x39})
    void everyWriteByPioStoresItsSectors(int code) {
        command(0x1F0, code, 20, 7);
        for (int i = 0; i < 20; i++) {
            assertEquals(DATA, bus.read(0x1F7, 1), "sector " + i);
            for (int j = 0; j < 256; j++) {
                bus.write(0x1F0, 2, 0x4000 + i);
            }
        }
        assertEquals(READY, bus.read(0x1F7, 1));
        assertEquals(0x4013, word(disk.bytes, 26 * 256));
        assertEquals(27, word(disk.bytes, 27 * 256));
    }

    @Test
    void chsFindsTheSectorItsGeometrySays() {
        bus.write(0x1F6, 1, 0xA1);
        bus.write(0x1F2, 1, 1);
        bus.write(0x1F3, 1, 5);
        bus.write(0x1F4, 2, 0);
        bus.write(0x1F7, 1, 0x20);
        assertEquals(63 + 4, word(readData(0x1F0, 512), 0));
    }

    @Test
    void fortyEightBitAddressTakesTwoWritesARegister() {
        bus.write(0x1F6, 1, 0x40);
        for (int[] write : new int[][] {{2, 0}, {3, 0}, {4, 0}, {5, 0}, {2, 1}, {3, 9}, {4, 1}}) {
            bus.write(0x1F0 + write[0], 1, write[1]);
        }
        bus.write(0x1F5, 1, 0);
        bus.write(0x1F7, 1, 0x24);
        assertEquals(0x109, word(readData(0x1F0, 512), 0));
        bus.write(0x3F6, 1, 0x80);
        assertEquals(0, bus.read(0x1F3, 1));
        bus.write(0x3F6, 1, 0);
        assertEquals(9, bus.read(0x1F3, 1));
    }

    @Test
    void addressOutsideTheDiskIsNotFound() {
        command(0x1F0, 0x20, 1, SECTORS);
        assertEquals(READY | 1, bus.read(0x1F7, 1));
        assertEquals(0x10, bus.read(0x1F1, 1));
        command(0x1F0, 0x20, 2, SECTORS - 1);
        readData(0x1F0, 512);
        assertEquals(READY | 1, bus.read(0x1F7, 1));
    }

    @Test
    void sectorThatCannotBeReadIsUncorrectableAndToldByNumber() {
        disk.broken = 12;
        command(0x1F0, 0x20, 4, 10);
        readData(0x1F0, 1024);
        assertEquals(READY | 1, bus.read(0x1F7, 1));
        assertEquals(0x40, bus.read(0x1F1, 1));
        assertEquals(12, bus.read(0x1F3, 1));
    }

    @Test
    void sectorThatCannotBeWrittenIsADeviceFault() {
        disk.broken = 0;
        command(0x1F0, 0x30, 1, 10);
        for (int j = 0; j < 256; j++) {
            bus.write(0x1F0, 2, 0);
        }
        assertEquals(READY | 0x21, bus.read(0x1F7, 1));
    }

    @Test
    void unknownCommandsAreAborted() {
        command(0x1F0, 0xFF, 0, 0);
        assertEquals(READY | 1, bus.read(0x1F7, 1));
        assertEquals(4, bus.read(0x1F1, 1));
    }

    @Test
    void interruptFallsWithStatusNotWithAlternateStatusAndCanBeOff() {
        command(0x1F0, 0xE7, 0, 0);
        assertEquals(READY, bus.read(0x3F6, 1));
        assertEquals(true, line);
        bus.read(0x1F7, 1);
        assertEquals(false, line);
        bus.write(0x3F6, 1, 2);
        command(0x1F0, 0xE7, 0, 0);
        assertEquals(1, interrupts);
    }

    @Test
    void softResetLeavesTheSignature() {
        command(0x1F0, 0x20, 9, 9);
        bus.write(0x3F6, 1, 4);
        bus.write(0x3F6, 1, 0);
        assertEquals(1, bus.read(0x1F2, 1));
        assertEquals(1, bus.read(0x1F3, 1));
        assertEquals(0, bus.read(0x1F4, 2));
        assertEquals(READY, bus.read(0x1F7, 1));
        bus.write(0x376, 1, 4);
        bus.write(0x376, 1, 0);
        assertEquals(0x14, bus.read(0x174, 1));
        assertEquals(0xEB, bus.read(0x175, 1));
    }

    private void entry(int index, long address, int bytes, boolean last) {
        ram.writeNumber(0x100 + 8L * index, 4, address);
        ram.writeNumber(0x104 + 8L * index, 4, bytes | (last ? 0x80000000L : 0));
    }

    private void startDma(int channel, boolean in) {
        bus.write(channel + 4, 4, 0x100);
        bus.write(channel + 2, 1, 6);
        bus.write(channel, 1, in ? 9 : 1);
    }

    @Test
    void busMasterScattersAReadOverItsTable() {
        entry(0, 0x1000, 0x300, false);
        entry(1, 0x8000, 0x100, true);
        command(0x1F0, 0xC8, 2, 30);
        assertEquals(0, interrupts);
        startDma(0xC000, true);
        assertEquals(4, bus.read(0xC002, 1) & 7);
        assertEquals(1, interrupts);
        assertEquals(30, ram.readNumber(0x1000, 2));
        assertEquals(31, ram.readNumber(0x1200, 2));
        byte[] expected = Arrays.copyOfRange(disk.bytes, 31 * 512 + 0x100, 32 * 512);
        assertArrayEquals(expected, ram.slice(0x8000, 0x100));
    }

    @Test
    void busMasterGathersAWrite() {
        ram.writeNumber(0x1000, 2, 0xBEEF);
        entry(0, 0x1000, 0, true);
        startDma(0xC000, false);
        command(0x1F0, 0x35, 128, 0);
        assertEquals(0xBEEF, word(disk.bytes, 0));
        assertEquals(0, word(disk.bytes, 127 * 256));
        assertEquals(128, word(disk.bytes, 128 * 256));
        assertEquals(4, bus.read(0xC002, 1) & 7);
    }

    @Test
    void tableShorterThanTheTransferIsAnError() {
        entry(0, 0x1000, 0x200, true);
        command(0x1F0, 0xC8, 2, 30);
        startDma(0xC000, true);
        assertEquals(6, bus.read(0xC002, 1) & 7);
        assertEquals(READY | 1, bus.read(0x1F7, 1));
    }

    @Test
    void functionThatIsNoBusMasterMovesNothing() {
        pci.write(9, 4, 2, 1);
        entry(0, 0x1000, 0x200, true);
        command(0x1F0, 0xC8, 1, 30);
        startDma(0xC000, true);
        assertEquals(0, ram.readNumber(0x1000, 2));
    }

    @Test
    void dmaOutsideMemoryIsIgnoredAndReadsOnes() {
        entry(0, 0xF0000000L, 0x200, true);
        command(0x1F0, 0xC8, 1, 30);
        startDma(0xC000, true);
        assertEquals(4, bus.read(0xC002, 1) & 7);
        bus.write(0xC000, 1, 0);
        command(0x1F0, 0xCA, 1, 30);
        startDma(0xC000, false);
        assertEquals(0xFFFF, word(disk.bytes, 30 * 256));
    }

    private void packet(int features, int limit, int... bytes) {
        bus.write(0x176, 1, 0xA0);
        bus.write(0x171, 1, features);
        bus.write(0x174, 1, limit & 0xFF);
        bus.write(0x175, 1, limit >> 8);
        bus.write(0x177, 1, 0xA0);
        assertEquals(1, bus.read(0x172, 1));
        for (int i = 0; i < 12; i += 2) {
            int low = i < bytes.length ? bytes[i] : 0;
            int high = i + 1 < bytes.length ? bytes[i + 1] : 0;
            bus.write(0x170, 2, low | high << 8);
        }
    }

    @Test
    void capacityIsInBlocksOf2048() {
        packet(0, 8, 0x25);
        assertEquals(2, bus.read(0x172, 1));
        byte[] data = readData(0x170, 8);
        assertEquals(99, data[3]);
        assertEquals(8, data[6]);
        assertEquals(3, bus.read(0x172, 1));
        assertEquals(READY, bus.read(0x177, 1));
    }

    @Test
    void blocksComeInPartsOfTheByteLimit() {
        packet(0, 2048, 0x28, 0, 0, 0, 0, 5, 0, 0, 2);
        assertEquals(2048, bus.read(0x174, 1) | bus.read(0x175, 1) << 8);
        assertEquals(20, word(readData(0x170, 2048), 0));
        assertEquals(24, word(readData(0x170, 2048), 0));
        assertEquals(READY, bus.read(0x177, 1));
    }

    @Test
    void blocksComeByBusMaster() {
        entry(0, 0x2000, 4096, true);
        packet(1, 0, 0xA8, 0, 0, 0, 0, 5, 0, 0, 0, 2);
        startDma(0xC008, true);
        assertEquals(4, bus.read(0xC00A, 1) & 7);
        assertEquals(24, ram.readNumber(0x2800, 2));
    }

    @Test
    void badPacketTellsItsSense() {
        packet(0, 8, 0xFF);
        assertEquals(READY | 1, bus.read(0x177, 1));
        assertEquals(0x54, bus.read(0x171, 1));
        packet(0, 18, 0x03, 0, 0, 0, 18);
        byte[] sense = readData(0x170, 18);
        assertEquals(5, sense[2]);
        assertEquals(0x20, sense[12]);
    }

    @Test
    void tocHasOneTrackAndTheLeadOut() {
        packet(0, 20, 0x43, 0, 0, 0, 0, 0, 0, 0, 20);
        byte[] toc = readData(0x170, 20);
        assertEquals(1, toc[2]);
        assertEquals(1, toc[6]);
        assertEquals(0xAA, toc[14] & 0xFF);
        assertEquals(100, toc[19]);
    }

    @Test
    void identifyOnACdIsAbortedWithTheSignature() {
        bus.write(0x176, 1, 0xA0);
        bus.write(0x177, 1, 0xEC);
        assertEquals(1, bus.read(0x177, 1) & 1);
        assertEquals(0x14, bus.read(0x174, 1));
        bus.write(0x177, 1, 0xA1);
        assertEquals(0x85C0, word(readData(0x170, 512), 0));
    }
}
