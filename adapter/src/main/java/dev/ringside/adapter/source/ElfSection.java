package dev.ringside.adapter.source;

/// A section header of an ELF file (System V ABI, "Sections").
///
/// @param link number of a related section: a symbol table's names
/// @param offset in the file
record ElfSection(
        String name, long type, long flags, long address, long offset, long size, long link) {
    static final int SYMBOLS = 2;
    static final int NO_BITS = 8;
    static final int DYNAMIC_SYMBOLS = 11;

    private static final int ALLOCATED = 0x2;
    private static final int EXECUTABLE = 0x4;
    private static final int COMPRESSED = 0x800;

    /// In memory when the program runs.
    boolean allocated() {
        return (flags & ALLOCATED) != 0;
    }

    boolean executable() {
        return (flags & EXECUTABLE) != 0;
    }

    boolean compressed() {
        return (flags & COMPRESSED) != 0;
    }

    boolean holds(long target) {
        return Long.compareUnsigned(target - address, size) < 0;
    }
}
