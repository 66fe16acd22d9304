package dev.ringside.adapter.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Takes the symbols and lines of an ELF file into the table.
final class ElfLoader {
    private final SymbolCollector out;
    private final SymbolFile file;
    private final ElfFile elf;
    private final long bias;

    private ElfLoader(SymbolCollector out, SymbolFile file, ElfFile elf) {
        this.out = out;
        this.file = file;
        this.elf = elf;
        this.bias = file.address().isPresent() ? file.address().getAsLong() - lowest() : 0;
    }

    /// @return the addresses of the file's sections, for listings of the same program
    static Map<String, Long> load(SymbolCollector out, SymbolFile file, ByteSource source)
            throws SymbolFormatException, IOException {
        ElfFile elf = ElfFile.read(source);
        if (elf.relocatable()) {
            throw new SymbolFormatException(
                    "an object file has no addresses yet; name the linked program instead");
        }
        ElfLoader loader = new ElfLoader(out, file, elf);
        loader.extents();
        out.image(new CodeImage(file.path(), loader.bias, elf.loaded()));
        loader.part(() -> new ElfSymbols(elf, out, loader.bias).read());
        loader.part(loader::lines);
        return loader.sectionAddresses();
    }

    private long lowest() {
        long lowest = 0;
        boolean found = false;
        for (ElfSegment segment : elf.loaded()) {
            boolean lower = Long.compareUnsigned(segment.virtualAddress(), lowest) < 0;
            if (!found || lower) {
                lowest = segment.virtualAddress();
                found = true;
            }
        }
        return lowest;
    }

    private void extents() {
        for (ElfSegment segment : elf.loaded()) {
            long first = segment.virtualAddress() + bias;
            long last = first + segment.memorySize() - 1;
            boolean usable = segment.memorySize() != 0 && Long.compareUnsigned(first, last) <= 0;
            if (usable) {
                out.extend(first, last);
            }
        }
    }

    private interface Part {
        void read() throws SymbolFormatException, IOException;
    }

    /// One damaged part does not take the others with it.
    private void part(Part part) throws IOException {
        try {
            part.read();
        } catch (SymbolFormatException e) {
            Path name = file.path().getFileName();
            out.note("%s: %s; the rest of this part was left out".formatted(name, e.getMessage()));
        }
    }

    private void lines() throws SymbolFormatException, IOException {
        new DwarfLoader(elf, out, ListingLoader.folderOf(file.path()), bias).load();
    }

    private Map<String, Long> sectionAddresses() {
        Map<String, Long> addresses = new HashMap<>();
        for (ElfSection section : elf.sections()) {
            if (section.allocated()) {
                addresses.put(section.name(), section.address() + bias);
            }
        }
        return addresses;
    }
}
