package dev.ringside.engine.device;

/// The VGA's 256 KiB in four planes, as A0000-AFFFF shows them outside the linear modes: latches,
/// write modes 0 to 3, read modes 0 and 1, odd/even (IBM PS/2 hardware interface technical
/// reference, "Video subsystem", "Graphics controller registers").
///
/// Differs: text memory at B8000 and the memory of the linear modes are kept apart from the planes.
public final class VgaMemory implements PortDevice.ByteDevice, Stateful {
    /// Bytes of a plane.
    public static final int PLANE = 0x10000;

    private static final int PLANES = 4;
    private static final int ODD_EVEN = 4;

    private final VgaRegisters registers;
    private final byte[] memory = new byte[PLANES * PLANE];
    private final int[] latch = new int[PLANES];

    public VgaMemory(VgaRegisters registers) {
        this.registers = registers;
    }

    /// A byte of a plane, for who draws the picture.
    ///
    /// @param plane 0 to 3
    /// @param offset taken modulo the plane's size
    public int plane(int plane, int offset) {
        return memory[plane * PLANE + (offset & PLANE - 1)] & 0xFF;
    }

    private boolean there() {
        return (registers.graphics(6) >> 2 & 3) < 2;
    }

    @Override
    public int read(int offset) {
        if (!there()) {
            return 0xFF;
        }
        boolean pairs = (registers.graphics(5) & 0x10) != 0;
        int at = pairs ? offset & ~1 : offset;
        for (int p = 0; p < PLANES; p++) {
            latch[p] = plane(p, at);
        }
        if ((registers.graphics(5) & 8) != 0) {
            return compared();
        }
        int selected = registers.graphics(4) & 3;
        return latch[pairs ? selected & 2 | offset & 1 : selected];
    }

    /// Read mode 1: a bit is set where every plane that matters has the colour's bit.
    private int compared() {
        int result = 0xFF;
        for (int p = 0; p < PLANES; p++) {
            if ((registers.graphics(7) >> p & 1) != 0) {
                boolean wanted = (registers.graphics(2) >> p & 1) != 0;
                result &= wanted ? latch[p] : ~latch[p];
            }
        }
        return result & 0xFF;
    }

    @Override
    public void write(int offset, int value) {
        if (!there()) {
            return;
        }
        int planes = registers.sequencer(2) & 15;
        int at = offset;
        if ((registers.sequencer(4) & ODD_EVEN) == 0) {
            planes &= (offset & 1) != 0 ? 0xA : 0x5;
            at &= ~1;
        }
        for (int p = 0; p < PLANES; p++) {
            if ((planes >> p & 1) != 0) {
                memory[p * PLANE + at] = (byte) written(p, value);
            }
        }
    }

    private int written(int plane, int value) {
        int mode = registers.graphics(5) & 3;
        int rotation = registers.graphics(3) & 7;
        int rotated = (value >> rotation | value << 8 - rotation) & 0xFF;
        int bits = registers.graphics(8);
        int full = (registers.graphics(0) >> plane & 1) != 0 ? 0xFF : 0;
        return switch (mode) {
            case 1 -> latch[plane];
            case 2 -> merged(plane, (value >> plane & 1) != 0 ? 0xFF : 0, bits);
            case 3 -> full & bits & rotated | latch[plane] & ~(bits & rotated);
            default -> {
                boolean fixed = (registers.graphics(1) >> plane & 1) != 0;
                yield merged(plane, fixed ? full : rotated, bits);
            }
        };
    }

    private int merged(int plane, int value, int bits) {
        int combined =
                switch (registers.graphics(3) >> 3 & 3) {
                    case 1 -> value & latch[plane];
                    case 2 -> value | latch[plane];
                    case 3 -> value ^ latch[plane];
                    default -> value;
                };
        return combined & bits | latch[plane] & ~bits;
    }

    @Override
    public String stateName() {
        return "vga-memory";
    }

    @Override
    public void save(StateWriter out) {
        boolean empty = true;
        for (byte b : memory) {
            empty &= b == 0;
        }
        out.putBytes(empty ? new byte[0] : memory);
        for (int value : latch) {
            out.putByte(value);
        }
    }

    @Override
    public void restore(StateReader in) {
        byte[] saved = in.getBytes();
        java.util.Arrays.fill(memory, (byte) 0);
        System.arraycopy(saved, 0, memory, 0, Math.min(saved.length, memory.length));
        for (int p = 0; p < PLANES; p++) {
            latch[p] = in.getByte();
        }
    }
}
