package dev.ringside.engine.vmm;

import java.util.ArrayList;
import java.util.List;

/// The header and program headers of an ELF executable for x86 (System V ABI, "Object files";
/// "Program header").
///
/// @param wide ELF64
/// @param entry virtual, as the header says
/// @param segments PT_LOAD with something in memory, in file order
record ElfFile(boolean wide, int machine, long entry, List<Segment> segments) {
    private static final int EM_386 = 3;
    private static final int EM_X86_64 = 62;
    private static final int ET_EXEC = 2;
    private static final int ET_DYN = 3;
    private static final int PT_LOAD = 1;
    private static final int PF_X = 1;
    private static final int PF_W = 2;
    private static final int PF_R = 4;

    /// A PT_LOAD.
    ///
    /// @param index in the program header table
    record Segment(
            int index,
            long offset,
            long virtualAddress,
            long physicalAddress,
            long fileSize,
            long memorySize,
            int flags) {

        String permissions() {
            return ((flags & PF_R) != 0 ? "r" : "-")
                    + ((flags & PF_W) != 0 ? "w" : "-")
                    + ((flags & PF_X) != 0 ? "x" : "-");
        }
    }

    /// Whether the file begins as ELF does.
    static boolean matches(byte[] head) {
        return head.length >= 4
                && head[0] == 0x7F
                && head[1] == 'E'
                && head[2] == 'L'
                && head[3] == 'F';
    }

    /// @throws ImageException no executable for this machine, or damaged
    static ElfFile parse(ImageBytes image) throws ImageException {
        image.need(0, 52, "the ELF header");
        if (!matches(image.array())) {
            throw image.error("not an ELF file; use --boot auto, or flat for raw bytes.");
        }
        int elfClass = image.u8(4, "the ELF header");
        if (elfClass != 1 && elfClass != 2 || image.u8(5, "the ELF header") != 1) {
            throw image.error(
                    "ELF class %d, byte order %d: only little-endian ELF32 and ELF64 run on x86."
                            .formatted(elfClass, image.u8(5, "the ELF header")));
        }
        boolean wide = elfClass == 2;
        image.need(0, wide ? 64 : 52, "the ELF header");
        int type = image.u16(16, "the ELF header");
        int machine = image.u16(18, "the ELF header");
        if (machine != EM_386 && machine != EM_X86_64) {
            throw image.error(
                    "built for machine %d; build it for i386 (3) or x86-64 (62)."
                            .formatted(machine));
        }
        if (type != ET_EXEC && type != ET_DYN) {
            throw image.error(
                    "ELF type %d is no executable; link it (ld -T your.ld -o kernel.elf)."
                            .formatted(type));
        }
        long entry = wide ? image.u64(24, "the ELF header") : image.u32(24, "the ELF header");
        return new ElfFile(wide, machine, entry, programHeaders(image, wide));
    }

    private static List<Segment> programHeaders(ImageBytes image, boolean wide)
            throws ImageException {
        long table = wide ? image.u64(32, "the ELF header") : image.u32(28, "the ELF header");
        int size = image.u16(wide ? 54 : 42, "the ELF header");
        int count = image.u16(wide ? 56 : 44, "the ELF header");
        int expected = wide ? 56 : 32;
        if (count > 0 && size != expected) {
            throw image.error(
                    "program headers of %d bytes where %d belong; the ELF header is damaged."
                            .formatted(size, expected));
        }
        image.need(table, (long) count * size, "the program header table");
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Segment segment = segment(image, wide, table + (long) i * size, i);
            if (segment != null) {
                segments.add(segment);
            }
        }
        if (segments.isEmpty()) {
            throw image.error(
                    "no PT_LOAD program header, so nothing to load; link it as an executable.");
        }
        return segments;
    }

    private static @org.jspecify.annotations.Nullable Segment segment(
            ImageBytes image, boolean wide, long at, int index) throws ImageException {
        String what = "program header " + index;
        Segment segment =
                wide
                        ? new Segment(
                                index,
                                image.u64(at + 8, what),
                                image.u64(at + 16, what),
                                image.u64(at + 24, what),
                                image.u64(at + 32, what),
                                image.u64(at + 40, what),
                                (int) image.u32(at + 4, what))
                        : new Segment(
                                index,
                                image.u32(at + 4, what),
                                image.u32(at + 8, what),
                                image.u32(at + 12, what),
                                image.u32(at + 16, what),
                                image.u32(at + 20, what),
                                (int) image.u32(at + 24, what));
        if (image.u32(at, what) != PT_LOAD || segment.memorySize() == 0) {
            return null;
        }
        if (Long.compareUnsigned(segment.fileSize(), segment.memorySize()) > 0) {
            throw image.error(
                    "%s has more bytes in the file (0x%x) than in memory (0x%x); the file is damaged."
                            .formatted(what, segment.fileSize(), segment.memorySize()));
        }
        image.need(segment.offset(), segment.fileSize(), what);
        return segment;
    }

    /// The physical address behind a virtual one: by the segment that holds it, else unchanged.
    long physical(long virtual) {
        for (Segment segment : segments) {
            long into = virtual - segment.virtualAddress();
            if (Long.compareUnsigned(into, segment.memorySize()) < 0) {
                return segment.physicalAddress() + into;
            }
        }
        return virtual;
    }

    /// The format for a person.
    String format() {
        return (wide ? "ELF64 " : "ELF32 ") + (machine == EM_386 ? "i386" : "x86-64");
    }
}
