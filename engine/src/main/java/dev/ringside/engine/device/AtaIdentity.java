package dev.ringside.engine.device;

import java.util.Arrays;

/// What a disk says of itself: IDENTIFY DEVICE (ATA/ATAPI-6, table 26), and its geometry.
final class AtaIdentity {
    private static final int TRACK = 63;
    private static final int HEADS = 16;
    private static final int MOST_CYLINDERS = 16383;
    private static final int MULTIWORD_DMA = 0x20;
    private static final int ULTRA_DMA = 0x40;

    private final long sectors;
    private final int index;
    private int heads = HEADS;
    private int track = TRACK;

    /// @param index of the drive: 0 to 3
    AtaIdentity(long sectors, int index) {
        this.sectors = sectors;
        this.index = index;
    }

    /// INITIALIZE DEVICE PARAMETERS.
    void setGeometry(int newHeads, int newTrack) {
        heads = newHeads;
        track = newTrack == 0 ? TRACK : newTrack;
    }

    private int cylinders(int h, int t) {
        return (int) Math.min(MOST_CYLINDERS, Math.max(1, sectors / ((long) h * t)));
    }

    /// The sector's number, -1 where there is none.
    long linear(int cylinder, int head, int sector) {
        boolean there = sector >= 1 && sector <= track && head < heads;
        return there ? ((long) cylinder * heads + head) * track + sector - 1 : -1;
    }

    /// @param into gets 512 bytes
    void write(byte[] into, int multiple, int transferMode) {
        Arrays.fill(into, 0, BlockMedium.SECTOR, (byte) 0);
        word(into, 0, 0x0040);
        word(into, 1, cylinders(HEADS, TRACK));
        word(into, 3, HEADS);
        word(into, 6, TRACK);
        text(into, 10, 20, "RS%05d".formatted(index + 1));
        text(into, 23, 8, "1.0");
        text(into, 27, 40, "Ringside disk");
        word(into, 47, 0x8010);
        word(into, 48, 1);
        word(into, 49, 0x0B00);
        word(into, 51, 0x0200);
        word(into, 53, 7);
        word(into, 54, cylinders(heads, track));
        word(into, 55, heads);
        word(into, 56, track);
        double32(into, 57, (long) cylinders(heads, track) * heads * track);
        word(into, 59, 0x0100 | multiple);
        double32(into, 60, Math.min(sectors, 0xFFFFFFF));
        word(into, 63, 7 | selected(transferMode, MULTIWORD_DMA, 7));
        word(into, 64, 3);
        for (int cycle = 65; cycle <= 68; cycle++) {
            word(into, cycle, 120);
        }
        features(into, transferMode);
        double32(into, 100, sectors);
        double32(into, 102, sectors >>> 32);
    }

    /// Words 80 to 93: ATA-4 to 6, flush, write cache, 48 bits, Ultra DMA 0 to 5.
    private static void features(byte[] into, int transferMode) {
        word(into, 80, 0x0070);
        word(into, 82, 0x4020);
        word(into, 83, 0x7400);
        word(into, 84, 0x4000);
        word(into, 85, 0x4020);
        word(into, 86, 0x3400);
        word(into, 87, 0x4000);
        word(into, 88, 0x3F | selected(transferMode, ULTRA_DMA, 0x3F));
        word(into, 93, 0x600B);
    }

    private static int selected(int mode, int kind, int possible) {
        boolean chosen = (mode & 0xF8) == kind;
        return chosen ? 1 << (mode & 7) + 8 & possible << 8 : 0;
    }

    static void word(byte[] into, int word, int value) {
        into[2 * word] = (byte) value;
        into[2 * word + 1] = (byte) (value >> 8);
    }

    private static void double32(byte[] into, int word, long value) {
        word(into, word, (int) value);
        word(into, word + 1, (int) (value >>> 16));
    }

    /// Texts have the first character of each word in its high byte.
    static void text(byte[] into, int word, int length, String text) {
        for (int i = 0; i < length; i++) {
            into[2 * word + (i ^ 1)] = (byte) (i < text.length() ? text.charAt(i) : ' ');
        }
    }

    void save(StateWriter out) {
        out.putByte(heads);
        out.putByte(track);
    }

    void restore(StateReader in) {
        heads = Math.clamp(in.getByte(), 1, 16);
        setGeometry(heads, in.getByte());
    }
}
