package dev.ringside.adapter.source;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The debug sections of an ELF file by name, unpacked where they are compressed. A section that is
/// not there is empty.
final class DwarfSections {
    private static final int ZLIB = 1;

    /// No input of zlib makes more than this many bytes of one (zlib's technical details).
    private static final long ZLIB_RATIO = 1032;

    private static final int OLD_HEADER = 12;

    private final ElfFile file;
    private final Map<String, byte[]> known = new HashMap<>();

    DwarfSections(ElfFile file) {
        this.file = file;
    }

    /// @param name such as `.debug_line`
    byte[] bytes(String name) throws SymbolFormatException, IOException {
        byte[] bytes = known.get(name);
        if (bytes == null) {
            bytes = load(name);
            known.put(name, bytes);
        }
        return bytes;
    }

    ByteReader reader(String name) throws SymbolFormatException, IOException {
        return new ByteReader(bytes(name), name);
    }

    private byte[] load(String name) throws SymbolFormatException, IOException {
        ElfSection section = file.section(name).orElse(null);
        if (section != null) {
            byte[] raw = file.contents(section);
            return section.compressed() ? unpack(name, raw) : raw;
        }
        ElfSection old = file.section(".z" + name.substring(1)).orElse(null);
        return old == null ? new byte[0] : unpackOld(name, file.contents(old));
    }

    /// `Elf32_Chdr` or `Elf64_Chdr` stands before the data (System V ABI, "Section Compression").
    private byte[] unpack(String name, byte[] raw) throws SymbolFormatException {
        ByteReader in = new ByteReader(raw, name);
        long method = in.u32();
        in.skip(file.wide() ? 4 : 0);
        long size = file.wide() ? in.u64() : in.u32();
        in.skip(file.wide() ? 8 : 4);
        if (method != ZLIB) {
            throw new SymbolFormatException(
                    "%s is compressed by method %d, which is not supported (zlib is)"
                            .formatted(name, method));
        }
        return inflate(name, raw, in.position(), size);
    }

    /// `ZLIB` and the size in big-endian order, as older GNU tools wrote it.
    private static byte[] unpackOld(String name, byte[] raw) throws SymbolFormatException {
        ByteReader in = new ByteReader(raw, name);
        boolean magic = in.u8() == 'Z' && in.u8() == 'L' && in.u8() == 'I' && in.u8() == 'B';
        long size = magic ? Long.reverseBytes(in.u64()) : -1;
        return inflate(name, raw, OLD_HEADER, size);
    }

    private static byte[] inflate(String name, byte[] raw, int from, long size)
            throws SymbolFormatException {
        long possible = (raw.length - (long) from) * ZLIB_RATIO + 64;
        if (size < 0 || size > Math.min(possible, Limits.SECTION)) {
            throw new SymbolFormatException(
                    "%s: an unpacked size of %d bytes cannot be".formatted(name, size));
        }
        byte[] unpacked = new byte[(int) size];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(raw, from, raw.length - from);
            int done = 0;
            while (done < unpacked.length) {
                int n = inflater.inflate(unpacked, done, unpacked.length - done);
                if (n == 0) {
                    throw new SymbolFormatException(name + ": its compressed data ends early");
                }
                done += n;
            }
        } catch (DataFormatException e) {
            throw new SymbolFormatException(name + ": its compressed data is damaged");
        } finally {
            inflater.end();
        }
        return unpacked;
    }
}
