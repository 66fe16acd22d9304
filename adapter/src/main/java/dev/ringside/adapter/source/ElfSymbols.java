package dev.ringside.adapter.source;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads the symbol tables of an ELF file (System V ABI, "Symbol Table").
final class ElfSymbols {
    private static final int UNDEFINED = 0;
    private static final int ABSOLUTE = 0xFFF1;
    private static final int TYPE_NONE = 0;
    private static final int TYPE_OBJECT = 1;
    private static final int TYPE_FUNCTION = 2;
    private static final int TYPE_INDIRECT_FUNCTION = 10;
    private static final int MAXIMUM_NAME = 4096;

    private final ElfFile file;
    private final SymbolCollector out;
    private final long bias;
    private final List<ElfSegment> loaded;

    /// @param bias added to every address
    ElfSymbols(ElfFile file, SymbolCollector out, long bias) {
        this.file = file;
        this.out = out;
        this.bias = bias;
        this.loaded = file.loaded();
    }

    void read() throws SymbolFormatException, IOException {
        int tables = 0;
        for (ElfSection section : file.sections()) {
            boolean table =
                    section.type() == ElfSection.SYMBOLS
                            || section.type() == ElfSection.DYNAMIC_SYMBOLS;
            if (!table || tables++ == Limits.PARTS) {
                continue;
            }
            if (section.link() >= file.sections().size()) {
                throw new SymbolFormatException(
                        "ELF: %s has its names in section %d, which is not there"
                                .formatted(section.name(), section.link()));
            }
            byte[] names = file.contents(file.sections().get((int) section.link()));
            table(new ByteReader(file.contents(section), section.name()), names);
        }
    }

    private void table(ByteReader in, byte[] names) throws SymbolFormatException {
        int entry = file.wide() ? 24 : 16;
        while (in.limit() - in.position() >= entry) {
            long name = in.u32();
            if (file.wide()) {
                int info = in.u8();
                in.skip(1);
                int section = in.u16();
                long value = in.u64();
                symbol(names, name, value, in.u64(), info & 15, section);
            } else {
                long value = in.u32();
                long size = in.u32();
                int info = in.u8();
                in.skip(1);
                symbol(names, name, value, size, info & 15, in.u16());
            }
        }
    }

    private void symbol(byte[] names, long nameAt, long value, long size, int type, int section) {
        boolean function = type == TYPE_FUNCTION || type == TYPE_INDIRECT_FUNCTION;
        boolean wanted = function || type == TYPE_NONE || type == TYPE_OBJECT;
        // Absolute symbols are numbers; only those that lie in the program are addresses.
        boolean address = section != ABSOLUTE || inProgram(value);
        if (!wanted || section == UNDEFINED || !address) {
            return;
        }
        String name = name(names, nameAt);
        if (!name.isEmpty()) {
            boolean label = type == TYPE_NONE && executable(section);
            out.symbol(name, value + bias, size, function || label);
        }
    }

    private boolean inProgram(long value) {
        return loaded.stream().anyMatch(segment -> segment.holds(value));
    }

    private boolean executable(int section) {
        return section < file.sections().size() && file.sections().get(section).executable();
    }

    /// The same in a section that may not lie on the heap.
    static String name(MemorySegment names, long offset) {
        long size = names.byteSize();
        if (offset < 0 || offset >= size) {
            return "";
        }
        long end = offset;
        long limit = Math.min(size, offset + MAXIMUM_NAME);
        while (end < limit && names.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        byte[] text = names.asSlice(offset, end - offset).toArray(ValueLayout.JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8);
    }

    /// A zero-ended text in a table of names; empty where the offset is wrong.
    static String name(byte[] names, long offset) {
        if (offset < 0 || offset >= names.length) {
            return "";
        }
        int start = (int) offset;
        int limit = Math.min(names.length, start + MAXIMUM_NAME);
        int end = start;
        while (end < limit && names[end] != 0) {
            end++;
        }
        return new String(names, start, end - start, StandardCharsets.UTF_8);
    }
}
