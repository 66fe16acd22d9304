package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallDevicesTest {
    private final PioBus bus = new PioBus(line -> {});
    private final List<String> happened = new ArrayList<>();

    @Test
    void port92DrivesA20AndResetsOnARisingEdge() {
        AddressLine20 a20 = new AddressLine20(level -> happened.add("a20 " + level));
        bus.claim("p92", 0x92, 0x92, new Port92(a20, () -> happened.add("reset")));
        assertEquals(2, bus.read(0x92, 1));
        bus.write(0x92, 1, 0);
        assertEquals(0, bus.read(0x92, 1));
        bus.write(0x92, 1, 2);
        bus.write(0x92, 1, 3);
        bus.write(0x92, 1, 3);
        assertEquals(List.of("a20 false", "a20 true", "reset"), happened);
    }

    @Test
    void debugConsolePassesBytesAndShowsItself() {
        bus.claim("e9", 0xE9, 0xE9, new DebugConsole(b -> happened.add("" + (char) b)));
        bus.write(0xE9, 1, 'o');
        bus.write(0xE9, 1, 'k');
        assertEquals(List.of("o", "k"), happened);
        assertEquals(0xE9, bus.read(0xE9, 1));
    }

    @Test
    void debugExitTakesAllWidths() {
        bus.claim("f4", 0xF4, 0xF7, new DebugExit(v -> happened.add("exit " + v)));
        bus.write(0xF4, 1, 0x10);
        bus.write(0xF4, 4, 0x123);
        assertEquals(List.of("exit 16", "exit 291"), happened);
    }

    @Test
    void resetRegisterResetsOnARisingEdge() {
        PciConfig pci = new PciConfig(emptyBus(), () -> happened.add("reset"));
        bus.claim("pci", 0xCF8, 0xCFF, pci);
        bus.write(0xCF9, 1, 2);
        assertTrue(happened.isEmpty());
        bus.write(0xCF9, 1, 6);
        assertEquals(List.of("reset"), happened);
    }

    @Test
    void emptyPciBusReadsAllOnes() {
        bus.claim("pci", 0xCF8, 0xCFF, new PciConfig(emptyBus(), () -> {}));
        bus.write(0xCF8, 4, 0x80001234);
        assertEquals(0x80001234, bus.read(0xCF8, 4));
        assertEquals(-1, bus.read(0xCFC, 4));
        assertEquals(0xFFFF, bus.read(0xCFE, 2));
    }

    private PciBus emptyBus() {
        return new PciBus(bus, new MmioBus(line -> {}));
    }

    @Test
    void powerOffNeedsTheWord() {
        bus.claim("power", 0x8900, 0x8900, new PowerControl(() -> happened.add("off")));
        for (char c : "ShuShutdow".toCharArray()) {
            bus.write(0x8900, 1, c);
        }
        assertTrue(happened.isEmpty());
        bus.write(0x8900, 1, 'n');
        assertEquals(List.of("off"), happened);
    }

    @Test
    void dmaControllersReadBackLowByteFirst() {
        Dma8237 dma = new Dma8237();
        dma.attach(bus);
        bus.write(0x0C, 1, 0);
        bus.write(0x04, 1, 0x34);
        bus.write(0x04, 1, 0x12);
        bus.write(0x0C, 1, 0);
        assertEquals(0x34, bus.read(0x04, 1));
        assertEquals(0x12, bus.read(0x04, 1));
        bus.write(0xD4, 1, 1);
        assertEquals(0xFD, bus.read(0xDE, 1));
        bus.write(0xDA, 1, 0);
        assertEquals(0xFF, bus.read(0xDE, 1));
        bus.write(0x81, 1, 0x55);
        assertEquals(0x55, bus.read(0x81, 1));
        StateWriter out = new StateWriter();
        out.putSection(dma);
        bus.write(0x81, 1, 0);
        new StateReader(out.toByteArray()).getSection(dma);
        assertEquals(0x55, bus.read(0x81, 1));
    }

    @Test
    void interruptModeRegisterReadsBackBehindItsIndex() {
        bus.claim("imcr", 0x22, 0x23, new Imcr());
        bus.write(0x23, 1, 1);
        assertEquals(0xFF, bus.read(0x23, 1));
        bus.write(0x22, 1, 0x70);
        bus.write(0x23, 1, 1);
        assertEquals(1, bus.read(0x23, 1));
    }

    @Test
    void port61GatesTheSpeakerAndToggles() {
        VirtualClock clock = new VirtualClock();
        Pit8254 pit = new Pit8254(clock, new EventQueue(), IrqLine.NONE);
        SystemControlPort port = new SystemControlPort(clock, pit);
        int first = port.read(0) & 0x10;
        clock.skipTo(15_085);
        assertEquals(first ^ 0x10, port.read(0) & 0x10);
        pit.write(3, 0xB0);
        pit.write(2, 100);
        pit.write(2, 0);
        port.write(0, 1);
        assertEquals(0, port.read(0) & 0x20);
        clock.skipTo(clock.now() + 200_000);
        assertEquals(0x20, port.read(0) & 0x20);
        assertFalse(port.speakerOn());
        port.write(0, 3);
        assertTrue(port.speakerOn());
    }

    @Test
    void postCodeReadsBack() {
        PostCode post = new PostCode();
        bus.claim("post", 0x80, 0x80, post);
        bus.write(0x80, 1, 0x42);
        assertEquals(0x42, bus.read(0x80, 1));
        assertEquals(0x42, post.code());
    }

    @Test
    void vgaRegisterFilesReadBack() {
        VgaRegisters vga = new VgaRegisters(new VirtualClock());
        bus.claim("vga", VgaRegisters.FIRST, VgaRegisters.LAST, vga);
        bus.write(0x3D4, 2, 0x070E);
        bus.write(0x3D4, 2, 0x800F);
        assertEquals(0x0780, vga.cursor());
        bus.write(0x3D4, 1, 0x0F);
        assertEquals(0x80, bus.read(0x3D5, 1));
        bus.write(0x3C4, 2, 0x0F02);
        assertEquals(0x0F, bus.read(0x3C5, 1));
        bus.read(0x3DA, 1);
        bus.write(0x3C0, 1, 0x10);
        bus.write(0x3C0, 1, 0x08);
        bus.read(0x3DA, 1);
        bus.write(0x3C0, 1, 0x10);
        assertEquals(0x08, bus.read(0x3C1, 1));
        bus.write(0x3C8, 1, 1);
        for (int i = 1; i <= 3; i++) {
            bus.write(0x3C9, 1, i);
        }
        bus.write(0x3C7, 1, 1);
        assertEquals(1, bus.read(0x3C9, 1));
        assertEquals(2, bus.read(0x3C9, 1));
    }

    @Test
    void vgaProtectsItsTimingAndHidesTheCursor() {
        VgaRegisters vga = new VgaRegisters(new VirtualClock());
        bus.claim("vga", VgaRegisters.FIRST, VgaRegisters.LAST, vga);
        bus.write(0x3D4, 2, 0x0000);
        bus.write(0x3D4, 1, 0);
        assertEquals(0x5F, bus.read(0x3D5, 1));
        assertTrue(vga.cursorVisible());
        bus.write(0x3D4, 2, 0x200A);
        assertFalse(vga.cursorVisible());
    }

    @Test
    void vgaRetraceBitsMoveWithTime() {
        VirtualClock clock = new VirtualClock();
        VgaRegisters vga = new VgaRegisters(clock);
        boolean retrace = false;
        boolean display = false;
        for (int i = 0; i < 2000; i++) {
            clock.skipTo(clock.now() + 10_000);
            int status = vga.read(0x3DA - VgaRegisters.FIRST);
            retrace |= (status & 8) != 0;
            display |= (status & 1) == 0;
        }
        assertTrue(retrace && display);
    }
}
