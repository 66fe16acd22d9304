package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class FwCfgTest {
    private final GuestRam ram = new GuestRam(0x1000);
    private final FwCfg config = new FwCfg(ram);
    private final PioBus bus = new PioBus(line -> {});

    FwCfgTest() {
        config.attach(bus);
        config.number(FwCfg.CPU_COUNT, 2, 3);
        config.file("etc/test", "hello".getBytes(StandardCharsets.US_ASCII));
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) bus.read(0x511, 1));
        }
        return text.toString();
    }

    private void select(int key) {
        bus.write(0x510, 2, key);
    }

    @Test
    void signatureFeaturesAndNumbersReadByteByByte() {
        select(0);
        assertEquals("QEMU", text(4));
        select(1);
        assertEquals(3, bus.read(0x511, 1));
        select(FwCfg.CPU_COUNT);
        assertEquals(3, bus.read(0x511, 1) | bus.read(0x511, 1) << 8);
        assertEquals(0, bus.read(0x511, 1));
    }

    @Test
    void directoryNamesFilesBigEndian() {
        select(0x19);
        assertEquals("\0\0\0\1", text(4));
        assertEquals("\0\0\0\5", text(4));
        assertEquals("\0\40\0\0", text(4));
        assertEquals("etc/test\0", text(9));
        select(0x20);
        assertEquals("hello\0", text(6));
    }

    /// A request at 0x100.
    private int request(int control, int length, int address) {
        for (int i = 0; i < 4; i++) {
            ram.bytes[0x100 + i] = (byte) (control >>> 24 - 8 * i);
            ram.bytes[0x104 + i] = (byte) (length >>> 24 - 8 * i);
            ram.bytes[0x108 + i] = 0;
            ram.bytes[0x10C + i] = (byte) (address >>> 24 - 8 * i);
        }
        bus.write(0x518, 4, Integer.reverseBytes(0x100));
        return ram.bytes[0x103] | ram.bytes[0x100] | ram.bytes[0x101] | ram.bytes[0x102];
    }

    @Test
    void dmaSelectsSkipsAndReads() {
        assertEquals(0x554D4551, bus.read(0x514, 4));
        assertEquals(0, request(0x20 << 16 | 8 | 4, 1, 0));
        assertEquals(0, request(2, 6, 0x200));
        assertArrayEquals("ello\0\0".getBytes(StandardCharsets.US_ASCII), ram.slice(0x200, 6));
    }

    @Test
    void dmaWritesAreRefused() {
        assertEquals(1, request(0x20 << 16 | 8 | 16, 4, 0x200));
    }

    @Test
    void dmaOutsideMemoryAndOfAnyLengthIsHarmless() {
        request(0x20 << 16 | 8 | 2, -1, 0x7FFFFFF0);
        assertEquals(0, request(0x20 << 16 | 8 | 2, -1, 0xFFE));
        assertArrayEquals("he".getBytes(StandardCharsets.US_ASCII), ram.slice(0xFFE, 2));
        bus.write(0x514, 4, -1);
        bus.write(0x518, 4, -1);
    }
}
