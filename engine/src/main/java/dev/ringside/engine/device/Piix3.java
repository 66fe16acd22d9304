package dev.ringside.engine.device;

/// The ISA bridge: Intel 82371SB PIIX3 (290550-002), function 0: it routes PCI's interrupts.
///
/// Registers 60 to 63 (PIRQRC): bit 7 off, bits 3-0 the ISA interrupt that PIRQ A# to D# drive.
/// INTx# of device d comes in at PIRQ (d - 1 + pin) mod 4, as QEMU's and most boards wire it.
public final class Piix3 implements PciBus.Router, Stateful {
    private static final int ROUTES = 0x60;
    private static final int LINKS = 4;
    private static final int OFF = 0x80;

    /// ISA interrupts that may be routed to (3.1, "PIRQx route control").
    private static final int ROUTABLE = 0xDEF8;

    private final PciFunction function =
            new PciFunction("isa bridge", 0x8086, 0x7000, 0x06010000)
                    .subsystem(0x1AF4, 0x1100)
                    .multiFunction();
    private final IrqLine[] isa = new IrqLine[16];

    /// Bit d of an entry: device d pulls that link.
    private final int[] pulled = new int[LINKS];

    public Piix3(IsaInterrupts interrupts) {
        for (int irq = 0; irq < isa.length; irq++) {
            boolean routable = (ROUTABLE >> irq & 1) != 0;
            isa[irq] = routable ? interrupts.line(irq) : IrqLine.NONE;
        }
        function.set(PciFunction.COMMAND, 2, 7)
                .set(ROUTES, 4, 0x80808080)
                .writable(ROUTES, 4, 0x8F8F8F8F)
                .set(0x4C, 1, 0x4D)
                .writable(0x4C, 4, -1)
                .set(0x4E, 1, 0x03)
                .set(0x69, 1, 0x02)
                .writable(0x69, 1, 0xFE)
                .set(0x70, 1, 0x80)
                .set(0x76, 2, 0x0C0C)
                .writable(0x80, 1, 0xFF)
                .set(0xA0, 1, 0x08)
                .set(0xA8, 1, 0x0F)
                .onWrite(this::written);
    }

    public PciFunction function() {
        return function;
    }

    @Override
    public IrqLine wire(int device, int pin) {
        int link = device - 1 + pin - 1 & LINKS - 1;
        int bit = 1 << device;
        return level -> {
            pulled[link] = level ? pulled[link] | bit : pulled[link] & ~bit;
            drive();
        };
    }

    private void written(int offset) {
        if (offset >= ROUTES && offset < ROUTES + LINKS) {
            drive();
        }
    }

    /// One IRQ may be the route of several links.
    private void drive() {
        int high = 0;
        for (int link = 0; link < LINKS; link++) {
            int route = function.read(ROUTES + link, 1);
            if ((route & OFF) == 0 && pulled[link] != 0) {
                high |= 1 << (route & 15);
            }
        }
        for (int irq = 0; irq < isa.length; irq++) {
            isa[irq].set((high >> irq & 1) != 0);
        }
    }

    @Override
    public String stateName() {
        return "piix3";
    }

    @Override
    public void save(StateWriter out) {
        for (int devices : pulled) {
            out.putInt(devices);
        }
    }

    @Override
    public void restore(StateReader in) {
        for (int i = 0; i < LINKS; i++) {
            pulled[i] = in.getInt();
        }
    }
}
