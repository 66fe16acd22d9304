package dev.ringside.adapter.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Takes the rows and labels of a listing into the table: finds its source file, its address, and
/// whether it belongs to this image at all.
final class ListingLoader {
    private static final long BOOT_SECTOR = 0x7C00;
    private static final long MAXIMUM_SOURCE = 16 << 20;
    private static final List<String> SUFFIXES =
            List.of(".asm", ".nasm", ".s", ".S", ".ASM", ".inc");

    private final SymbolCollector out;
    private final ImageFacts image;
    private final Map<String, Long> sectionAddresses;

    /// @param sectionAddresses of sections that a map file or the linked program tells
    ListingLoader(SymbolCollector out, ImageFacts image, Map<String, Long> sectionAddresses) {
        this.out = out;
        this.image = image;
        this.sectionAddresses = sectionAddresses;
    }

    /// @param text of the listing
    void loadNasm(SymbolFile file, String text) {
        Path folder = folderOf(file.path());
        int source = out.file(mainSource(file.path()), folder);
        Listing listing = NasmListing.read(text, source, name -> out.file(name, folder));
        load(file, listing);
        compareSource(file.path(), out.path(source), listing.sourceText());
    }

    /// @param text of the listing
    void loadGas(SymbolFile file, String text) {
        Path folder = folderOf(file.path());
        int source = out.file(mainSource(file.path()), folder);
        Listing listing = GasListing.read(text, source, name -> out.file(name, folder));
        load(file, listing);
        compareSource(file.path(), out.path(source), listing.sourceText());
    }

    /// Adds a listing's rows and labels.
    void load(SymbolFile file, Listing listing) {
        long origin = origin(file, listing);
        ListingLayout layout = new ListingLayout(listing, origin, sectionAddresses);
        int wrong = 0;
        int compared = 0;
        for (ListingSection section : listing.sections().values()) {
            long base = layout.address(section);
            for (ListingSection.Row row : section.rows) {
                long first = base + row.offset();
                out.row(row.file(), row.line(), 0, first, first + row.length() - 1, row.code());
                if (image.known() && row.knownBytes() > 0 && layout.imageOffset(section) >= 0) {
                    compared++;
                    wrong += differs(layout.imageOffset(section) + row.offset(), row) ? 1 : 0;
                }
            }
            labels(section, base);
        }
        listing.absoluteSymbols().forEach(s -> out.symbol(s.name(), s.address(), s.size(), false));
        if (wrong > 0) {
            out.note(
                    "%s does not fit %s: %d of %d lines have other bytes; rebuild both"
                            .formatted(file.path().getFileName(), image.name(), wrong, compared));
        }
    }

    static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    /// The source file that a listing is named after.
    static String mainSource(Path listing) {
        String stem = stem(listing);
        for (Path folder : List.of(folderOf(listing), folderOf(folderOf(listing)))) {
            for (String suffix : SUFFIXES) {
                Path candidate = folder.resolve(stem + suffix);
                if (Files.isRegularFile(candidate)) {
                    return candidate.toString();
                }
            }
        }
        return stem + SUFFIXES.getFirst();
    }

    /// A file's name without its last suffix.
    static String stem(Path file) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private long origin(SymbolFile file, Listing listing) {
        if (file.address().isPresent()) {
            return file.address().getAsLong();
        }
        OptionalLong named = ConstantExpression.evaluate(listing.origin(), listing.constants());
        if (named.isPresent() && named.getAsLong() != 0) {
            return named.getAsLong();
        }
        if (!listing.origin().isBlank() && named.isEmpty()) {
            out.note(
                    "%s: 'org %s' is not understood; give the address: %s@ADDR"
                            .formatted(
                                    file.path().getFileName(),
                                    listing.origin(),
                                    file.path().getFileName()));
        }
        // Programs without `org`, or with 0, run wherever CS lets them.
        return image.loadAddress().orElse(image.bootSector() ? BOOT_SECTOR : 0);
    }

    private boolean differs(long offset, ListingSection.Row row) {
        if (image.elf() || offset + row.knownBytes() > ImageFacts.COMPARED) {
            return false;
        }
        if (offset + row.knownBytes() > image.length()) {
            return true;
        }
        for (int i = 0; i < row.knownBytes(); i++) {
            if (image.byteAt(offset + i) != (byte) (row.known() >>> (8 * i))) {
                return true;
            }
        }
        return false;
    }

    /// A label reaches to the next one, except that local labels are inside the one before them.
    private void labels(ListingSection section, long base) {
        if (section.end > 0) {
            out.extend(base, base + section.end - 1);
        }
        long next = section.end;
        for (ListingSection.Label label : section.labels.reversed()) {
            long size = label.local() ? 0 : Math.max(0, next - label.offset());
            out.symbol(label.name(), base + label.offset(), size, label.code());
            next = label.local() ? next : label.offset();
        }
    }

    /// Says so where the source has changed since it was assembled: its lines are off then.
    private void compareSource(Path listing, String source, Map<Integer, String> expected) {
        Path path = Path.of(source);
        try {
            if (!Files.isRegularFile(path) || Files.size(path) > MAXIMUM_SOURCE) {
                out.note(
                        "%s: its source '%s' is not there; lines name it all the same"
                                .formatted(listing.getFileName(), source));
                return;
            }
            int number = 0;
            for (String line : Text.of(Files.readAllBytes(path)).lines().toList()) {
                number++;
                String listed = expected.get(number);
                if (listed != null && !listed.strip().equals(line.strip())) {
                    out.note(
                            "%s has changed since %s was made (line %d): rebuild"
                                    .formatted(path.getFileName(), listing.getFileName(), number));
                    return;
                }
            }
        } catch (IOException e) {
            out.note("%s cannot be read: %s".formatted(source, e.getMessage()));
        }
    }
}
