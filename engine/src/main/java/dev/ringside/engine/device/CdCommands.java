package dev.ringside.engine.device;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// What a CD-ROM drive's packets ask for (SCSI Multimedia Commands 5, T10/1675D; SPC-3, T10/1416D):
/// a data disc of one session and one track that never changes.
///
/// An answer is bytes made at once, or blocks of 2,048 bytes read as they are asked for.
final class CdCommands {
    static final int BLOCK = 2048;
    private static final int SECTORS = BLOCK / BlockMedium.SECTOR;

    /// Sense keys, additional codes.
    private static final int NOT_READY = 2;

    private static final int MEDIUM_ERROR = 3;
    private static final int ILLEGAL = 5;
    private static final int NO_MEDIUM = 0x3A00;
    private static final int UNREADABLE = 0x1100;
    private static final int BAD_COMMAND = 0x2000;
    private static final int OUT_OF_RANGE = 0x2100;
    private static final int BAD_FIELD = 0x2400;

    private final @Nullable BlockMedium disc;
    private boolean active;
    private byte[] answer = {};
    private int given;
    private long block;
    private long blocks;
    private int key;
    private int code;

    /// The sense that REQUEST SENSE tells.
    private int lastKey;

    private int lastCode;

    CdCommands(@Nullable BlockMedium disc) {
        this.disc = disc;
    }

    void reset() {
        active = false;
        answer = new byte[0];
        given = 0;
        blocks = 0;
    }

    /// Whether a command has begun and not ended.
    boolean active() {
        return active;
    }

    /// Bytes still to come.
    long left() {
        return answer.length - given + blocks * BLOCK;
    }

    /// Copies the next bytes of the answer.
    ///
    /// @param most how many; blocks come whole unless even one is too large
    /// @return how many, 0 at the end or after an error
    int read(byte[] into, int most) {
        if (given == answer.length && blocks > 0) {
            if (most >= BLOCK) {
                return readBlocks(into, (int) Math.min(blocks, most / BLOCK));
            }
            byte[] one = new byte[BLOCK];
            if (readBlocks(one, 1) == 0) {
                return 0;
            }
            answer = one;
            given = 0;
        }
        int n = Math.min(most, answer.length - given);
        System.arraycopy(answer, given, into, 0, n);
        given += n;
        return n;
    }

    private int readBlocks(byte[] into, int count) {
        for (int i = 0; i < count * SECTORS; i++) {
            if (disc == null || !disc.read(block * SECTORS + i, into, i * BlockMedium.SECTOR)) {
                blocks = 0;
                fail(MEDIUM_ERROR, UNREADABLE);
                return 0;
            }
        }
        block += count;
        blocks -= count;
        return count * BLOCK;
    }

    /// Ends the command.
    ///
    /// @return the sense key, 0 for success
    int end() {
        active = false;
        lastKey = key;
        lastCode = code;
        return key;
    }

    private void fail(int senseKey, int senseCode) {
        key = senseKey;
        code = senseCode;
    }

    /// @param packet 12 bytes
    void start(byte[] packet) {
        active = true;
        answer = new byte[0];
        given = 0;
        blocks = 0;
        key = 0;
        code = 0;
        int operation = packet[0] & 0xFF;
        boolean withoutDisc =
                switch (operation) {
                    case 0x03, 0x12, 0x1B, 0x1E, 0x46, 0x4A, 0x1A, 0x5A, 0xBD -> true;
                    default -> false;
                };
        if (disc == null && !withoutDisc) {
            fail(NOT_READY, NO_MEDIUM);
            return;
        }
        perform(operation, packet);
    }

    private void perform(int operation, byte[] packet) {
        switch (operation) {
            // Ready, start and stop, lock, seek, verify, speed, stop: nothing is to be done.
            case 0x00, 0x1B, 0x1E, 0x2B, 0x2F, 0xBB, 0x4E -> {}
            case 0x03 -> give(sense(), packet[4] & 0xFF);
            case 0x12 -> give(inquiry(), packet[4] & 0xFF);
            case 0x1A -> give(modeSense(packet[2] & 0x3F, 4), packet[4] & 0xFF);
            case 0x5A -> give(modeSense(packet[2] & 0x3F, 8), big(packet, 7, 2));
            case 0x25 -> give(capacity(), 8);
            case 0x28 -> readBlocks(big(packet, 2, 4), big(packet, 7, 2));
            case 0xA8 -> readBlocks(big(packet, 2, 4), big(packet, 6, 4));
            case 0xBE -> readCd(packet);
            case 0x43 -> toc(packet);
            case 0x46 -> give(configuration(big(packet, 2, 2)), big(packet, 7, 2));
            case 0x4A ->
                    give(new byte[] {0, 6, 4, 0x10, 0, (byte) present(), 0, 0}, big(packet, 7, 2));
            case 0x51 -> give(discInformation(), big(packet, 7, 2));
            case 0xBD -> give(new byte[8], big(packet, 8, 2));
            default -> fail(ILLEGAL, BAD_COMMAND);
        }
    }

    private int present() {
        return disc == null ? 0 : 2;
    }

    private void give(byte[] bytes, long most) {
        answer = Arrays.copyOf(bytes, (int) Math.min(bytes.length, most));
    }

    private static long big(byte[] packet, int at, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | packet[at + i] & 0xFF;
        }
        return value;
    }

    private static void putBig(byte[] into, int at, int size, long value) {
        for (int i = 0; i < size; i++) {
            into[at + i] = (byte) (value >>> 8 * (size - 1 - i));
        }
    }

    private long discBlocks() {
        return disc == null ? 0 : disc.sectors() / SECTORS;
    }

    private void readBlocks(long first, long count) {
        if (first + count > discBlocks()) {
            fail(ILLEGAL, OUT_OF_RANGE);
        } else {
            block = first;
            blocks = count;
        }
    }

    /// User data of data sectors only.
    private void readCd(byte[] packet) {
        if ((packet[9] & 0xF8) != 0x10 && packet[9] != 0) {
            fail(ILLEGAL, BAD_FIELD);
        } else if (packet[9] != 0) {
            readBlocks(big(packet, 2, 4), big(packet, 6, 3));
        }
    }

    private byte[] sense() {
        byte[] sense = new byte[18];
        sense[0] = 0x70;
        sense[2] = (byte) lastKey;
        sense[7] = 10;
        sense[12] = (byte) (lastCode >> 8);
        sense[13] = (byte) lastCode;
        return sense;
    }

    private static byte[] inquiry() {
        byte[] data = new byte[36];
        data[0] = 5;
        data[1] = (byte) 0x80;
        data[3] = 0x21;
        data[4] = 31;
        byte[] names =
                "RINGSIDECD-ROM          1.0 ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(names, 0, data, 8, names.length);
        return data;
    }

    private byte[] capacity() {
        byte[] data = new byte[8];
        putBig(data, 0, 4, discBlocks() - 1);
        putBig(data, 4, 4, BLOCK);
        return data;
    }

    /// Error recovery (01) and capabilities (2A); 3F is both.
    private byte[] modeSense(int page, int header) {
        byte[] recovery = {1, 6, 0, 5, 0, 0, 0, 0};
        byte[] abilities = new byte[20];
        abilities[0] = 0x2A;
        abilities[1] = 18;
        abilities[2] = 3;
        abilities[4] = 0x71;
        abilities[5] = 0x60;
        abilities[6] = 0x29;
        putBig(abilities, 8, 2, 706);
        putBig(abilities, 12, 2, 2048);
        putBig(abilities, 14, 2, 706);
        boolean first = page == 1 || page == 0x3F;
        boolean second = page == 0x2A || page == 0x3F;
        if (!first && !second) {
            fail(ILLEGAL, BAD_FIELD);
            return new byte[0];
        }
        int length = header + (first ? recovery.length : 0) + (second ? abilities.length : 0);
        byte[] data = new byte[length];
        putBig(data, 0, header == 4 ? 1 : 2, length - (header == 4 ? 1 : 2));
        int at = header;
        if (first) {
            System.arraycopy(recovery, 0, data, at, recovery.length);
            at += recovery.length;
        }
        if (second) {
            System.arraycopy(abilities, 0, data, at, abilities.length);
        }
        return data;
    }

    /// Track 1 and the lead-out (format 0), the session (1), or the same as full TOC (2).
    private void toc(byte[] packet) {
        boolean minutes = (packet[1] & 2) != 0;
        int format = packet[2] & 15;
        if (format == 0) {
            format = packet[9] >> 6 & 3;
        }
        switch (format) {
            case 0 -> {
                byte[] data = new byte[20];
                putBig(data, 0, 2, 18);
                data[2] = 1;
                data[3] = 1;
                tocEntry(data, 4, 1, 0, minutes);
                tocEntry(data, 12, 0xAA, discBlocks(), minutes);
                give(data, big(packet, 7, 2));
            }
            case 1 -> {
                byte[] data = new byte[12];
                putBig(data, 0, 2, 10);
                data[2] = 1;
                data[3] = 1;
                tocEntry(data, 4, 1, 0, minutes);
                give(data, big(packet, 7, 2));
            }
            case 2 -> give(fullToc(), big(packet, 7, 2));
            default -> fail(ILLEGAL, BAD_FIELD);
        }
    }

    private static void tocEntry(byte[] into, int at, int track, long lba, boolean minutes) {
        into[at + 1] = 0x14;
        into[at + 2] = (byte) track;
        putAddress(into, at + 4, lba, minutes);
    }

    private static void putAddress(byte[] into, int at, long lba, boolean minutes) {
        if (minutes) {
            long frames = lba + 150;
            into[at] = 0;
            into[at + 1] = (byte) (frames / 75 / 60);
            into[at + 2] = (byte) (frames / 75 % 60);
            into[at + 3] = (byte) (frames % 75);
        } else {
            putBig(into, at, 4, lba);
        }
    }

    /// Points A0, A1, A2 and track 1, addresses in minutes.
    private byte[] fullToc() {
        byte[] data = new byte[4 + 4 * 11];
        putBig(data, 0, 2, data.length - 2);
        data[2] = 1;
        data[3] = 1;
        int[] points = {0xA0, 0xA1, 0xA2, 1};
        for (int i = 0; i < points.length; i++) {
            int at = 4 + 11 * i;
            data[at] = 1;
            data[at + 1] = 0x14;
            data[at + 3] = (byte) points[i];
            if (i < 2) {
                data[at + 8] = 1;
            } else {
                putAddress(data, at + 7, i == 2 ? discBlocks() : 0, true);
            }
        }
        return data;
    }

    /// Profile CD-ROM; core, morphing, removable and random readable features.
    private byte[] configuration(long first) {
        byte[] features = {
            0,
            0,
            3,
            4,
            0,
            8,
            (byte) (disc == null ? 0 : 1),
            0,
            0,
            1,
            3,
            8,
            0,
            0,
            0,
            2,
            0,
            0,
            0,
            0,
            0,
            3,
            3,
            4,
            0x29,
            0,
            0,
            0,
            0,
            0x10,
            1,
            8,
            0,
            0,
            8,
            0,
            0,
            1,
            0,
            0,
        };
        byte[] data = new byte[8 + features.length];
        System.arraycopy(features, 0, data, 8, features.length);
        if (first > 0) {
            data = Arrays.copyOf(data, 8);
        }
        putBig(data, 0, 4, data.length - 4);
        data[7] = (byte) (disc == null ? 0 : 8);
        return data;
    }

    private static byte[] discInformation() {
        byte[] data = new byte[34];
        putBig(data, 0, 2, 32);
        data[2] = 0x0E;
        for (int i = 3; i <= 6; i++) {
            data[i] = 1;
        }
        data[7] = 0x20;
        Arrays.fill(data, 16, 24, (byte) 0xFF);
        return data;
    }

    void save(StateWriter out) {
        out.putBoolean(active);
        out.putBytes(answer);
        out.putInt(given);
        out.putLong(block);
        out.putLong(blocks);
        for (int value : new int[] {key, code, lastKey, lastCode}) {
            out.putInt(value);
        }
    }

    void restore(StateReader in) {
        active = in.getBoolean();
        answer = in.getBytes();
        given = Math.clamp(in.getInt(), 0, answer.length);
        block = Math.clamp(in.getLong(), 0, discBlocks());
        blocks = Math.clamp(in.getLong(), 0, discBlocks() - block);
        key = in.getInt() & 15;
        code = in.getInt() & 0xFFFF;
        lastKey = in.getInt() & 15;
        lastCode = in.getInt() & 0xFFFF;
    }
}
