package dev.ringside.engine.vmm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The ACPI tables of the `pc` profile (ACPI Specification 6.5, chapter 5): FACS, DSDT, FADT, MADT,
/// HPET, RSDT, XSDT in one block of bytes, addresses in them counted from the block's beginning
/// until [#at] or firmware ([AcpiLoaderScript]) moves them.
final class AcpiTables {
    /// Where the built-in BIOS has the root pointer and the block, inside its ROM.
    static final long RSDP_ADDRESS = 0xF1000;

    static final long ADDRESS = 0xF1040;
    static final int RSDP_SIZE = 36;
    static final int CHECKSUM = 9;

    private static final int CAPACITY = 0x3000;
    private static final int SCI = 9;
    private static final int PM_BASE = 0x600;
    private static final long LOCAL_APIC = 0xFEE00000L;
    private static final long IO_APIC = 0xFEC00000L;
    private static final long HPET = 0xFED00000L;

    /// MADT: polarity high, level-triggered (table 5.26).
    private static final int LEVEL_HIGH = 0x0D;

    /// FADT: WBINVD, C1, no fixed power and sleep buttons, RTC not in fixed space, reset register.
    private static final int FADT_FLAGS = 1 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 10;

    private final ByteBuffer out = ByteBuffer.allocate(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Pointer> pointers = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final int rsdt;
    private final int xsdt;

    /// A field that holds an address in the block.
    record Pointer(int offset, int size) {}

    /// A table that needs a checksum.
    record Table(int offset, int length) {}

    AcpiTables(int vcpus) {
        int facs = facs();
        int dsdt = dsdt();
        int[] described = {fadt(facs, dsdt), madt(vcpus), hpet()};
        rsdt = rootTable("RSDT", 1, 4, described);
        xsdt = rootTable("XSDT", 1, 8, described);
    }

    /// Offset of the RSDT in the block.
    int rsdt() {
        return rsdt;
    }

    int xsdt() {
        return xsdt;
    }

    List<Pointer> pointers() {
        return List.copyOf(pointers);
    }

    List<Table> tables() {
        return List.copyOf(tables);
    }

    /// The block as it is, addresses counted from its beginning and checksums zero.
    byte[] block() {
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }

    /// The block for a place in memory.
    byte[] at(long address) {
        ByteBuffer block = ByteBuffer.wrap(block()).order(ByteOrder.LITTLE_ENDIAN);
        for (Pointer pointer : pointers) {
            int offset = pointer.offset();
            if (pointer.size() == 4) {
                block.putInt(offset, block.getInt(offset) + (int) address);
            } else {
                block.putLong(offset, block.getLong(offset) + address);
            }
        }
        for (Table table : tables) {
            checksum(block.array(), table.offset(), table.length(), table.offset() + CHECKSUM);
        }
        return block.array();
    }

    /// The root pointer (5.2.5.3) for a block at `address`.
    byte[] rsdp(long address) {
        ByteBuffer rsdp = ByteBuffer.wrap(unmovedRsdp()).order(ByteOrder.LITTLE_ENDIAN);
        rsdp.putInt(16, (int) address + rsdt).putLong(24, address + xsdt);
        checksum(rsdp.array(), 0, 20, 8);
        checksum(rsdp.array(), 0, RSDP_SIZE, 32);
        return rsdp.array();
    }

    /// The root pointer for a block at 0, without checksums.
    byte[] unmovedRsdp() {
        ByteBuffer rsdp = ByteBuffer.allocate(RSDP_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        rsdp.put(ascii("RSD PTR ")).put((byte) 0).put(ascii("RINGSD")).put((byte) 2);
        rsdp.putInt(rsdt).putInt(RSDP_SIZE).putLong(xsdt);
        return rsdp.array();
    }

    private static void checksum(byte[] bytes, int start, int length, int at) {
        int sum = 0;
        bytes[at] = 0;
        for (int i = start; i < start + length; i++) {
            sum += bytes[i];
        }
        bytes[at] = (byte) -sum;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private int begin(String signature, int revision) {
        while (out.position() % 8 != 0) {
            out.put((byte) 0);
        }
        int start = out.position();
        out.put(ascii(signature)).putInt(0).put((byte) revision).put((byte) 0);
        out.put(ascii("RINGSD")).put(ascii("RINGSIDE")).putInt(1).put(ascii("RING")).putInt(1);
        return start;
    }

    private int end(int start) {
        int length = out.position() - start;
        out.putInt(start + 4, length);
        tables.add(new Table(start, length));
        return start;
    }

    private void pointer(int offset, int size, int target) {
        pointers.add(new Pointer(offset, size));
        if (size == 4) {
            out.putInt(offset, target);
        } else {
            out.putLong(offset, target);
        }
    }

    /// 64 bytes, aligned to 64, with no checksum (5.2.10).
    private int facs() {
        int start = out.position();
        out.put(ascii("FACS")).putInt(64).position(start + 32);
        out.put((byte) 1).position(start + 64);
        return start;
    }

    private int dsdt() {
        int start = begin("DSDT", 1);
        out.put(AcpiDsdt.aml());
        return end(start);
    }

    /// Revision 3 (5.2.9). Ports as `Piix4Power` has them.
    private int fadt(int facs, int dsdt) {
        int start = begin("FACP", 3);
        out.position(start + 244);
        pointer(start + 36, 4, facs);
        pointer(start + 40, 4, dsdt);
        out.putShort(start + 46, (short) SCI).putInt(start + 48, 0xB2);
        out.put(start + 52, (byte) 0xF1).put(start + 53, (byte) 0xF0);
        out.putInt(start + 56, PM_BASE).putInt(start + 64, PM_BASE + 4);
        out.putInt(start + 76, PM_BASE + 8).putInt(start + 80, PM_BASE + 0xC);
        out.put(start + 88, (byte) 4).put(start + 89, (byte) 2);
        out.put(start + 91, (byte) 4).put(start + 92, (byte) 4);
        out.putShort(start + 96, (short) 0xFFF).putShort(start + 98, (short) 0xFFF);
        out.put(start + 108, (byte) 0x32).putShort(start + 109, (short) 3);
        out.putInt(start + 112, FADT_FLAGS);
        portAddress(start + 116, 8, 0xCF9);
        out.put(start + 128, (byte) 6);
        pointer(start + 132, 8, facs);
        pointer(start + 140, 8, dsdt);
        portAddress(start + 148, 32, PM_BASE);
        portAddress(start + 172, 16, PM_BASE + 4);
        portAddress(start + 208, 32, PM_BASE + 8);
        portAddress(start + 220, 32, PM_BASE + 0xC);
        return end(start);
    }

    /// A generic address in ports (5.2.3.2).
    private void portAddress(int at, int bits, int port) {
        out.put(at, (byte) 1).put(at + 1, (byte) bits).put(at + 3, (byte) (bits / 16 + 1));
        out.putLong(at + 4, port);
    }

    /// Local APICs, the IO APIC, where ISA interrupts differ, NMI on LINT1 (5.2.12).
    private int madt(int vcpus) {
        int start = begin("APIC", 3);
        out.putInt((int) LOCAL_APIC).putInt(1);
        for (int i = 0; i < vcpus; i++) {
            out.put(Aml.bytes(0, 8, i, i)).putInt(1);
        }
        out.put(Aml.bytes(1, 12, 0, 0)).putInt((int) IO_APIC).putInt(0);
        override(0, 2, 0);
        for (int irq : new int[] {5, SCI, 10, 11}) {
            override(irq, irq, LEVEL_HIGH);
        }
        out.put(Aml.bytes(4, 6, 0xFF, 0, 0, 1));
        return end(start);
    }

    private void override(int irq, int interrupt, int flags) {
        out.put(Aml.bytes(2, 10, 0, irq)).putInt(interrupt).putShort((short) flags);
    }

    /// IA-PC HPET Specification 1.0a, 3.2.4.
    private int hpet() {
        int start = begin("HPET", 1);
        out.putInt(0x8086A201).putInt(0x00000000).putLong(HPET);
        out.put((byte) 0).putShort((short) 100).put((byte) 0);
        return end(start);
    }

    private int rootTable(String signature, int revision, int size, int[] described) {
        int start = begin(signature, revision);
        for (int table : described) {
            int at = out.position();
            out.position(at + size);
            pointer(at, size, table);
        }
        return end(start);
    }
}
