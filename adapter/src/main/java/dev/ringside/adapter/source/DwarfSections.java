package dev.ringside.adapter.source;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The debug sections of an ELF file by name, unpacked where they are compressed. A section that is
/// not there is empty.
final class DwarfSections {
    private static final int ZLIB = 1;
    private static final int ZSTD = 2;

    /// No input of zlib makes more than this many bytes of one (zlib's technical details).
    private static final long ZLIB_RATIO = 1032;

    private static final int OLD_HEADER = 12;

    private final ElfFile file;
    private final Map<String, MemorySegment> known = new HashMap<>();
    private long total;

    DwarfSections(ElfFile file) {
        this.file = file;
    }

    /// @param name such as `.debug_line`
    MemorySegment bytes(String name) throws SymbolFormatException, IOException {
        MemorySegment bytes = known.get(name);
        if (bytes == null) {
            bytes = load(name);
            total += bytes.byteSize();
            if (total > Limits.DEBUG_SECTIONS) {
                throw new SymbolFormatException(
                        "%s: more than %d MB of debug sections"
                                .formatted(name, Limits.DEBUG_SECTIONS >> 20));
            }
            known.put(name, bytes);
        }
        return bytes;
    }

    ByteReader reader(String name) throws SymbolFormatException, IOException {
        return new ByteReader(bytes(name), name);
    }

    private MemorySegment load(String name) throws SymbolFormatException, IOException {
        ElfSection section = file.section(name).orElse(null);
        if (section != null) {
            MemorySegment raw = file.segment(section);
            return section.compressed() ? unpack(name, raw) : raw;
        }
        ElfSection old = file.section(".z" + name.substring(1)).orElse(null);
        return old == null
                ? MemorySegment.ofArray(new byte[0])
                : unpackOld(name, file.segment(old));
    }

    /// `Elf32_Chdr` or `Elf64_Chdr` stands before the data (System V ABI, "Section Compression").
    private MemorySegment unpack(String name, MemorySegment raw) throws SymbolFormatException {
        ByteReader in = new ByteReader(raw, name);
        long method = in.u32();
        in.skip(file.wide() ? 4 : 0);
        long size = file.wide() ? in.u64() : in.u32();
        in.skip(file.wide() ? 8 : 4);
        if (method != ZLIB) {
            String called = method == ZSTD ? "zstd" : "method " + method;
            throw new SymbolFormatException(
                    "%s is compressed by %s, which is not supported (zlib is)"
                            .formatted(name, called));
        }
        return inflate(name, raw, in.position(), size);
    }

    /// `ZLIB` and the size in big-endian order, as older GNU tools wrote it.
    private static MemorySegment unpackOld(String name, MemorySegment raw)
            throws SymbolFormatException {
        ByteReader in = new ByteReader(raw, name);
        boolean magic = in.u8() == 'Z' && in.u8() == 'L' && in.u8() == 'I' && in.u8() == 'B';
        long size = magic ? Long.reverseBytes(in.u64()) : -1;
        return inflate(name, raw, OLD_HEADER, size);
    }

    private static MemorySegment inflate(String name, MemorySegment raw, int from, long size)
            throws SymbolFormatException {
        long packed = raw.byteSize() - from;
        long possible = packed * ZLIB_RATIO + 64;
        if (size < 0 || size > Math.min(possible, Limits.DEBUG_SECTION)) {
            throw new SymbolFormatException(
                    "%s: an unpacked size of %d bytes cannot be".formatted(name, size));
        }
        MemorySegment unpacked =
                size <= ByteSource.SMALL
                        ? MemorySegment.ofArray(new byte[(int) size])
                        : Arena.ofAuto().allocate(size);
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(raw.asSlice(from, packed).asByteBuffer());
            ByteBuffer target = unpacked.asByteBuffer();
            while (target.hasRemaining()) {
                if (inflater.inflate(target) == 0) {
                    throw new SymbolFormatException(name + ": its compressed data ends early");
                }
            }
        } catch (DataFormatException e) {
            throw new SymbolFormatException(name + ": its compressed data is damaged");
        } finally {
            inflater.end();
        }
        return unpacked;
    }
}
