package dev.ringside.engine.vmm;

/// The AML of the differentiated system description table: the PCI host bridge with its windows and
/// interrupt routes, and the soft-off state.
final class AcpiDsdt {
    /// Interrupts of PIRQ A to D, as `PciSetup` and other firmware route them.
    private static final int[] ROUTES = {10, 10, 11, 11};

    private static final int SLOTS = 31;
    private static final int PINS = 4;
    private static final long PCI_END = 0xFEBFFFFFL;
    private static final long PCI_START = 0xE0000000L;
    private static final int ENTIRE_RANGE = 3;

    private AcpiDsdt() {}

    static byte[] aml() {
        return Aml.join(Aml.scope("_SB_", bridge()), softOff());
    }

    private static byte[] bridge() {
        return Aml.device(
                "PCI0",
                Aml.name("_HID", Aml.eisaId("PNP0A03")),
                Aml.name("_ADR", Aml.integer(0)),
                Aml.name("_UID", Aml.integer(0)),
                Aml.name("_CRS", windows()),
                Aml.name("_PRT", routes()),
                isaBridge());
    }

    /// What firmware and guests look for in these tables rather than at the ports.
    private static byte[] isaBridge() {
        return Aml.device(
                "ISA_",
                Aml.name("_ADR", Aml.integer(0x10000)),
                isaDevice("RTC_", "PNP0B00", 8, Aml.ports(0x70, 8)),
                isaDevice("KBD_", "PNP0303", 1, Aml.ports(0x60, 1), Aml.ports(0x64, 1)),
                isaDevice("MOU_", "PNP0F13", 12),
                uart(1, 4, 0x3F8),
                uart(2, 3, 0x2F8));
    }

    private static byte[] uart(int number, int irq, int ports) {
        return device(
                "COM" + number,
                "PNP0501",
                irq,
                Aml.name("_UID", Aml.integer(number)),
                Aml.ports(ports, 8));
    }

    private static byte[] isaDevice(String name, String id, int irq, byte[]... ports) {
        return device(name, id, irq, new byte[0], Aml.join(ports));
    }

    private static byte[] device(String name, String id, int irq, byte[] extra, byte[] ports) {
        return Aml.device(
                name,
                Aml.name("_HID", Aml.eisaId(id)),
                extra,
                Aml.name("_CRS", Aml.resources(ports, Aml.irq(irq))));
    }

    private static byte[] windows() {
        return Aml.resources(
                Aml.wordRange(2, 0, 0, 0xFF),
                Aml.ports(0xCF8, 8),
                Aml.wordRange(1, ENTIRE_RANGE, 0, 0xCF7),
                Aml.wordRange(1, ENTIRE_RANGE, 0xD00, 0xFFFF),
                Aml.memoryRange(1, RamLayout.VGA, RamLayout.VGA + RamLayout.VGA_SIZE - 1),
                Aml.memoryRange(0, PCI_START, PCI_END));
    }

    /// Slot `s` turns its pins by `s - 1`: PIRQ A is pin 1 of slot 1.
    private static byte[] routes() {
        byte[][] entries = new byte[SLOTS * PINS][];
        for (int i = 0; i < entries.length; i++) {
            int slot = 1 + i / PINS;
            int pin = i % PINS;
            entries[i] =
                    Aml.packageOf(
                            Aml.integer((long) slot << 16 | 0xFFFF),
                            Aml.integer(pin),
                            Aml.integer(0),
                            Aml.integer(ROUTES[slot - 1 + pin & 3]));
        }
        return Aml.packageOf(entries);
    }

    private static byte[] softOff() {
        byte[] zero = Aml.integer(0);
        return Aml.name("_S5_", Aml.packageOf(zero, zero, zero, zero));
    }
}
