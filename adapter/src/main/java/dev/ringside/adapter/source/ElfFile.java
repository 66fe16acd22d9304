package dev.ringside.adapter.source;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The headers of a 32- or 64-bit ELF file for x86, and its sections' contents on demand.
final class ElfFile {
    private static final int MAXIMUM_HEADERS = 100_000;
    private static final int NUMBER_IN_SECTION_ZERO = 0xFFFF;
    private static final int RELOCATABLE = 1;

    private final ByteSource source;
    private final boolean wide;
    private final int type;
    private final List<ElfSection> sections = new ArrayList<>();
    private final List<ElfSegment> segments = new ArrayList<>();

    private ElfFile(ByteSource source, ElfHeader header) {
        this.source = source;
        this.wide = header.wide();
        this.type = header.type();
    }

    /// Whether a file begins as ELF files do.
    static boolean looksLike(byte[] start) {
        return start.length >= 4
                && start[0] == 0x7F
                && start[1] == 'E'
                && start[2] == 'L'
                && start[3] == 'F';
    }

    static ElfFile read(ByteSource source) throws SymbolFormatException, IOException {
        ElfHeader header = ElfHeader.read(source);
        ElfFile file = new ElfFile(source, header);
        file.readSegments(header);
        file.readSections(header);
        return file;
    }

    boolean wide() {
        return wide;
    }

    /// An object file: addresses come only when it is linked.
    boolean relocatable() {
        return type == RELOCATABLE;
    }

    List<ElfSection> sections() {
        return sections;
    }

    List<ElfSegment> segments() {
        return segments;
    }

    /// The segments that are in memory when the program runs.
    List<ElfSegment> loaded() {
        return segments.stream()
                .filter(segment -> segment.type() == ElfSegment.LOAD)
                .limit(Limits.PARTS)
                .toList();
    }

    Optional<ElfSection> section(String name) {
        return sections.stream().filter(section -> section.name().equals(name)).findFirst();
    }

    private void readSegments(ElfHeader header) throws SymbolFormatException, IOException {
        int size = wide ? 56 : 32;
        if (header.segmentCount() == 0) {
            return;
        }
        long length = (long) header.segmentCount() * header.segmentSize();
        byte[] table = range(header.segmentOffset(), length, "program headers");
        for (int i = 0; i < header.segmentCount() && header.segmentSize() >= size; i++) {
            ByteReader in = new ByteReader(table, "program headers");
            in.seek((long) i * header.segmentSize());
            segments.add(segment(in));
        }
    }

    private ElfSegment segment(ByteReader in) throws SymbolFormatException {
        long kind = in.u32();
        long flags = wide ? in.u32() : 0;
        long offset = word(in);
        long virtualAddress = word(in);
        long physicalAddress = word(in);
        long fileSize = word(in);
        long memorySize = word(in);
        if (!wide) {
            flags = in.u32();
        }
        boolean executable = (flags & 1) != 0;
        return new ElfSegment(
                kind, executable, offset, virtualAddress, physicalAddress, fileSize, memorySize);
    }

    private void readSections(ElfHeader header) throws SymbolFormatException, IOException {
        int size = wide ? 64 : 40;
        if (header.sectionOffset() == 0 || header.sectionSize() < size) {
            return;
        }
        ElfSection zero = sectionAt(header, 0);
        // With 65,280 sections or more the counts stand in section 0.
        long count = header.sectionCount() == 0 ? zero.size() : header.sectionCount();
        int names = header.sectionNames();
        long namesIndex = names == NUMBER_IN_SECTION_ZERO ? zero.link() : names;
        if (count < 0 || count > MAXIMUM_HEADERS) {
            throw new SymbolFormatException("ELF: %d section headers".formatted(count));
        }
        byte[] table =
                range(header.sectionOffset(), count * header.sectionSize(), "section headers");
        List<ElfSection> nameless = new ArrayList<>();
        List<Long> nameOffsets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteReader in = new ByteReader(table, "section headers");
            in.seek((long) i * header.sectionSize());
            nameOffsets.add(in.u32());
            nameless.add(section(in, ""));
        }
        byte[] texts = namesIndex < count ? contents(nameless.get((int) namesIndex)) : new byte[0];
        for (int i = 0; i < count; i++) {
            sections.add(named(nameless.get(i), texts, nameOffsets.get(i)));
        }
    }

    private static ElfSection named(ElfSection section, byte[] texts, long offset) {
        String name = ElfSymbols.name(texts, offset);
        return new ElfSection(
                name,
                section.type(),
                section.flags(),
                section.address(),
                section.offset(),
                section.size(),
                section.link());
    }

    private ElfSection sectionAt(ElfHeader header, int index)
            throws SymbolFormatException, IOException {
        long offset = header.sectionOffset() + (long) index * header.sectionSize();
        byte[] bytes = range(offset, header.sectionSize(), "section headers");
        ByteReader in = new ByteReader(bytes, "section header");
        in.skip(4);
        return section(in, "");
    }

    private ElfSection section(ByteReader in, String name) throws SymbolFormatException {
        long kind = in.u32();
        long flags = word(in);
        long address = word(in);
        long offset = word(in);
        long size = word(in);
        long link = in.u32();
        return new ElfSection(name, kind, flags, address, offset, size, link);
    }

    private long word(ByteReader in) throws SymbolFormatException {
        return wide ? in.u64() : in.u32();
    }

    /// A section's bytes as they stand in the file; none for one without contents.
    byte[] contents(ElfSection section) throws SymbolFormatException, IOException {
        return section.type() == ElfSection.NO_BITS
                ? new byte[0]
                : range(section.offset(), section.size(), "section " + section.name());
    }

    /// The same for debug sections, which may be much larger.
    MemorySegment segment(ElfSection section) throws SymbolFormatException, IOException {
        if (section.type() == ElfSection.NO_BITS) {
            return MemorySegment.ofArray(new byte[0]);
        }
        String what = "section " + section.name();
        check(section.offset(), section.size(), what, Limits.DEBUG_SECTION);
        return source.segment(section.offset(), section.size());
    }

    private byte[] range(long offset, long length, String what)
            throws SymbolFormatException, IOException {
        check(offset, length, what, Limits.SECTION);
        return source.read(offset, (int) length);
    }

    private void check(long offset, long length, String what, long limit)
            throws SymbolFormatException {
        if (offset < 0 || length < 0 || offset > source.size() - length) {
            throw new SymbolFormatException(
                    "ELF: %s at 0x%x, 0x%x bytes, reach beyond the file's 0x%x bytes"
                            .formatted(what, offset, length, source.size()));
        }
        if (length > limit) {
            throw new SymbolFormatException(
                    "ELF: %s has %d MB; at most %d are read"
                            .formatted(what, length >> 20, limit >> 20));
        }
    }
}
