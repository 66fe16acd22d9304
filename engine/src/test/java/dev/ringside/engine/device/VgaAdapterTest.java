package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Planes, Bochs' linear modes, and what A0000 shows.
class VgaAdapterTest {
    private final List<String> events = new ArrayList<>();
    private final PioBus ports = new PioBus(line -> {});
    private final MmioBus memory = new MmioBus(line -> {});
    private final PciBus pci = new PciBus(ports, memory);
    private final VgaAdapter adapter =
            new VgaAdapter(
                    new VirtualClock(),
                    new VgaAdapter.FrameBuffer() {
                        @Override
                        public void moved(long address) {
                            events.add("at %x".formatted(address));
                        }

                        @Override
                        public void window(long offset) {
                            events.add("window %d".formatted(offset));
                        }

                        @Override
                        public void clear() {
                            events.add("clear");
                        }
                    },
                    1 << 24);

    VgaAdapterTest() {
        adapter.setRom(new byte[] {0x55, (byte) 0xAA, 1});
        pci.add(2, 0, adapter.function(), (device, pin) -> IrqLine.NONE);
        adapter.attach(ports, memory);
    }

    private void indexed(int port, int index, int value) {
        ports.write(port, 1, index);
        ports.write(port + 1, 1, value);
    }

    /// Four planes at A0000, all of them written.
    private void planar() {
        indexed(0x3C4, 2, 0x0F);
        indexed(0x3C4, 4, 6);
        indexed(0x3CE, 5, 0);
        indexed(0x3CE, 6, 5);
        indexed(0x3CE, 8, 0xFF);
    }

    private void write(int offset, int value) {
        memory.write(0xA0000 + offset, 1, value);
    }

    private int read(int offset) {
        return (int) memory.read(0xA0000 + offset, 1);
    }

    private String planes(int offset) {
        VgaMemory planes = adapter.planes();
        return "%02x %02x %02x %02x"
                .formatted(
                        planes.plane(0, offset),
                        planes.plane(1, offset),
                        planes.plane(2, offset),
                        planes.plane(3, offset));
    }

    @Test
    void mapMaskSaysWhichPlanesAreWrittenAndReadMapWhichIsRead() {
        planar();
        indexed(0x3C4, 2, 5);
        write(7, 0xA5);
        assertEquals("a5 00 a5 00", planes(7));
        indexed(0x3CE, 4, 2);
        assertEquals(0xA5, read(7));
        indexed(0x3CE, 4, 1);
        assertEquals(0, read(7));
    }

    @Test
    void bitMaskKeepsTheLatchesBits() {
        planar();
        write(0, 0xFF);
        read(0);
        indexed(0x3CE, 8, 0x0F);
        write(0, 0x00);
        assertEquals("f0 f0 f0 f0", planes(0));
    }

    @Test
    void setAndResetColourThePlanesAndFunctionsCombine() {
        planar();
        indexed(0x3CE, 0, 0x0A);
        indexed(0x3CE, 1, 0x0F);
        write(0, 0);
        assertEquals("00 ff 00 ff", planes(0));
        indexed(0x3CE, 1, 0);
        indexed(0x3CE, 3, 0x18);
        read(0);
        write(0, 0x3C);
        assertEquals("3c c3 3c c3", planes(0));
        indexed(0x3CE, 3, 0x04);
        write(1, 0x12);
        assertEquals("21 21 21 21", planes(1));
    }

    @Test
    void writeModesOneTwoAndThree() {
        planar();
        write(0, 0x81);
        read(0);
        indexed(0x3CE, 5, 1);
        write(5, 0);
        assertEquals("81 81 81 81", planes(5));
        indexed(0x3CE, 5, 2);
        write(6, 0x09);
        assertEquals("ff 00 00 ff", planes(6));
        indexed(0x3CE, 5, 3);
        indexed(0x3CE, 0, 0x01);
        read(7);
        write(7, 0x18);
        assertEquals("18 00 00 00", planes(7));
    }

    @Test
    void readModeOneComparesColours() {
        planar();
        indexed(0x3C4, 2, 1);
        write(0, 0xF0);
        indexed(0x3CE, 5, 8);
        indexed(0x3CE, 2, 1);
        indexed(0x3CE, 7, 0x0F);
        assertEquals(0xF0, read(0));
        indexed(0x3CE, 7, 0x0E);
        assertEquals(0xFF, read(0));
    }

    @Test
    void oddAndEvenAddressesShareThePlanesInText() {
        planar();
        indexed(0x3C4, 4, 2);
        indexed(0x3C4, 2, 3);
        write(0, 0x41);
        write(1, 0x07);
        assertEquals("41 07 00 00", planes(0));
        indexed(0x3CE, 5, 0x10);
        assertEquals(0x41, read(0));
        assertEquals(0x07, read(1));
    }

    @Test
    void windowAtA0000AnswersOnlyWhereTheVgaMapsIt() {
        indexed(0x3CE, 6, 0x0E);
        write(0, 0x55);
        assertEquals(0xFF, read(0));
        assertEquals("00 00 00 00", planes(0));
    }

    private void display(int register, int value) {
        ports.write(0x1CE, 2, register);
        ports.write(0x1CF, 2, value);
    }

    private int display(int register) {
        ports.write(0x1CE, 2, register);
        return ports.read(0x1D0, 2);
    }

    private void mode(int width, int height, int depth) {
        display(4, 0);
        display(1, width);
        display(2, height);
        display(3, depth);
        display(4, 0x41);
    }

    @Test
    void linearModeTakesItsSizeAndClears() {
        assertEquals(0xB0C5, display(0));
        display(0, 0xB0C0);
        assertEquals(0xB0C0, display(0));
        display(0, 0x1234);
        assertEquals(0xB0C0, display(0));
        mode(800, 600, 32);
        assertTrue(adapter.display().enabled());
        assertFalse(adapter.text());
        assertEquals(3200, adapter.display().pitch());
        assertEquals(800, display(6));
        assertTrue(events.contains("clear"));
        assertEquals(256, display(10));
        display(4, 2);
        assertEquals(2560, display(1));
    }

    @Test
    void bankMovesTheWindow() {
        mode(640, 480, 8);
        display(5, 3);
        assertEquals("window 196608", events.getLast());
        display(5, 256);
        assertEquals(3, display(5));
        display(4, 0);
        assertEquals("window -1", events.getLast());
    }

    @Test
    void modesThatDoNotFitStayOff() {
        mode(2560, 1600, 32);
        assertTrue(adapter.display().enabled());
        mode(2560, 1601, 32);
        assertEquals(1600, display(2));
        mode(0, 0, 32);
        assertFalse(adapter.display().enabled());
    }

    @Test
    void pictureNeverStartsWhereItWouldReachOverTheEnd() {
        mode(1024, 768, 32);
        display(6, 2048);
        display(8, 1024);
        display(9, 1280);
        assertEquals(1280, display(9));
        display(9, 1281);
        assertEquals(1280, display(9));
        display(8, 1025);
        assertEquals(1024, display(8));
        assertEquals(1280L * 8192 + 4096, adapter.display().start());
    }

    @Test
    void chainedModeShowsTheFrameBuffersStart() {
        indexed(0x3CE, 6, 5);
        indexed(0x3C4, 4, 0x0E);
        assertEquals("window 0", events.getLast());
        indexed(0x3C4, 4, 6);
        assertEquals("window -1", events.getLast());
    }

    @Test
    void windowsOnPciShowRegistersRomAndWhereTheBufferLies() {
        pci.write(0x10, 0x10, 4, 0xFD000000);
        pci.write(0x10, 0x18, 4, 0xFEBF0000);
        pci.write(0x10, 0x30, 4, 0xFEBE0001);
        pci.write(0x10, 4, 2, 2);
        assertTrue(events.contains("at fd000000"));
        assertEquals(0xAA55, memory.read(0xFEBE0000L, 2));
        memory.write(0xFEBF0502L, 2, 640);
        assertEquals(640, memory.read(0xFEBF0502L, 2));
        memory.write(0xFEBF0404L, 2, 0x0F02);
        assertEquals(0x0F, adapter.registers().sequencer(2));
    }

    @Test
    void paletteKeepsSixBitsUnlessEightAreAskedFor() {
        ports.write(0x3C8, 1, 0);
        ports.write(0x3C9, 1, 0xFF);
        assertEquals(0x3F, adapter.registers().palette(0, 0));
        display(4, 0x20);
        ports.write(0x3C8, 1, 0);
        ports.write(0x3C9, 1, 0xFF);
        assertEquals(0xFF, adapter.registers().palette(0, 0));
    }

    @Test
    void stateRoundTrips() {
        planar();
        write(3, 0x99);
        mode(640, 480, 16);
        StateWriter out = new StateWriter();
        out.putSection(adapter.planes());
        out.putSection(adapter.display());
        mode(320, 200, 8);
        StateReader in = new StateReader(out.toByteArray());
        in.getSection(adapter.planes());
        in.getSection(adapter.display());
        assertEquals(1280, adapter.display().pitch());
        assertEquals("99 99 99 99", planes(3));
    }
}
