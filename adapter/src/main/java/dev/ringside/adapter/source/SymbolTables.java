package dev.ringside.adapter.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads symbol files into a [SymbolTable]. A file that cannot be read, in whole or in part,
/// becomes a note and nothing worse. May run on any thread; takes seconds for a large kernel.
///
/// Besides the files it is given it reads those that belong to the image: the image itself if it is
/// ELF, and next to it the files of its name that end in `.lst`, `.map` and `.elf`. To bind a file
/// at two addresses, such as a kernel in the higher half that starts low, name it twice: as it is,
/// and with `@ADDR`.
public final class SymbolTables {
    private final SymbolCollector out;
    private final ImageFacts image;
    private final Map<String, Long> sectionAddresses = new HashMap<>();

    private SymbolTables(SymbolCollector out, ImageFacts image) {
        this.out = out;
        this.image = image;
    }

    /// A table of nothing.
    public static SymbolTable empty() {
        return new SymbolCollector(Map.of()).finish();
    }

    /// Like the other, where nobody says at which address the image is.
    public static SymbolTable load(
            List<SymbolFile> files, @Nullable Path image, Map<String, String> sourceMap) {
        return load(files, image, OptionalLong.empty(), sourceMap);
    }

    /// Reads everything.
    ///
    /// @param files what the `symbols` option names; they come first where files contradict
    /// @param image what is debugged; null to read `files` alone
    /// @param loadAddress where the user wants a flat image (`loadAddress`), for listings that have
    ///   no address of their own
    /// @param sourceMap beginnings of paths in debug information, and what they are here
    public static SymbolTable load(
            List<SymbolFile> files,
            @Nullable Path image,
            OptionalLong loadAddress,
            Map<String, String> sourceMap) {
        SymbolCollector out = new SymbolCollector(sourceMap);
        ImageFacts facts = ImageFacts.unread(image, loadAddress);
        try {
            facts = ImageFacts.of(image, loadAddress);
        } catch (IOException e) {
            out.note("%s cannot be read: %s".formatted(facts.name(), e.getMessage()));
        }
        new SymbolTables(out, facts).loadAll(files);
        return out.finish();
    }

    /// Reads one file of any format from bytes in memory, for tests.
    static SymbolTable read(SymbolFile file, ByteSource source) {
        SymbolCollector out = new SymbolCollector(Map.of());
        SymbolTables tables = new SymbolTables(out, ImageFacts.unread(null, OptionalLong.empty()));
        try {
            tables.readModule(file, source, false);
        } catch (SymbolFormatException | IOException e) {
            out.note(file.path() + ": " + e.getMessage());
        }
        return out.finish();
    }

    private void loadAll(List<SymbolFile> files) {
        List<SymbolFile> all = new ArrayList<>(files);
        List<Path> given = files.stream().map(file -> absolute(file.path())).toList();
        for (Path path : companions()) {
            if (!given.contains(absolute(path))) {
                all.add(new SymbolFile(path, OptionalLong.empty()));
            }
        }
        // Addresses of sections first, for listings depend on them.
        List<SymbolFile> listings = new ArrayList<>();
        boolean listed = all.stream().anyMatch(file -> hasSuffix(file.path(), ".lst"));
        for (SymbolFile file : all) {
            if (hasSuffix(file.path(), ".lst")) {
                listings.add(file);
            } else {
                load(file, listed);
            }
        }
        for (SymbolFile file : listings) {
            boolean guessed = !given.contains(absolute(file.path()));
            // A linked program's own lines are better than those of one listing.
            if (!guessed || !image.elf() || !out.anyRows()) {
                load(file, listed);
            }
        }
        noteNothing();
    }

    /// Says what to do where there is nothing at all.
    private void noteNothing() {
        Path path = image.path();
        if (path != null && image.known() && out.foundNothing()) {
            out.note(
                    """
                    no symbols or lines for %s: put a listing next to it (nasm -l %s.lst) \
                    or name a file in 'symbols'\
                    """
                            .formatted(image.name(), ListingLoader.stem(path)));
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static boolean hasSuffix(Path path, String suffix) {
        Path name = path.getFileName();
        return name != null && name.toString().endsWith(suffix);
    }

    /// The files that belong to the image by their names.
    private List<Path> companions() {
        List<Path> found = new ArrayList<>();
        Path path = image.path();
        if (path == null) {
            return found;
        }
        if (image.elf()) {
            found.add(path);
        }
        String stem = ListingLoader.stem(path);
        for (String suffix : List.of(".map", ".elf", ".lst")) {
            try {
                Path companion = path.resolveSibling(stem + suffix);
                boolean fits = suffix.equals(".elf") ? !image.elf() : true;
                if (fits && Files.isRegularFile(companion)) {
                    found.add(companion);
                }
            } catch (InvalidPathException e) {
                out.note("%s: no companion %s".formatted(image.name(), suffix));
            }
        }
        return found;
    }

    private void load(SymbolFile file, boolean listed) {
        Path path = file.path();
        // Opening a pipe would wait for whoever writes to it.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            out.note("%s is no file; check 'symbols'".formatted(path));
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            readModule(file, ByteSource.of(channel), listed);
        } catch (SymbolFormatException e) {
            out.note("%s: %s".formatted(path.getFileName(), e.getMessage()));
        } catch (IOException e) {
            boolean missing = !Files.exists(path);
            out.note(
                    missing
                            ? "%s: no such file; check 'symbols'".formatted(path)
                            : "%s cannot be read: %s".formatted(path, e.getMessage()));
        }
    }

    private void readModule(SymbolFile file, ByteSource source, boolean listed)
            throws SymbolFormatException, IOException {
        out.beginModule();
        String format = format(file, source, listed);
        out.endModule(file.path(), format);
    }

    /// Reads a file by what it looks like.
    ///
    /// @return the format's name
    private String format(SymbolFile file, ByteSource source, boolean listed)
            throws SymbolFormatException, IOException {
        byte[] start = source.read(0, (int) Math.min(64, source.size()));
        if (ElfFile.looksLike(start)) {
            sectionAddresses.putAll(ElfLoader.load(out, file, source));
            return start[4] == 2 ? "ELF64" : "ELF32";
        }
        if (source.size() > Limits.TEXT) {
            throw new SymbolFormatException(
                    "a listing of more than %d MB is not read".formatted(Limits.TEXT >> 20));
        }
        String text = Text.of(source.read(0, (int) source.size()));
        if (NasmMap.looksLike(text)) {
            sectionAddresses.putAll(NasmMap.read(text, out, !listed).sections);
            return "NASM map";
        }
        if (NasmListing.looksLike(text)) {
            new ListingLoader(out, image, sectionAddresses).loadNasm(file, text);
            return "NASM listing";
        }
        if (GasListing.looksLike(text)) {
            new ListingLoader(out, image, sectionAddresses).loadGas(file, text);
            return "GAS listing";
        }
        throw new SymbolFormatException(
                "neither ELF, NASM listing (nasm -l), NASM map nor GAS listing (as -al)");
    }
}
