package dev.ringside.adapter.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes the line tables of an ELF file into the table, unit by unit. A damaged unit is left out
/// with a note.
final class DwarfLoader {
    private static final long WIDE_LENGTH = 0xFFFFFFFFL;
    private static final int UNKNOWN = -1;
    private static final List<String> KEPT =
            List.of(
                    ".debug_info",
                    ".debug_types",
                    ".debug_abbrev",
                    ".debug_line",
                    ".debug_str",
                    ".debug_line_str",
                    ".debug_str_offsets",
                    ".debug_addr",
                    ".debug_ranges",
                    ".debug_rnglists",
                    ".debug_loc",
                    ".debug_loclists",
                    ".debug_frame",
                    ".eh_frame");

    private final ElfFile elf;
    private final List<ElfSegment> loaded;
    private final SymbolCollector out;
    private final Path folder;
    private final long bias;
    private final DwarfSections sections;
    private final long addressMask;
    private int elsewhere;
    private @Nullable ElfSegment lastSegment;

    /// @param folder where the file is
    /// @param bias added to every address
    DwarfLoader(ElfFile elf, SymbolCollector out, Path folder, long bias) {
        this.elf = elf;
        this.loaded = elf.loaded();
        this.out = out;
        this.folder = folder;
        this.bias = bias;
        this.sections = new DwarfSections(elf);
        this.addressMask = elf.wide() ? -1L : 0xFFFFFFFFL;
    }

    void load() throws SymbolFormatException, IOException {
        for (String name : KEPT) {
            keep(name);
        }
        out.debug(elf, sections, bias, folder);
        Map<Long, String> directories = units();
        ByteReader in = sections.reader(".debug_line");
        while (in.limit() - in.position() >= 4) {
            long start = in.position();
            long length = in.u32();
            int offsetSize = 4;
            if (length == WIDE_LENGTH) {
                length = in.u64();
                offsetSize = 8;
            }
            ByteReader unit = in.window(in.position(), in.position() + length);
            in.skip(length);
            lineUnit(unit, offsetSize, directories.getOrDefault(start, ""));
        }
        if (elsewhere > 0) {
            out.note("%d line rows lie outside the program and were left out".formatted(elsewhere));
        }
    }

    /// The file is closed when variables are asked for, so all they need is read now.
    private void keep(String name) throws IOException {
        try {
            sections.bytes(name);
        } catch (SymbolFormatException e) {
            out.note(String.valueOf(e.getMessage()));
        }
    }

    private Map<Long, String> units() throws IOException {
        try {
            DwarfUnits units = new DwarfUnits(sections, out, bias);
            try {
                units.read();
            } catch (SymbolFormatException e) {
                out.note(e.getMessage() + "; units from there on were left out");
            }
            if (units.split) {
                out.note("split debug information (.dwo) is not read: lines yes, functions no");
            }
            return units.directories;
        } catch (SymbolFormatException e) {
            out.note(e.getMessage() + "; functions and directories are not known");
            return Map.of();
        }
    }

    private void lineUnit(ByteReader unit, int offsetSize, String directory) throws IOException {
        try {
            DwarfLineHeader header = DwarfLineHeader.read(unit, offsetSize, directory, sections);
            new DwarfLineProgram(header, new Rows(header)).run();
        } catch (SymbolFormatException e) {
            out.note("a line table is damaged: " + e.getMessage());
        }
    }

    /// Gives one unit's rows to the collector.
    private final class Rows implements DwarfLineProgram.Sink {
        private final DwarfLineHeader header;

        /// The collector's numbers of the unit's files, once they are asked for.
        private int[] files;

        Rows(DwarfLineHeader header) {
            this.header = header;
            this.files = new int[header.files().size()];
            Arrays.fill(files, UNKNOWN);
        }

        @Override
        public void row(long file, int line, int column, long first, long last, boolean statement) {
            long start = first & addressMask;
            int number = fileNumber(file, start);
            if (number != UNKNOWN) {
                long end = last & addressMask;
                out.row(number, line, column, start + bias, end + bias, statement);
            }
        }

        @Override
        public void alias(long file, int line, long address) {
            long start = address & addressMask;
            int number = fileNumber(file, start);
            if (number != UNKNOWN) {
                out.alias(number, line, start + bias);
            }
        }

        private int fileNumber(long file, long address) {
            if (file < 0 || file >= files.length) {
                return UNKNOWN;
            }
            // Linkers that drop a function leave its lines behind, at address 0 or thereabouts.
            if (!inProgram(address)) {
                elsewhere++;
                return UNKNOWN;
            }
            int index = (int) file;
            if (files[index] == UNKNOWN) {
                files[index] = out.file(header.files().get(index), folder);
            }
            return files[index];
        }

        @Override
        public void file(String name, long directory) {
            header.files().add(name);
            files = Arrays.copyOf(files, header.files().size());
            files[files.length - 1] = UNKNOWN;
        }
    }

    private boolean inProgram(long address) {
        if (lastSegment != null && lastSegment.holds(address)) {
            return true;
        }
        for (ElfSegment segment : loaded) {
            if (segment.holds(address)) {
                lastSegment = segment;
                return true;
            }
        }
        return false;
    }
}
