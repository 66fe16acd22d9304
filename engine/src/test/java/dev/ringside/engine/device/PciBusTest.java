package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Configuration mechanism 1, windows and interrupt routing.
class PciBusTest {
    private static final int DEVICE = 3;

    private final PioBus ports = new PioBus(line -> {});
    private final MmioBus memory = new MmioBus(line -> {});
    private final PciBus bus = new PciBus(ports, memory);
    private final List<String> events = new ArrayList<>();
    private final PciFunction function =
            new PciFunction("probe", 0x1234, 0x5678, 0x01060000)
                    .interruptPin(1)
                    .ioBar(0, "ports", 16, new Echo(0x10))
                    .memoryBar(1, "registers", 0x1000, new Echo(0x20))
                    .ramBar(2, "memory", 0x100000, at -> events.add("ram %x".formatted(at)));
    private boolean interrupt;

    PciBusTest() {
        bus.add(DEVICE, 0, function, (device, pin) -> level -> interrupt = level);
        ports.claim("pci", 0xCF8, 0xCFF, new PciConfig(bus, () -> events.add("reset")));
    }

    private record Echo(int base) implements PortDevice {
        @Override
        public int read(int offset, int size) {
            return base + offset;
        }

        @Override
        public void write(int offset, int size, int value) {}
    }

    private void select(int device, int register) {
        ports.write(0xCF8, 4, 0x80000000 | device << 11 | register & 0xFC);
    }

    private int config(int register, int size) {
        select(DEVICE, register);
        return ports.read(0xCFC + (register & 3), size);
    }

    private void setConfig(int register, int size, int value) {
        select(DEVICE, register);
        ports.write(0xCFC + (register & 3), size, value);
    }

    @Test
    void identityReadsInEverySizeAndCannotBeWritten() {
        setConfig(0, 4, 0);
        assertEquals(0x56781234, config(0, 4));
        assertEquals(0x5678, config(2, 2));
        assertEquals(0x06, config(0x0A, 1));
    }

    @Test
    void missingFunctionsAndBusesReadAllOnes() {
        select(DEVICE + 1, 0);
        assertEquals(-1, ports.read(0xCFC, 4));
        ports.write(0xCF8, 4, 0x80010000 | DEVICE << 11);
        assertEquals(-1, ports.read(0xCFC, 4));
        ports.write(0xCF8, 4, DEVICE << 11);
        assertEquals(-1, ports.read(0xCFC, 4));
    }

    @Test
    void allOnesInABarReadBackAsItsSizeAndKind() {
        for (int i = 0; i < 4; i++) {
            setConfig(0x10 + 4 * i, 4, -1);
        }
        assertEquals(0xFFFFFFF1, config(0x10, 4));
        assertEquals(0xFFFFF000, config(0x14, 4));
        assertEquals(0xFFF00008, config(0x18, 4));
        assertEquals(0, config(0x1C, 4));
    }

    @Test
    void windowsOpenMoveAndCloseWithBarAndCommand() {
        setConfig(0x10, 4, 0xC000);
        assertEquals(0xFF, ports.read(0xC001, 1));
        setConfig(4, 2, 3);
        assertEquals(0x11, ports.read(0xC001, 1));
        setConfig(0x10, 4, 0xD000);
        assertEquals(0xFF, ports.read(0xC001, 1));
        assertEquals(0x12, ports.read(0xD002, 1));
        setConfig(0x14, 4, 0xE0000000);
        assertEquals(0x24, memory.read(0xE0000004L, 1));
        setConfig(4, 2, 0);
        assertEquals(0xFF, ports.read(0xD002, 1));
        assertEquals(0xFF, memory.read(0xE0000004L, 1));
    }

    @Test
    void memoryWindowTellsWhereItLies() {
        setConfig(0x18, 4, 0xFD000000);
        setConfig(4, 2, 2);
        setConfig(0x18, 4, 0xFD100000);
        setConfig(4, 2, 0);
        assertEquals(List.of("ram fd000000", "ram -1", "ram fd100000", "ram -1"), fixed());
    }

    private List<String> fixed() {
        return events.stream().map(e -> e.replace("ffffffffffffffff", "-1")).toList();
    }

    @Test
    void windowOverFixedPortsStaysBehindThem() {
        ports.claim("fixed", 0xC004, 0xC004, new Echo(0x77));
        setConfig(0x10, 4, 0xC000);
        setConfig(4, 2, 1);
        assertEquals(0x77, ports.read(0xC004, 1));
        assertEquals(0x15, ports.read(0xC005, 1));
        setConfig(4, 2, 0);
        assertEquals(0x77, ports.read(0xC004, 1));
    }

    @Test
    void interruptFollowsTheDisableBitAndShowsInStatus() {
        function.setInterrupt(true);
        assertTrue(interrupt);
        assertEquals(8, config(6, 1) & 8);
        setConfig(4, 2, 0x400);
        assertFalse(interrupt);
        setConfig(4, 2, 0);
        assertTrue(interrupt);
        function.setInterrupt(false);
        assertFalse(interrupt);
    }

    @Test
    void savedWindowsReopen() {
        setConfig(0x10, 4, 0xC000);
        setConfig(4, 2, 1);
        StateWriter out = new StateWriter();
        out.putSection(function);
        setConfig(4, 2, 0);
        new StateReader(out.toByteArray()).getSection(function);
        bus.remap();
        assertEquals(0x11, ports.read(0xC001, 1));
    }

    @Test
    void resetRegisterPullsResetOnARisingBit() {
        ports.write(0xCF9, 1, 2);
        assertEquals(2, ports.read(0xCF9, 1));
        ports.write(0xCF9, 1, 6);
        assertEquals(List.of("reset"), events);
    }
}
