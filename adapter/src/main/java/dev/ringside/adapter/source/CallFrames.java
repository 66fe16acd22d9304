package dev.ringside.adapter.source;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules of unwinding in `.debug_frame` or `.eh_frame` (DWARF 5, 6.4; Linux Standard Base 5.0,
/// 10.6). Addresses are the file's own.
final class CallFrames {
    private static final int MAXIMUM_ENTRIES = 1_000_000;
    private static final int MAXIMUM_COMMON = 100_000;
    private static final long WIDE_LENGTH = 0xFFFFFFFFL;

    private final ByteReader section;
    private final boolean exceptions;
    private final long sectionAddress;
    private final int addressSize;
    private final long bias;
    private final DwarfFile notes;
    private final Map<Long, Common> commons = new HashMap<>();

    /// Sorted by `first`.
    private long[] first = new long[64];

    private long[] last = new long[64];
    private int[] at = new int[64];
    private int count;

    /// What several functions share (a CIE).
    record Common(
            long codeFactor,
            long dataFactor,
            int returnColumn,
            int pointerEncoding,
            boolean augmented,
            boolean signal,
            int addressSize,
            int start,
            int end) {}

    private CallFrames(DwarfFile file, String name, long sectionAddress, int addressSize, long bias)
            throws SymbolFormatException, IOException {
        this.notes = file;
        this.section = file.sections.reader(name);
        this.exceptions = name.equals(".eh_frame");
        this.sectionAddress = sectionAddress;
        this.addressSize = addressSize;
        this.bias = bias;
    }

    /// @param sectionAddress where the section is when the program runs
    static CallFrames read(
            DwarfFile file, String name, long sectionAddress, int addressSize, long bias)
            throws IOException, SymbolFormatException {
        CallFrames frames = new CallFrames(file, name, sectionAddress, addressSize, bias);
        try {
            frames.index();
        } catch (SymbolFormatException e) {
            file.trouble(e.getMessage() + "; frames from there on were left out");
        }
        frames.sort();
        return frames;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// An entry of the section.
    ///
    /// @param id offset of its common part, or -1 if it is one itself
    private record Entry(int start, int body, int end, long id) {}

    private Entry entry(ByteReader in) throws SymbolFormatException {
        int start = in.position();
        long length = in.u32();
        int size = 4;
        if (length == WIDE_LENGTH) {
            length = in.u64();
            size = 8;
        }
        if (length == 0) {
            return new Entry(start, in.position(), in.position(), -1);
        }
        if (length < size || length > in.limit() - in.position()) {
            throw new SymbolFormatException("an entry of frames reaches beyond its section");
        }
        int end = in.position() + (int) length;
        int idAt = in.position();
        long id = in.unsigned(size);
        long none = size == 4 ? 0xFFFFFFFFL : -1L;
        boolean common = exceptions ? id == 0 : id == none;
        long from = exceptions ? idAt - id : id;
        return new Entry(start, in.position(), end, common ? -1 : from);
    }

    private void index() throws SymbolFormatException, IOException {
        ByteReader in = section;
        in.seek(0);
        while (in.limit() - in.position() > 4 && count < MAXIMUM_ENTRIES) {
            Entry entry = entry(in);
            if (entry.id >= 0 && entry.end > entry.body) {
                Common common = common(entry.id);
                ByteReader body = in.window(entry.body, entry.end);
                long from = pointer(body, common.pointerEncoding, common);
                long length = pointer(body, common.pointerEncoding & 0x0F, common);
                add(from, from + length - 1, entry.start);
            }
            in.seek(entry.end);
        }
    }

    private void add(long from, long to, int entry) {
        // Linkers leave the entries of dropped functions behind, at address 0.
        if (Long.compareUnsigned(from, to) > 0 || from == 0) {
            return;
        }
        if (count == first.length) {
            first = Arrays.copyOf(first, count * 2);
            last = Arrays.copyOf(last, count * 2);
            at = Arrays.copyOf(at, count * 2);
        }
        first[count] = from;
        last[count] = to;
        at[count++] = entry;
    }

    private void sort() {
        int[] order = IndexSort.sorted(count, (a, b) -> Long.compareUnsigned(first[a], first[b]));
        first = Arrays.stream(order).mapToLong(i -> first[i]).toArray();
        last = Arrays.stream(order).mapToLong(i -> last[i]).toArray();
        at = Arrays.stream(order).map(i -> at[i]).toArray();
    }

    private Common common(long offset) throws SymbolFormatException {
        Common known = commons.get(offset);
        if (known == null) {
            if (commons.size() > MAXIMUM_COMMON) {
                throw new SymbolFormatException("more common entries of frames than can be");
            }
            ByteReader in = section.window(offset, section.limit());
            Entry entry = entry(in);
            if (entry.id >= 0) {
                throw new SymbolFormatException("a frame's common entry is none");
            }
            known = common(section.window(entry.body, entry.end));
            commons.put(offset, known);
        }
        return known;
    }

    private Common common(ByteReader in) throws SymbolFormatException {
        int version = in.u8();
        String augmentation = in.text();
        int pointerSize = addressSize;
        if (version >= 4) {
            pointerSize = in.u8();
            in.skip(1); // size of a segment selector
            if (pointerSize != 4 && pointerSize != 8) {
                throw new SymbolFormatException(
                        "frames with addresses of %d bytes".formatted(pointerSize));
            }
        }
        if (augmentation.startsWith("eh")) {
            in.skip(pointerSize);
        }
        long codeFactor = in.uleb();
        long dataFactor = in.sleb();
        int returnColumn = version == 1 ? in.u8() : Math.clamp(in.uleb(), 0, 1000);
        int encoding = 0;
        boolean signal = false;
        boolean augmented = augmentation.startsWith("z");
        if (augmented) {
            long length = in.uleb();
            int behind = in.position() + (int) Math.min(length, in.limit() - in.position());
            for (int i = 1; i < augmentation.length(); i++) {
                switch (augmentation.charAt(i)) {
                    case 'R' -> encoding = in.u8();
                    case 'L' -> in.skip(1);
                    case 'P' -> encodedPointer(in, in.u8(), pointerSize);
                    case 'S' -> signal = true;
                    default -> i = augmentation.length();
                }
            }
            in.seek(behind);
        }
        return new Common(
                codeFactor,
                dataFactor,
                returnColumn,
                encoding,
                augmented,
                signal,
                pointerSize,
                in.position(),
                in.limit());
    }

    /// An address as an encoding writes it (Linux Standard Base 5.0, 10.5).
    long pointer(ByteReader in, int encoding, Common common) throws SymbolFormatException {
        return encodedPointer(in, encoding, common.addressSize);
    }

    private long encodedPointer(ByteReader in, int encoding, int size)
            throws SymbolFormatException {
        int place = in.position();
        long value =
                switch (encoding & 0x0F) {
                    case 0x00 -> in.unsigned(size);
                    case 0x01 -> in.uleb();
                    case 0x02 -> in.u16();
                    case 0x03 -> in.u32();
                    case 0x04, 0x0C -> in.u64();
                    case 0x09 -> in.sleb();
                    case 0x0A -> (short) in.u16();
                    case 0x0B -> (int) in.u32();
                    default ->
                            throw new SymbolFormatException(
                                    "frames with pointers of encoding 0x%x".formatted(encoding));
                };
        if ((encoding & 0x70) == 0x10) {
            value += sectionAddress + place;
        }
        return size == 4 ? value & 0xFFFFFFFFL : value;
    }

    /// The rules at an address of the file, or null where there are none.
    @Nullable UnwindRow at(long pc) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(first[middle], pc) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0 || Long.compareUnsigned(pc, last[low - 1]) > 0) {
            return null;
        }
        try {
            return row(at[low - 1], pc);
        } catch (SymbolFormatException | IOException e) {
            notes.trouble("frames: " + e.getMessage());
            return null;
        }
    }

    private UnwindRow row(int offset, long pc) throws SymbolFormatException, IOException {
        Entry entry = entry(section.window(offset, section.limit()));
        Common common = common(entry.id);
        ByteReader body = section.window(entry.body, entry.end);
        long from = pointer(body, common.pointerEncoding, common);
        pointer(body, common.pointerEncoding & 0x0F, common);
        if (common.augmented) {
            body.skip(body.uleb());
        }
        UnwindProgram program = new UnwindProgram(this, common, from, pc, bias);
        program.run(section.window(common.start, common.end));
        program.markInitial();
        program.run(body);
        return program.row();
    }
}
