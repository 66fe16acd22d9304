package dev.ringside.engine.vmm;

import dev.ringside.engine.device.EventQueue;
import dev.ringside.engine.device.I440fx;
import dev.ringside.engine.device.IdeController;
import dev.ringside.engine.device.IsaInterrupts;
import dev.ringside.engine.device.PciBus;
import dev.ringside.engine.device.PciConfig;
import dev.ringside.engine.device.PciFunction;
import dev.ringside.engine.device.Piix3;
import dev.ringside.engine.device.Piix4Power;
import dev.ringside.engine.device.Stateful;
import dev.ringside.engine.device.VgaAdapter;
import dev.ringside.engine.device.VirtioBlock;
import dev.ringside.engine.device.VirtualClock;
import java.util.ArrayList;
import java.util.List;

/// The chipset and what sits on PCI, in the places QEMU's `pc` machine has them:
///
/// ```
/// 00.0 82441FX   01.0 82371SB ISA   01.1 IDE   01.3 82371AB power   02.0 VGA   04.0 and on: virtio
/// ```
///
/// A new function: a `PciFunction` of its own, [#add], and its device among the parts.
final class PciDevices {
    private static final int ISA_BRIDGE = 1;
    private static final int VGA = 2;
    private static final int FIRST_VIRTIO = 4;

    final PciBus bus;
    private final PciConfig config;
    private final Piix3 isaBridge;
    private final Piix4Power power;
    private final List<Stateful> parts = new ArrayList<>();

    PciDevices(
            PcPlatform.Host host,
            PcBuses buses,
            VirtualClock clock,
            EventQueue events,
            IsaInterrupts interrupts,
            Drives drives,
            VgaAdapter display) {
        bus = new PciBus(buses.ports(), buses.memory());
        config = new PciConfig(bus, host::reset);
        isaBridge = new Piix3(interrupts);
        power = new Piix4Power(clock, events, buses.ports(), interrupts.line(9), host::powerOff);
        parts.add(config);
        parts.add(isaBridge);
        parts.add(power);
        add(0, 0, new I440fx(host).function());
        add(ISA_BRIDGE, 0, isaBridge.function());
        add(ISA_BRIDGE, 3, power.function());
        IdeController ide =
                new IdeController(
                        host.dma(), interrupts.line(14), interrupts.line(15), drives.bays());
        ide.attach(buses.ports());
        parts.add(ide);
        add(ISA_BRIDGE, 1, ide.function());
        byte[] rom = drives.videoRom();
        if (rom != null) {
            display.setRom(rom);
        }
        add(VGA, 0, display.function());
        for (int i = 0; i < drives.virtio().size(); i++) {
            VirtioBlock block = new VirtioBlock(drives.virtio().get(i), host.dma(), i);
            parts.add(block);
            add(FIRST_VIRTIO + i, 0, block.function());
        }
        power.attach();
        buses.ports().claim("PCI configuration", 0xCF8, 0xCFF, config);
    }

    private void add(int device, int number, PciFunction function) {
        bus.add(device, number, function, isaBridge);
        parts.add(function);
    }

    /// Everything with a state, the windows' registers included.
    List<Stateful> parts() {
        return parts;
    }
}
