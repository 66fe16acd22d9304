package dev.ringside.adapter.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The header of one line-number program, versions 2 to 5 (DWARF 5, 6.2.4).
///
/// @param addressSize bytes; 0 where the header does not say (before version 5)
/// @param operationsPerInstruction 1, except on machines with several operations in one instruction
/// @param operandCounts how many operands each standard opcode has, by opcode; 0 is none
/// @param files by number; before version 5 number 0 is empty
/// @param program the reader stands at the program's first opcode
record DwarfLineHeader(
        int version,
        int addressSize,
        int minimumInstructionLength,
        int operationsPerInstruction,
        boolean defaultStatement,
        int lineBase,
        int lineRange,
        int opcodeBase,
        List<Integer> operandCounts,
        List<String> files,
        ByteReader program) {
    private static final int CONTENT_PATH = 1;
    private static final int CONTENT_DIRECTORY = 2;
    private static final int MAXIMUM_NAME_LENGTHS = 32 << 20;

    /// @param in over one unit, behind its length
    /// @param offsetSize 4, or 8 in 64-bit DWARF
    /// @param compilationDirectory what relative directories start from, from the unit's entry
    static DwarfLineHeader read(
            ByteReader in, int offsetSize, String compilationDirectory, DwarfSections sections)
            throws SymbolFormatException, IOException {
        int version = in.u16();
        if (version < 2 || version > 5) {
            throw new SymbolFormatException(
                    ".debug_line: version %d is not supported (2 to 5 are)".formatted(version));
        }
        int addressSize = version >= 5 ? in.u8() : 0;
        in.skip(version >= 5 ? 1 : 0); // size of a segment selector
        long headerLength = in.unsigned(offsetSize);
        ByteReader program = in.window(in.position() + headerLength, in.limit());
        int minimumLength = in.u8();
        int operations = version >= 4 ? Math.max(1, in.u8()) : 1;
        boolean defaultStatement = in.u8() != 0;
        int lineBase = (byte) in.u8();
        int lineRange = in.u8();
        int opcodeBase = in.u8();
        List<Integer> operandCounts = new ArrayList<>(List.of(0));
        for (int i = 1; i < opcodeBase; i++) {
            operandCounts.add(in.u8());
        }
        DwarfForm.Sizes sizes =
                new DwarfForm.Sizes(version, offsetSize, addressSize == 0 ? 8 : addressSize);
        List<String> files =
                version >= 5
                        ? filesByForms(in, sizes, compilationDirectory, sections)
                        : filesInOrder(in, compilationDirectory);
        return new DwarfLineHeader(
                version,
                addressSize,
                minimumLength,
                operations,
                defaultStatement,
                lineBase,
                Math.max(1, lineRange),
                opcodeBase,
                operandCounts,
                files,
                program);
    }

    /// Versions 2 to 4: directories from 1, files from 1; directory 0 is the compilation's.
    private static List<String> filesInOrder(ByteReader in, String compilationDirectory)
            throws SymbolFormatException {
        List<String> directories = new ArrayList<>();
        directories.add(compilationDirectory);
        for (String name = in.text(); !name.isEmpty(); name = in.text()) {
            directories.add(PathNames.join(compilationDirectory, name));
        }
        List<String> files = new ArrayList<>();
        files.add("");
        for (String name = in.text(); !name.isEmpty(); name = in.text()) {
            files.add(inDirectory(name, in.uleb(), directories));
            in.uleb(); // time of change
            in.uleb(); // length
        }
        return files;
    }

    private static String inDirectory(String name, long directory, List<String> directories) {
        boolean known = directory >= 0 && directory < directories.size();
        return known ? PathNames.join(directories.get((int) directory), name) : name;
    }

    /// Version 5: both tables describe their own columns; directory 0 is the compilation's.
    private static List<String> filesByForms(
            ByteReader in, DwarfForm.Sizes sizes, String directory, DwarfSections sections)
            throws SymbolFormatException, IOException {
        List<String> directories = new ArrayList<>();
        for (Entry entry : entries(in, sizes, sections)) {
            String base = directories.isEmpty() ? directory : directories.getFirst();
            directories.add(PathNames.join(base, entry.path));
        }
        List<String> files = new ArrayList<>();
        for (Entry entry : entries(in, sizes, sections)) {
            files.add(inDirectory(entry.path, entry.directory, directories));
        }
        return files;
    }

    private record Entry(String path, long directory) {}

    private static List<Entry> entries(ByteReader in, DwarfForm.Sizes sizes, DwarfSections sections)
            throws SymbolFormatException, IOException {
        int columns = in.u8();
        int[] contents = new int[columns];
        int[] forms = new int[columns];
        for (int i = 0; i < columns; i++) {
            contents[i] = (int) in.uleb();
            forms[i] = (int) in.uleb();
        }
        long count = in.uleb();
        // An entry has a name, and that is a byte at least.
        if (count < 0 || count > in.limit() - in.position() || (columns == 0 && count > 0)) {
            throw new SymbolFormatException(
                    ".debug_line: a table of %d files cannot be".formatted(count));
        }
        List<Entry> entries = new ArrayList<>();
        long nameLengths = 0;
        for (long n = 0; n < count; n++) {
            String path = "";
            long directory = 0;
            for (int i = 0; i < columns; i++) {
                DwarfForm.Value value = DwarfForm.read(in, forms[i], sizes, sections);
                String text = value.text();
                if (contents[i] == CONTENT_PATH && text != null) {
                    path = text;
                } else if (contents[i] == CONTENT_DIRECTORY) {
                    directory = value.number();
                }
            }
            entries.add(new Entry(path, directory));
            nameLengths += path.length();
            if (nameLengths > MAXIMUM_NAME_LENGTHS) {
                throw new SymbolFormatException(".debug_line: file names of more than 32 MB");
            }
        }
        return entries;
    }
}
