package dev.ringside.engine.vmm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The section headers of an ELF file as a boot loader hands them on: sections that the program
/// headers do not load (symbols, strings, debug information) are put behind the kernel, and their
/// headers tell where.
///
/// @param headers the table, addresses filled in
/// @param copies what to put where: file offset, size and guest-physical address
/// @param end behind the last copy
record ElfSections(
        int count, int entrySize, int nameIndex, byte[] headers, List<Copy> copies, long end) {
    private static final int SHT_NULL = 0;
    private static final int SHT_NOBITS = 8;
    private static final int ALIGNMENT = 16;
    private static final int MAX_COUNT = 512;
    private static final String WHAT = "the ELF section header table";

    /// Bytes of the file to put at `address`.
    record Copy(long address, long offset, long size) {}

    /// Reads the table.
    ///
    /// @param base where the first copy may go
    /// @return null when there is no usable table: a kernel runs without
    static @Nullable ElfSections of(ImageBytes image, boolean wide, long base, RamLayout layout)
            throws ImageException {
        long table = wide ? image.u64(40, WHAT) : image.u32(32, WHAT);
        int entrySize = image.u16(wide ? 58 : 46, WHAT);
        int count = image.u16(wide ? 60 : 48, WHAT);
        int nameIndex = image.u16(wide ? 62 : 50, WHAT);
        boolean usable =
                count > 0
                        && count <= MAX_COUNT
                        && entrySize == (wide ? 64 : 40)
                        && image.holds(table, (long) count * entrySize);
        if (!usable) {
            return null;
        }
        byte[] headers = image.slice(table, (long) count * entrySize, WHAT);
        ByteBuffer buffer = ByteBuffer.wrap(headers).order(ByteOrder.LITTLE_ENDIAN);
        List<Copy> copies = new ArrayList<>();
        long at = base;
        for (int i = 0; i < count; i++) {
            Copy copy = copy(buffer, i * entrySize, wide, at);
            if (copy != null
                    && image.holds(copy.offset(), copy.size())
                    && layout.contains(copy.address(), copy.size())) {
                setAddress(buffer, i * entrySize, wide, copy.address());
                copies.add(copy);
                at = copy.address() + copy.size();
            }
        }
        return new ElfSections(count, entrySize, nameIndex, headers, List.copyOf(copies), at);
    }

    private static @Nullable Copy copy(ByteBuffer buffer, int header, boolean wide, long at) {
        int type = buffer.getInt(header + 4);
        long address = wide ? buffer.getLong(header + 16) : buffer.getInt(header + 12);
        long offset = wide ? buffer.getLong(header + 24) : buffer.getInt(header + 16) & 0xFFFFFFFFL;
        long size = wide ? buffer.getLong(header + 32) : buffer.getInt(header + 20) & 0xFFFFFFFFL;
        if (type == SHT_NULL || type == SHT_NOBITS || address != 0 || size <= 0) {
            return null;
        }
        return new Copy(at + ALIGNMENT - 1 & -ALIGNMENT, offset, size);
    }

    private static void setAddress(ByteBuffer buffer, int header, boolean wide, long address) {
        if (wide) {
            buffer.putLong(header + 16, address);
        } else {
            buffer.putInt(header + 12, (int) address);
        }
    }
}
