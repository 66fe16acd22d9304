package dev.ringside.engine.vmm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The configuration table for guests that know no ACPI (Intel MultiProcessor Specification 1.4,
/// chapter 4): processors, the ISA and PCI buses, the IO APIC and what is wired to it.
final class MpTable {
    /// Where the built-in BIOS has the floating pointer, inside its ROM; the table follows.
    static final long ADDRESS = 0xF5000;

    private static final int POINTER_SIZE = 16;
    private static final int HEADER = 44;
    private static final int CAPACITY = 0x1000;
    private static final int ISA = 1;
    private static final int PCI = 0;
    private static final int INT = 0;
    private static final int NMI = 1;
    private static final int EXT_INT = 3;

    /// Active high, level-triggered (4.3.4).
    private static final int LEVEL_HIGH = 0x0D;

    private static final int SIGNATURE = 0x600;
    private static final int FEATURES = 0x201;

    private final ByteBuffer out = ByteBuffer.allocate(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    private int entries;

    private MpTable() {}

    /// The floating pointer and the table for [#ADDRESS].
    static byte[] bytes(int vcpus) {
        MpTable table = new MpTable();
        table.pointer();
        table.out.position(POINTER_SIZE + HEADER);
        table.processors(vcpus);
        table.wiring(vcpus);
        return table.finish();
    }

    private void pointer() {
        out.put(ascii("_MP_")).putInt((int) ADDRESS + POINTER_SIZE).put(Aml.bytes(1, 4, 0, 0));
        checksum(0, POINTER_SIZE, 10);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void checksum(int start, int length, int at) {
        int sum = 0;
        out.put(at, (byte) 0);
        for (int i = start; i < start + length; i++) {
            sum += out.get(i);
        }
        out.put(at, (byte) -sum);
    }

    private ByteBuffer entry(int type) {
        entries++;
        return out.put((byte) type);
    }

    private void processors(int vcpus) {
        for (int i = 0; i < vcpus; i++) {
            int flags = i == 0 ? 3 : 1;
            entry(0).put(Aml.bytes(i, 0x14, flags)).putInt(SIGNATURE).putInt(FEATURES).putLong(0);
        }
        entry(1).put((byte) PCI).put(ascii("PCI   "));
        entry(1).put((byte) ISA).put(ascii("ISA   "));
    }

    /// Every ISA interrupt on the pin of its number but IRQ 0, which is on pin 2.
    private void wiring(int apic) {
        entry(2).put(Aml.bytes(apic, 0x11, 1)).putInt(0xFEC00000);
        for (int irq = 0; irq < 16; irq++) {
            boolean level = irq == 5 || irq >= 9 && irq <= 11;
            if (irq != 2) {
                interrupt(3, INT, level ? LEVEL_HIGH : 0, irq, apic, irq == 0 ? 2 : irq);
            }
        }
        interrupt(4, EXT_INT, 0, 0, 0, 0);
        interrupt(4, NMI, 0, 0, 0xFF, 1);
    }

    private void interrupt(int entry, int type, int flags, int irq, int apic, int pin) {
        entry(entry).put(Aml.bytes(type, flags, 0, ISA, irq, apic, pin));
    }

    private byte[] finish() {
        int length = out.position() - POINTER_SIZE;
        int end = out.position();
        out.position(POINTER_SIZE);
        out.put(ascii("PCMP")).putShort((short) length).put(Aml.bytes(4, 0));
        out.put(ascii("RINGSIDE")).put(ascii("VIRTUAL PC  ")).putInt(0).putShort((short) 0);
        out.putShort((short) entries).putInt(0xFEE00000).putInt(0);
        checksum(POINTER_SIZE, length, POINTER_SIZE + 7);
        byte[] bytes = new byte[end];
        out.get(0, bytes);
        return bytes;
    }
}
