package dev.ringside.engine.device;

import java.util.Arrays;

/// The register files of a VGA, 0x3B0-0x3DF (IBM PS/2 hardware interface technical reference,
/// "Video subsystem"): they read back, those that say what memory shows are used, and the retrace
/// bits move with time. Text memory itself is plain memory; the planes are [VgaMemory].
public final class VgaRegisters implements PortDevice.ByteDevice, Stateful {
    /// The first port.
    public static final int FIRST = 0x3B0;

    public static final int LAST = 0x3DF;

    /// One frame at 70.09 Hz and one line of 449, in ns.
    private static final long FRAME = 14_268_000;

    private static final long LINE = FRAME / 449;

    private final VirtualClock clock;
    private final byte[] crtc = new byte[32];
    private final byte[] attribute = new byte[32];
    private final byte[] sequencer = new byte[8];
    private final byte[] graphics = new byte[16];
    private final byte[] palette = new byte[768];
    private int crtcIndex;
    private int attributeIndex;
    private boolean attributeData;
    private int sequencerIndex;
    private int graphicsIndex;
    private int paletteRead;
    private int paletteWrite;
    private int paletteMask = 0xFF;
    private int miscellaneous = 0x67;
    private int feature;
    private int paletteBits = 0x3F;
    private Runnable changed = () -> {};

    public VgaRegisters(VirtualClock clock) {
        this.clock = clock;
        setTextMode();
    }

    /// The registers of mode 3, 80x25 (same reference, "Register values for the modes").
    public void setTextMode() {
        byte[] crtcText = {
            0x5F,
            0x4F,
            0x50,
            (byte) 0x82,
            0x55,
            (byte) 0x81,
            (byte) 0xBF,
            0x1F,
            0,
            0x4F,
            0x0D,
            0x0E,
            0,
            0,
            0,
            0,
            (byte) 0x9C,
            (byte) 0x8E,
            (byte) 0x8F,
            0x28,
            0x1F,
            (byte) 0x96,
            (byte) 0xB9,
            (byte) 0xA3,
            (byte) 0xFF
        };
        Arrays.fill(crtc, (byte) 0);
        System.arraycopy(crtcText, 0, crtc, 0, crtcText.length);
        byte[] attributeText = {
            0, 1, 2, 3, 4, 5, 0x14, 7, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F, 0x0C, 0,
            0x0F, 8, 0
        };
        System.arraycopy(attributeText, 0, attribute, 0, attributeText.length);
        System.arraycopy(new byte[] {3, 0, 3, 0, 2}, 0, sequencer, 0, 5);
        System.arraycopy(new byte[] {0, 0, 0, 0, 0, 0x10, 0x0E, 0, (byte) 0xFF}, 0, graphics, 0, 9);
        miscellaneous = 0x67;
        attributeIndex = 0x20;
        changed.run();
    }

    /// Hears of writes that may change what memory shows.
    void onChange(Runnable listener) {
        changed = listener;
    }

    /// Whether palette entries take eight bits a colour; six otherwise.
    void setWidePalette(boolean wide) {
        paletteBits = wide ? 0xFF : 0x3F;
    }

    /// A sequencer register, 0 to 4.
    public int sequencer(int index) {
        return sequencer[index] & 0xFF;
    }

    /// A graphics controller register, 0 to 8.
    public int graphics(int index) {
        return graphics[index] & 0xFF;
    }

    /// An attribute controller register, 0 to 0x14.
    public int attribute(int index) {
        return attribute[index] & 0xFF;
    }

    /// A CRT controller register, 0 to 0x18.
    public int crtc(int index) {
        return crtc[index] & 0xFF;
    }

    /// The byte of palette entry `index` for red (0), green (1) or blue (2), as written.
    public int palette(int index, int component) {
        return palette[3 * (index & paletteMask) + component] & 0xFF;
    }

    /// CRTC start address in characters.
    public int startAddress() {
        return (crtc[0x0C] & 0xFF) << 8 | crtc[0x0D] & 0xFF;
    }

    /// Cursor location in characters from the start of the memory.
    public int cursor() {
        return (crtc[0x0E] & 0xFF) << 8 | crtc[0x0F] & 0xFF;
    }

    public void setCursor(int location) {
        crtc[0x0E] = (byte) (location >> 8);
        crtc[0x0F] = (byte) location;
    }

    public void setStartAddress(int location) {
        crtc[0x0C] = (byte) (location >> 8);
        crtc[0x0D] = (byte) location;
    }

    /// The first and last scan line of the cursor: CRTC registers 0x0A and 0x0B.
    public void setCursorShape(int first, int last) {
        crtc[0x0A] = (byte) first;
        crtc[0x0B] = (byte) last;
    }

    /// CRTC register 0x0A bit 5 turns the cursor off, and so does a start line after the end line.
    public boolean cursorVisible() {
        return (crtc[0x0A] & 0x20) == 0 && (crtc[0x0A] & 0x1F) <= (crtc[0x0B] & 0x1F);
    }

    @Override
    public int read(int offset) {
        return switch (offset + FIRST) {
            case 0x3C0 -> attributeIndex;
            case 0x3C1 -> attribute[attributeIndex & 0x1F] & 0xFF;
            case 0x3C2 -> 0x10;
            case 0x3C4 -> sequencerIndex;
            case 0x3C5 -> sequencer[sequencerIndex] & 0xFF;
            case 0x3C6 -> paletteMask;
            case 0x3C7 -> 3;
            case 0x3C8 -> paletteWrite / 3;
            case 0x3C9 -> nextPaletteByte();
            case 0x3CA -> feature;
            case 0x3CC -> miscellaneous;
            case 0x3CE -> graphicsIndex;
            case 0x3CF -> graphics[graphicsIndex] & 0xFF;
            case 0x3B4, 0x3D4 -> crtcIndex;
            case 0x3B5, 0x3D5 -> crtc[crtcIndex] & 0xFF;
            case 0x3BA, 0x3DA -> inputStatus();
            default -> 0xFF;
        };
    }

    private int nextPaletteByte() {
        int value = palette[paletteRead];
        paletteRead = (paletteRead + 1) % palette.length;
        return value;
    }

    /// Bit 3 is vertical retrace, bit 0 either retrace; reading resets the attribute flip-flop.
    private int inputStatus() {
        attributeData = false;
        long inFrame = clock.now() % FRAME;
        long line = inFrame / LINE;
        boolean vertical = line >= 412 && line < 414;
        boolean blank = line >= 400 || inFrame % LINE > LINE * 4 / 5;
        return (vertical ? 8 : 0) | (blank ? 1 : 0);
    }

    @Override
    public void write(int offset, int value) {
        switch (offset + FIRST) {
            case 0x3C0 -> writeAttribute(value);
            case 0x3C2 -> miscellaneous = value;
            case 0x3C4 -> sequencerIndex = value & 7;
            case 0x3C5 -> {
                sequencer[sequencerIndex] = (byte) value;
                changed.run();
            }
            case 0x3C6 -> paletteMask = value;
            case 0x3C7 -> paletteRead = value * 3;
            case 0x3C8 -> paletteWrite = value * 3;
            case 0x3C9 -> {
                palette[paletteWrite] = (byte) (value & paletteBits);
                paletteWrite = (paletteWrite + 1) % palette.length;
            }
            case 0x3CE -> graphicsIndex = value & 15;
            case 0x3CF -> {
                graphics[graphicsIndex] = (byte) value;
                changed.run();
            }
            case 0x3B4, 0x3D4 -> crtcIndex = value & 0x1F;
            case 0x3B5, 0x3D5 -> writeCrtc(value);
            case 0x3BA, 0x3DA -> feature = value;
            default -> {
                // MDA and EGA ports nothing listens to.
            }
        }
    }

    private void writeAttribute(int value) {
        if (attributeData) {
            attribute[attributeIndex & 0x1F] = (byte) value;
        } else {
            attributeIndex = value & 0x3F;
        }
        attributeData = !attributeData;
    }

    /// Bit 7 of register 0x11 protects registers 0 to 7 but for bit 4 of 7.
    private void writeCrtc(int value) {
        if (crtcIndex <= 7 && (crtc[0x11] & 0x80) != 0) {
            if (crtcIndex == 7) {
                crtc[7] = (byte) (crtc[7] & ~0x10 | value & 0x10);
            }
            return;
        }
        crtc[crtcIndex] = (byte) value;
    }

    @Override
    public String stateName() {
        return "vga";
    }

    @Override
    public void save(StateWriter out) {
        out.putBytes(crtc);
        out.putBytes(attribute);
        out.putBytes(sequencer);
        out.putBytes(graphics);
        out.putBytes(palette);
        out.putByte(crtcIndex);
        out.putByte(attributeIndex);
        out.putBoolean(attributeData);
        out.putByte(sequencerIndex);
        out.putByte(graphicsIndex);
        out.putInt(paletteRead);
        out.putInt(paletteWrite);
        out.putByte(paletteMask);
        out.putByte(miscellaneous);
        out.putByte(feature);
    }

    @Override
    public void restore(StateReader in) {
        in.getBytes(crtc);
        in.getBytes(attribute);
        in.getBytes(sequencer);
        in.getBytes(graphics);
        in.getBytes(palette);
        crtcIndex = in.getByte() & 0x1F;
        attributeIndex = in.getByte() & 0x3F;
        attributeData = in.getBoolean();
        sequencerIndex = in.getByte() & 7;
        graphicsIndex = in.getByte() & 15;
        paletteRead = Math.floorMod(in.getInt(), palette.length);
        paletteWrite = Math.floorMod(in.getInt(), palette.length);
        paletteMask = in.getByte();
        miscellaneous = in.getByte();
        feature = in.getByte();
        changed.run();
    }
}
