package dev.ringside.engine.device;

/// Bochs' display interface: linear modes of any size by sixteen-bit registers (Bochs, "VBE Display
/// API" 1.x), index at 0x1CE, data at 0x1CF and 0x1D0, and the same registers in memory.
///
/// ```
/// 0 id: B0C0 to B0C5, as the guest chooses
/// 1 width  2 height  3 bits a pixel: 8, 15, 16, 24, 32
/// 4 enable: 0 on  1 read maxima  5 8-bit palette  6 linear  7 keep memory
/// 5 bank of 64 KiB at A0000   6 virtual width  7 virtual height  8 x  9 y   A memory in 64 KiB
/// ```
public final class BochsDisplay implements PortDevice, Stateful {
    private static final int FIRST_ID = 0xB0C0;
    private static final int LAST_ID = 0xB0C5;
    private static final int ENABLED = 1;
    private static final int MAXIMA = 2;
    private static final int EIGHT_BITS = 0x20;
    private static final int KEEP = 0x80;
    private static final int MOST_WIDTH = 2560;
    private static final int MOST_HEIGHT = 1600;
    private static final int BANK = 0x10000;

    private final long memorySize;
    private final Runnable cleared;
    private Runnable changed = () -> {};
    private int id = LAST_ID;
    private int index;
    private int width;
    private int height;
    private int depth = 8;
    private int enable;
    private int bank;
    private int virtualWidth;
    private int x;
    private int y;

    /// @param memorySize bytes of the frame buffer
    /// @param cleared zeroes them
    public BochsDisplay(long memorySize, Runnable cleared) {
        this.memorySize = memorySize;
        this.cleared = cleared;
    }

    /// Hears of a new mode or bank.
    public void onChange(Runnable listener) {
        changed = listener;
    }

    /// Whether a linear mode is on.
    public boolean enabled() {
        return (enable & ENABLED) != 0;
    }

    /// Whether palette entries have eight bits.
    public boolean wideColors() {
        return (enable & EIGHT_BITS) != 0;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /// Bits a pixel: 8, 15, 16, 24 or 32.
    public int depth() {
        return depth;
    }

    private int bytesPerPixel() {
        return depth + 7 >> 3;
    }

    /// Bytes from one line to the next.
    public int pitch() {
        return virtualWidth * bytesPerPixel();
    }

    /// Where the picture's first pixel lies in the frame buffer.
    public long start() {
        return (long) y * pitch() + (long) x * bytesPerPixel();
    }

    /// What A0000 shows of the frame buffer.
    public long bankOffset() {
        return (long) bank * BANK;
    }

    @Override
    public int read(int offset, int size) {
        return offset == 0 ? index : register(index);
    }

    @Override
    public void write(int offset, int size, int value) {
        if (offset == 0) {
            index = value & 0xFFFF;
        } else {
            setRegister(index, value & 0xFFFF);
        }
    }

    /// A register; 0 for one that is not there.
    public int register(int number) {
        boolean maxima = (enable & MAXIMA) != 0;
        return switch (number) {
            case 0 -> id;
            case 1 -> maxima ? MOST_WIDTH : width;
            case 2 -> maxima ? MOST_HEIGHT : height;
            case 3 -> maxima ? 32 : depth;
            case 4 -> enable;
            case 5 -> bank;
            case 6 -> virtualWidth;
            case 7 -> pitch() == 0 ? 0 : (int) Math.min(memorySize / pitch(), 0xFFFF);
            case 8 -> x;
            case 9 -> y;
            case 0xA -> (int) (memorySize / BANK);
            default -> 0;
        };
    }

    /// Sets a register.
    ///
    /// @param value 16 bits; one that is not possible changes nothing
    public void setRegister(int number, int value) {
        boolean on = enabled();
        switch (number) {
            case 0 -> id = value >= FIRST_ID && value <= LAST_ID ? value : id;
            case 1 -> width = !on && value <= MOST_WIDTH && value % 8 == 0 ? value : width;
            case 2 -> height = !on && value <= MOST_HEIGHT ? value : height;
            case 3 -> depth = on ? depth : depthOf(value);
            case 4 -> setEnable(value);
            case 5 -> bank = (long) value * BANK < memorySize ? value : bank;
            case 6 -> setVirtualWidth(value);
            case 8 -> x = fits(value, y) ? value : x;
            case 9 -> y = fits(x, value) ? value : y;
            default -> {
                // Read-only or not there.
            }
        }
        changed.run();
    }

    private int depthOf(int value) {
        return switch (value) {
            case 0 -> 8;
            case 8, 15, 16, 24, 32 -> value;
            default -> depth;
        };
    }

    private void setVirtualWidth(int value) {
        boolean possible =
                value >= width
                        && (long) value * bytesPerPixel() * Math.max(height, 1) <= memorySize;
        if (possible && value <= 0x4000) {
            virtualWidth = value;
        }
    }

    private boolean fits(int left, int top) {
        long lastLine = (long) (top + height - 1) * pitch();
        return left + width <= virtualWidth
                && lastLine + (long) (left + width) * bytesPerPixel() <= memorySize;
    }

    private void setEnable(int value) {
        boolean starts = (value & ENABLED) != 0 && !enabled();
        boolean possible = (long) width * height * bytesPerPixel() <= memorySize && width > 0;
        enable = starts && !possible ? value & ~ENABLED : value;
        if (starts && possible) {
            virtualWidth = width;
            x = 0;
            y = 0;
            bank = 0;
            if ((value & KEEP) == 0) {
                cleared.run();
            }
        }
    }

    @Override
    public String stateName() {
        return "bochs-display";
    }

    @Override
    public void save(StateWriter out) {
        for (int value :
                new int[] {id, index, width, height, depth, enable, bank, virtualWidth, x, y}) {
            out.putInt(value);
        }
    }

    @Override
    public void restore(StateReader in) {
        id = Math.clamp(in.getInt(), FIRST_ID, LAST_ID);
        index = in.getInt() & 0xFFFF;
        width = Math.clamp(in.getInt(), 0, MOST_WIDTH);
        height = Math.clamp(in.getInt(), 0, MOST_HEIGHT);
        depth = depthOf(in.getInt());
        enable = in.getInt() & 0xFFFF;
        bank = Math.clamp(in.getInt(), 0, (int) (memorySize / BANK) - 1);
        virtualWidth = width;
        setVirtualWidth(in.getInt());
        int left = in.getInt() & 0xFFFF;
        int top = in.getInt() & 0xFFFF;
        boolean inside = fits(left, top);
        x = inside ? left : 0;
        y = inside ? top : 0;
        boolean possible = (long) width * height * bytesPerPixel() <= memorySize && width > 0;
        enable = possible ? enable : enable & ~ENABLED;
        changed.run();
    }
}
