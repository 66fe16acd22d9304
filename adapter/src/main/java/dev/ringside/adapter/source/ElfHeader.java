package dev.ringside.adapter.source;

import java.io.IOException;

/// The header of an ELF file for x86 (System V ABI, "ELF Header"). Offsets are from the file's
/// start, sizes are of one table entry.
///
/// @param wide ELF64
record ElfHeader(
        boolean wide,
        int type,
        long segmentOffset,
        int segmentSize,
        int segmentCount,
        long sectionOffset,
        int sectionSize,
        int sectionCount,
        int sectionNames) {
    private static final int IDENTIFICATION = 16;
    private static final int MACHINE_386 = 3;
    private static final int MACHINE_X86_64 = 62;

    static ElfHeader read(ByteSource source) throws SymbolFormatException, IOException {
        ByteReader in =
                new ByteReader(source.read(0, (int) Math.min(64, source.size())), "ELF header");
        in.seek(4);
        int fileClass = in.u8();
        int order = in.u8();
        if (fileClass != 1 && fileClass != 2) {
            throw new SymbolFormatException("ELF: class %d is none".formatted(fileClass));
        }
        if (order != 1) {
            throw new SymbolFormatException("ELF: not little-endian, so not for x86");
        }
        boolean wide = fileClass == 2;
        in.seek(IDENTIFICATION);
        int type = in.u16();
        int machine = in.u16();
        if (machine != MACHINE_386 && machine != MACHINE_X86_64) {
            throw new SymbolFormatException(
                    "ELF: built for machine %d, not for x86".formatted(machine));
        }
        in.skip(4 + (wide ? 8 : 4)); // version, entry
        long segmentOffset = wide ? in.u64() : in.u32();
        long sectionOffset = wide ? in.u64() : in.u32();
        in.skip(4 + 2); // flags, size of this header
        return new ElfHeader(
                wide,
                type,
                segmentOffset,
                in.u16(),
                in.u16(),
                sectionOffset,
                in.u16(),
                in.u16(),
                in.u16());
    }
}
