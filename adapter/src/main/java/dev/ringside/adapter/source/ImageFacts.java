package dev.ringside.adapter.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What the readers of symbol files ask about the image that is debugged.
final class ImageFacts {
    /// So much of an image is compared with its listing.
    static final int COMPARED = 4 << 20;

    private static final int SECTOR = 512;

    private final @Nullable Path path;
    private final byte[] start;
    private final OptionalLong loadAddress;

    private ImageFacts(@Nullable Path path, byte[] start, OptionalLong loadAddress) {
        this.path = path;
        this.start = start;
        this.loadAddress = loadAddress;
    }

    /// An image whose bytes are not known.
    ///
    /// @param path null where there is none
    /// @param loadAddress where the user wants it, if he says
    static ImageFacts unread(@Nullable Path path, OptionalLong loadAddress) {
        return new ImageFacts(path, new byte[0], loadAddress);
    }

    static ImageFacts of(@Nullable Path path, OptionalLong loadAddress) throws IOException {
        if (path == null || !Files.isRegularFile(path)) {
            return unread(path, loadAddress);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteSource source = ByteSource.of(channel);
            int length = (int) Math.min(COMPARED, source.size());
            return new ImageFacts(path, source.read(0, length), loadAddress);
        }
    }

    @Nullable Path path() {
        return path;
    }

    OptionalLong loadAddress() {
        return loadAddress;
    }

    /// How many bytes are known, at most [#COMPARED].
    int length() {
        return start.length;
    }

    /// @param offset below `length`
    byte byteAt(long offset) {
        return start[(int) offset];
    }

    /// Whether its bytes could be read.
    boolean known() {
        return start.length > 0;
    }

    boolean elf() {
        return ElfFile.looksLike(start);
    }

    /// Its first sector ends as firmware wants it: 55 AA.
    boolean bootSector() {
        return start.length >= SECTOR
                && (start[SECTOR - 2] & 0xFF) == 0x55
                && (start[SECTOR - 1] & 0xFF) == 0xAA;
    }

    String name() {
        Path file = path == null ? null : path.getFileName();
        return file == null ? "the image" : file.toString();
    }
}
