package dev.ringside.engine.vmm;

import dev.ringside.engine.device.FwCfg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Hands the ACPI tables to firmware as QEMU does: two files, and `etc/table-loader` with what to
/// allocate, which addresses to add and which checksums to make. A command has 128 bytes: its
/// number, then file names of 56 bytes and numbers.
final class AcpiLoaderScript {
    private static final String RSDP = "etc/acpi/rsdp";
    private static final String TABLES = "etc/acpi/tables";
    private static final int COMMAND = 128;
    private static final int NAME = 56;
    private static final int ALLOCATE = 1;
    private static final int ADD_POINTER = 2;
    private static final int ADD_CHECKSUM = 3;
    private static final int ZONE_HIGH = 1;
    private static final int ZONE_FSEG = 2;
    private static final int ALIGNMENT = 64;
    private static final int MOST_COMMANDS = 64;

    private final ByteBuffer out =
            ByteBuffer.allocate(MOST_COMMANDS * COMMAND).order(ByteOrder.LITTLE_ENDIAN);
    private int count;

    private AcpiLoaderScript() {}

    /// Puts the three files into `firmware`.
    static void offer(FwCfg firmware, AcpiTables tables) {
        AcpiLoaderScript script = new AcpiLoaderScript();
        script.allocate(RSDP, 16, ZONE_FSEG);
        script.allocate(TABLES, ALIGNMENT, ZONE_HIGH);
        for (AcpiTables.Pointer pointer : tables.pointers()) {
            script.pointer(TABLES, pointer.offset(), pointer.size());
        }
        for (AcpiTables.Table table : tables.tables()) {
            int start = table.offset();
            script.checksum(TABLES, start + AcpiTables.CHECKSUM, start, table.length());
        }
        script.pointer(RSDP, 16, 4);
        script.pointer(RSDP, 24, 8);
        script.checksum(RSDP, 8, 0, 20);
        script.checksum(RSDP, 32, 0, AcpiTables.RSDP_SIZE);
        firmware.file(RSDP, tables.unmovedRsdp());
        firmware.file(TABLES, tables.block());
        firmware.file("etc/table-loader", script.toByteArray());
    }

    private ByteBuffer command(int number) {
        out.position(count++ * COMMAND);
        return out.putInt(number);
    }

    private void name(String file) {
        byte[] bytes = file.getBytes(StandardCharsets.US_ASCII);
        int start = out.position();
        out.put(bytes).position(start + NAME);
    }

    private void allocate(String file, int alignment, int zone) {
        command(ALLOCATE);
        name(file);
        out.putInt(alignment).put((byte) zone);
    }

    private void pointer(String file, int offset, int size) {
        command(ADD_POINTER);
        name(file);
        name(TABLES);
        out.putInt(offset).put((byte) size);
    }

    private void checksum(String file, int at, int start, int length) {
        command(ADD_CHECKSUM);
        name(file);
        out.putInt(at).putInt(start).putInt(length);
    }

    private byte[] toByteArray() {
        byte[] bytes = new byte[count * COMMAND];
        out.get(0, bytes);
        return bytes;
    }
}
