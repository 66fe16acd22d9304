package dev.ringside.engine.vmm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Writes the Multiboot 2 boot information (Multiboot2 Specification 2.0, 3.6), tag by tag.
final class Multiboot2Info {
    private static final int COMMAND_LINE = 1;
    private static final int LOADER_NAME = 2;
    private static final int MODULE = 3;
    private static final int BASIC_MEMORY = 4;
    private static final int BOOT_DEVICE = 5;
    private static final int MEMORY_MAP = 6;
    private static final int FRAMEBUFFER = 8;
    private static final int ELF_SECTIONS = 9;
    private static final int ACPI_OLD = 14;
    private static final int ACPI_NEW = 15;
    private static final int LOAD_BASE = 21;
    private static final Set<Integer> GIVEN =
            Set.of(
                    COMMAND_LINE,
                    LOADER_NAME,
                    MODULE,
                    BASIC_MEMORY,
                    BOOT_DEVICE,
                    MEMORY_MAP,
                    FRAMEBUFFER,
                    ELF_SECTIONS,
                    ACPI_OLD,
                    ACPI_NEW,
                    LOAD_BASE);

    private static final long TEXT_ADDRESS = 0xB8000;
    private static final int EGA_TEXT = 2;
    private static final int MAP_ENTRY = 24;
    private static final int RSDP_1_SIZE = 20;

    private final ByteBuffer out;

    /// @param capacity bytes that everything needs at most
    Multiboot2Info(int capacity) {
        out = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(0);
    }

    /// Whether a kernel that asks for an information tag can have it.
    static boolean gives(long type) {
        return type <= LOAD_BASE && GIVEN.contains((int) type);
    }

    private void begin(int type, int size) {
        out.putInt(type).putInt(size + 8);
    }

    private void end() {
        while (out.position() % 8 != 0) {
            out.put((byte) 0);
        }
    }

    private void string(int type, byte[] text) {
        begin(type, text.length + 1);
        out.put(text).put((byte) 0);
        end();
    }

    void commandLine(byte[] line) {
        string(COMMAND_LINE, line);
    }

    void loaderName() {
        string(LOADER_NAME, "Ringside".getBytes(StandardCharsets.US_ASCII));
    }

    void module(long start, long size, byte[] line) {
        begin(MODULE, 8 + line.length + 1);
        out.putInt((int) start).putInt((int) (start + size)).put(line).put((byte) 0);
        end();
    }

    void memory(RamLayout layout) {
        begin(BASIC_MEMORY, 8);
        out.putInt((int) (RamLayout.CONVENTIONAL_END / 1024));
        out.putInt((int) ((layout.low() - RamLayout.MIB) / 1024));
        begin(MEMORY_MAP, 8 + layout.map().size() * MAP_ENTRY);
        out.putInt(MAP_ENTRY).putInt(0);
        for (RamLayout.Range range : layout.map()) {
            out.putLong(range.start()).putLong(range.length()).putInt(range.type()).putInt(0);
        }
    }

    /// The first hard disk, no partition.
    void bootDevice() {
        begin(BOOT_DEVICE, 12);
        out.putInt(0x80).putInt(-1).putInt(-1);
        end();
    }

    /// The 80x25 text screen.
    void textScreen() {
        begin(FRAMEBUFFER, 24);
        out.putLong(TEXT_ADDRESS).putInt(2 * BiosVideo.COLUMNS);
        out.putInt(BiosVideo.COLUMNS).putInt(BiosVideo.ROWS);
        out.put((byte) 16).put((byte) EGA_TEXT).putShort((short) 0);
    }

    void elfSections(int count, int entrySize, int nameIndex, byte[] headers) {
        begin(ELF_SECTIONS, 12 + headers.length);
        out.putInt(count).putInt(entrySize).putInt(nameIndex).put(headers);
        end();
    }

    /// Copies of the ACPI root pointer: its first 20 bytes, and all of it.
    void acpi(byte[] rsdp) {
        begin(ACPI_OLD, RSDP_1_SIZE);
        out.put(rsdp, 0, RSDP_1_SIZE);
        end();
        begin(ACPI_NEW, rsdp.length);
        out.put(rsdp);
        end();
    }

    void loadBase(long address) {
        begin(LOAD_BASE, 4);
        out.putInt((int) address);
        end();
    }

    /// The finished structure.
    byte[] toByteArray() {
        begin(0, 0);
        out.putInt(0, out.position());
        return java.util.Arrays.copyOf(out.array(), out.position());
    }
}
