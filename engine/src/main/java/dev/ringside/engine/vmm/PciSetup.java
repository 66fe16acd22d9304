package dev.ringside.engine.vmm;

import dev.ringside.engine.device.PciBus;
import dev.ringside.engine.device.PciFunction;

/// What a BIOS does for PCI: gives every window an address, every interrupt pin a line, and turns
/// decoding on.
///
/// ```
/// ports   C000 and up                 memory  FD000000 to FEBFFFFF
/// PIRQ A, B: IRQ 10   C, D: IRQ 11    ACPI registers at 0x600, SMBus at 0x700
/// ```
final class PciSetup {
    private static final int[] ROUTES = {10, 10, 11, 11};
    private static final long MEMORY = 0xFD000000L;
    private static final int PORTS = 0xC000;
    private static final int WINDOWS = 6;
    private static final int COMMAND = 0x04;

    private final PciBus bus;
    private long memory = MEMORY;
    private int ports = PORTS;

    private PciSetup(PciBus bus) {
        this.bus = bus;
    }

    /// Sets up every function of `bus`.
    static void run(PciBus bus) {
        PciSetup setup = new PciSetup(bus);
        bus.functions().forEach(setup::function);
    }

    private void function(int devfn, PciFunction function) {
        for (int window = 0; window < WINDOWS; window++) {
            window(devfn, function, 0x10 + 4 * window);
        }
        int pin = function.read(0x3D, 1);
        if (pin != 0) {
            bus.write(devfn, 0x3C, 1, ROUTES[(devfn >> 3) - 1 + pin - 1 & 3]);
        }
        switch (function.read(0, 4)) {
            case 0x70008086 -> {
                for (int link = 0; link < ROUTES.length; link++) {
                    bus.write(devfn, 0x60 + link, 1, ROUTES[link]);
                }
            }
            case 0x70108086 -> bus.write(devfn, 0x40, 4, 0x80008000);
            case 0x71138086 -> {
                bus.write(devfn, 0x3C, 1, 9);
                bus.write(devfn, 0x40, 4, 0x601);
                bus.write(devfn, 0x80, 1, 1);
                bus.write(devfn, 0x90, 4, 0x701);
                bus.write(devfn, 0xD2, 1, 9);
            }
            default -> {
                // Nothing but windows and interrupt.
            }
        }
        bus.write(devfn, COMMAND, 2, 0x0107 | function.read(COMMAND, 2));
    }

    /// Writes all ones to see the size (PCI Local Bus Specification 3.0, 6.2.5.1), then the place.
    private void window(int devfn, PciFunction function, int register) {
        int flags = function.read(register, 4);
        bus.write(devfn, register, 4, -1);
        int mask = function.read(register, 4);
        if (mask == 0) {
            return;
        }
        if ((flags & 1) != 0) {
            int size = -(mask & 0xFFFC | 0xFFFF0000);
            ports = ports + size - 1 & -size;
            bus.write(devfn, register, 4, ports);
            ports += size;
        } else {
            long size = -(mask & ~15) & 0xFFFFFFFFL;
            memory = memory + size - 1 & -size;
            bus.write(devfn, register, 4, (int) memory);
            memory += size;
        }
    }
}
