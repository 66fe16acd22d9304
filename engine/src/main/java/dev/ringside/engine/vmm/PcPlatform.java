package dev.ringside.engine.vmm;

import dev.ringside.engine.device.AddressLine20;
import dev.ringside.engine.device.DebugConsole;
import dev.ringside.engine.device.DebugExit;
import dev.ringside.engine.device.Dma8237;
import dev.ringside.engine.device.DmaMemory;
import dev.ringside.engine.device.EventQueue;
import dev.ringside.engine.device.FwCfg;
import dev.ringside.engine.device.Hpet;
import dev.ringside.engine.device.I440fx;
import dev.ringside.engine.device.I8042;
import dev.ringside.engine.device.Imcr;
import dev.ringside.engine.device.IoApic;
import dev.ringside.engine.device.IrqLine;
import dev.ringside.engine.device.IsaInterrupts;
import dev.ringside.engine.device.Mc146818;
import dev.ringside.engine.device.MmioBus;
import dev.ringside.engine.device.PicPair;
import dev.ringside.engine.device.PioBus;
import dev.ringside.engine.device.Pit8254;
import dev.ringside.engine.device.Port92;
import dev.ringside.engine.device.PortDevice;
import dev.ringside.engine.device.PostCode;
import dev.ringside.engine.device.PowerControl;
import dev.ringside.engine.device.StateReader;
import dev.ringside.engine.device.StateWriter;
import dev.ringside.engine.device.Stateful;
import dev.ringside.engine.device.SystemControlPort;
import dev.ringside.engine.device.Uart16550;
import dev.ringside.engine.device.VgaAdapter;
import dev.ringside.engine.device.VgaRegisters;
import dev.ringside.engine.device.VirtualClock;
import dev.ringside.engine.hypervisor.InterruptMessages;
import java.util.ArrayList;
import java.util.List;

/// The devices of the `pc` profile on their ports. A new device: its class in `device`, a field and
/// a claim here, its name in [#parts].
final class PcPlatform {
    /// Where ROMs lie, up to 1 MiB.
    private static final long SHADOW = 0xC0000;

    final VirtualClock clock = new VirtualClock();
    final EventQueue events = new EventQueue();
    final PioBus bus;
    final MmioBus memoryBus;
    final PicPair pics;
    final AddressLine20 a20;
    final I8042 keyboard;
    final VgaAdapter display;
    final VgaRegisters vga;
    final Uart16550 com1;
    final Uart16550 com2;
    private final Pit8254 pit;
    private final SystemControlPort port61;
    private final Mc146818 rtc;
    private final Port92 port92;
    private final PostCode post = new PostCode();
    final PciDevices pci;
    final FwCfg firmware;
    final IoApic ioApic;
    private final Hpet hpet;
    private final Imcr imcr = new Imcr();
    private final Dma8237 dma = new Dma8237();
    private final IrqLine[] isaToPic = new IrqLine[16];
    private final IsaInterrupts interrupts;
    private final PowerControl power;
    private final List<Stateful> parts;
    private byte[] powerOn;

    /// What devices do to the machine around them.
    interface Host extends I440fx.Memory {
        void interruptLineChanged();

        void a20Changed(boolean enabled);

        /// The memory of linear video modes.
        VgaAdapter.FrameBuffer frameBuffer();

        /// What bus masters read and write.
        DmaMemory dma();

        /// A byte written between C0000 and FFFFF that no mapping took.
        void shadowWrite(long address, int value);

        void reset();

        void powerOff();

        void debugExit(int value);

        void serial(int port, int value);

        void debugcon(int value);

        void log(String line);
    }

    /// @param messages the way of interrupts to the local APICs
    PcPlatform(
            Host host,
            InterruptMessages messages,
            long epochSeconds,
            RamLayout layout,
            Drives drives) {
        bus = new PioBus(host::log);
        memoryBus = new MmioBus(host::log);
        pics = new PicPair(host::interruptLineChanged);
        for (int irq = 0; irq < isaToPic.length; irq++) {
            isaToPic[irq] = irq == 2 ? IrqLine.NONE : pics.line(irq);
        }
        ioApic = new IoApic(messages);
        interrupts = new IsaInterrupts(this::interrupt);
        hpet = new Hpet(clock, events, hpetPins(), interrupts.line(0), interrupts.line(8));
        a20 = new AddressLine20(host::a20Changed);
        pit = new Pit8254(clock, events, hpet.intervalInput());
        port61 = new SystemControlPort(clock, pit);
        rtc = new Mc146818(clock, events, hpet.realTimeClockInput(), epochSeconds);
        port92 = new Port92(a20, host::reset);
        keyboard =
                new I8042(clock, events, interrupts.line(1), interrupts.line(12), a20, host::reset);
        com1 = new Uart16550("com1", interrupts.line(4), value -> host.serial(0, value));
        com2 = new Uart16550("com2", interrupts.line(3), value -> host.serial(1, value));
        display = new VgaAdapter(clock, host.frameBuffer(), PcMemory.FRAME_BUFFER_SIZE);
        vga = display.registers();
        pci =
                new PciDevices(
                        host,
                        new PcBuses(bus, memoryBus),
                        clock,
                        events,
                        interrupts,
                        drives,
                        display);
        power = new PowerControl(host::powerOff);
        firmware = new FwCfg(host.dma());
        describeMemory(layout);
        attach(host);
        parts = new ArrayList<>(parts());
        parts.addAll(pci.parts());
        powerOn = save();
    }

    private List<Stateful> parts() {
        return List.of(
                clock,
                events,
                pics.master(),
                pics.slave(),
                pit,
                port61,
                rtc,
                a20,
                port92,
                keyboard,
                com1,
                com2,
                vga,
                display.planes(),
                display.display(),
                post,
                interrupts,
                firmware,
                ioApic,
                hpet,
                imcr,
                dma,
                power);
    }

    /// ISA's wires lead to both kinds of controller; IRQ 0 is at pin 2 of the IO APIC.
    private void interrupt(int irq, boolean level) {
        isaToPic[irq].set(level);
        ioApic.set(irq == 0 ? 2 : irq, level);
    }

    /// Where HPET timers can be routed: the inputs that legacy replacement uses and those no other
    /// device has.
    private IrqLine[] hpetPins() {
        IrqLine[] pins = new IrqLine[IoApic.PINS];
        for (int pin = 0; pin < pins.length; pin++) {
            int number = pin;
            pins[pin] = pin < 16 ? IrqLine.NONE : level -> ioApic.set(number, level);
        }
        pins[2] = interrupts.line(0);
        pins[8] = interrupts.line(8);
        return pins;
    }

    private void attach(Host host) {
        pics.attach(bus);
        bus.claim("8254", 0x40, 0x43, pit);
        keyboard.attach(bus);
        bus.claim("system control", 0x61, 0x61, port61);
        bus.claim("CMOS", 0x70, 0x71, rtc);
        bus.claim("POST code", 0x80, 0x80, post);
        bus.claim("system control A", 0x92, 0x92, port92);
        bus.claim("debug console", 0xE9, 0xE9, new DebugConsole(host::debugcon));
        bus.claim("debug exit", 0xF4, 0xF7, new DebugExit(host::debugExit));
        bus.claim("COM2", 0x2F8, 0x2FF, com2);
        display.attach(bus, memoryBus);
        bus.claim("COM1", 0x3F8, 0x3FF, com1);
        bus.claim("debug console", 0x402, 0x402, new DebugConsole(host::debugcon));
        firmware.attach(bus);
        dma.attach(bus);
        bus.claim("IMCR", 0x22, 0x23, imcr);
        memoryBus.claim("IO APIC", IoApic.ADDRESS, IoApic.ADDRESS + IoApic.SIZE - 1, ioApic);
        memoryBus.claim("HPET", Hpet.ADDRESS, Hpet.ADDRESS + Hpet.SIZE - 1, hpet);
        bus.claim("Bochs power", 0x8900, 0x8900, power);
        memoryBus.claim(
                "ROM",
                SHADOW,
                RamLayout.MIB - 1,
                new PortDevice.ByteDevice() {
                    @Override
                    public int read(int offset) {
                        return 0xFF;
                    }

                    @Override
                    public void write(int offset, int value) {
                        host.shadowWrite(SHADOW + offset, value);
                    }
                });
    }

    /// What a BIOS leaves in CMOS about memory, as QEMU's and Bochs' machines have it: base and
    /// extended KiB, 64 KiB units above 16 MiB and above 4 GiB.
    private void describeMemory(RamLayout layout) {
        rtc.setMemory(0x14, 0x06);
        cmosWord(0x15, 640);
        long extended = Math.min((layout.low() - RamLayout.MIB) / 1024, 0xFFFF);
        cmosWord(0x17, extended);
        cmosWord(0x30, extended);
        cmosWord(0x34, Math.max(0, (layout.low() - 16 * RamLayout.MIB) / 0x10000));
        long high = layout.high() / 0x10000;
        cmosWord(0x5B, high & 0xFFFF);
        rtc.setMemory(0x5D, (int) (high >> 16));
        rtc.setMemory(0x32, 0x20);
    }

    /// Notes in CMOS that drive A is a 1.44 MB floppy.
    void setFloppy() {
        rtc.setMemory(0x10, 0x40);
        rtc.setMemory(0x14, 0x07);
        powerOn = save();
    }

    private void cmosWord(int address, long value) {
        rtc.setMemory(address, (int) value & 0xFF);
        rtc.setMemory(address + 1, (int) (value >> 8) & 0xFF);
    }

    /// Programs the devices as a BIOS does: 8259s at 08h and 70h, the tick, COM1 at 9600 8N1. The
    /// timer comes first: programming it raises IRQ 0, which ICW1 then forgets.
    void initializeForBios() {
        out(0x43, 0x34, 0x40, 0, 0x40, 0);
        out(0x20, 0x11, 0x21, 0x08, 0x21, 0x04, 0x21, 0x01, 0x21, 0xB8);
        out(0xA0, 0x11, 0xA1, 0x70, 0xA1, 0x02, 0xA1, 0x01, 0xA1, 0x8E);
        out(0x3FB, 0x83, 0x3F8, 12, 0x3F9, 0, 0x3FB, 0x03);
        out(0x2FB, 0x83, 0x2F8, 12, 0x2F9, 0, 0x2FB, 0x03);
        out(0x4D0, 0x00, 0x4D1, 0x0C);
        PciSetup.run(pci.bus);
    }

    private void out(int... portsAndValues) {
        for (int i = 0; i < portsAndValues.length; i += 2) {
            bus.write(portsAndValues[i], 1, portsAndValues[i + 1]);
        }
    }

    /// Second of the day by the real-time clock's registers.
    int secondOfDay() {
        int hours = cmos(4);
        int minutes = cmos(2);
        return (hours * 60 + minutes) * 60 + cmos(0);
    }

    private int cmos(int register) {
        bus.write(0x70, 1, register);
        int bcd = bus.read(0x71, 1);
        return (bcd >> 4) * 10 + (bcd & 15);
    }

    /// Takes every device but the clock back to where it was at power-on.
    void reset() {
        StateWriter time = new StateWriter();
        clock.save(time);
        restore(powerOn);
        clock.restore(new StateReader(time.toByteArray()));
    }

    /// The state of all devices.
    byte[] save() {
        StateWriter out = new StateWriter();
        parts.forEach(out::putSection);
        return out.toByteArray();
    }

    /// Takes over what [#save] wrote.
    void restore(byte[] state) {
        StateReader in = new StateReader(state);
        parts.forEach(in::getSection);
        pci.bus.remap();
    }
}
