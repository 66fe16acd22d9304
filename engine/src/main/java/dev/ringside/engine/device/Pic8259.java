package dev.ringside.engine.device;

/// One 8259A programmable interrupt controller (Intel 231468-003).
///
/// Serves ICW1-4, OCW1-3, fully nested, special fully nested, automatic EOI, rotation, polling and
/// special mask modes, edge and level triggering. Differs: the 8080 mode (ICW4 bit 0 clear)
/// delivers vectors as the 8086 mode does, since an x86 cannot use the CALL it would send.
public final class Pic8259 implements PortDevice.ByteDevice, Stateful {
    private static final int ICW1 = 0x10;
    private static final int ICW1_ICW4 = 0x01;
    private static final int ICW1_SINGLE = 0x02;
    private static final int ICW1_LEVEL = 0x08;
    private static final int ICW4_AUTO_EOI = 0x02;
    private static final int ICW4_SPECIAL_NESTED = 0x10;
    private static final int SPURIOUS = 7;

    private final String name;

    /// Inputs that carry another controller: its requests nest above its own in-service bit.
    private final int cascade;

    private int lines;
    private int requests;
    private int inService;
    private int mask;
    private int base;
    private int icw1;
    private int icw4;

    /// Inputs that are level triggered whatever ICW1 says: the ELCR.
    private int levels;

    /// The ICW awaited at port 1: 2, 3, 4, or 0 when initialised.
    private int expected;

    /// The input of highest priority; moved by rotation.
    private int first;

    private boolean readInService;
    private boolean poll;
    private boolean specialMask;
    private boolean rotateOnAutoEoi;

    /// @param cascade bit mask of inputs with a slave; 0 in a slave
    public Pic8259(String name, int cascade) {
        this.name = name;
        this.cascade = cascade;
    }

    /// Drives input `line` (0 to 7).
    public void setLine(int line, boolean level) {
        int bit = 1 << line;
        if (level) {
            if ((lines & bit) == 0 || level(bit)) {
                requests |= bit;
            }
            lines |= bit;
        } else {
            lines &= ~bit;
            requests &= ~bit;
        }
    }

    private boolean level(int bit) {
        return (icw1 & ICW1_LEVEL) != 0 || (levels & bit) != 0;
    }

    /// The edge/level control register, ports 0x4D0 and 0x4D1 (Intel 82371SB, 3.4): a set bit makes
    /// an input level triggered.
    public int levels() {
        return levels;
    }

    /// See [#levels].
    public void setLevels(int mask) {
        levels = mask;
        requests |= lines & mask;
    }

    /// Whether INT is high: a request above everything in service.
    public boolean pending() {
        return winner() >= 0;
    }

    /// The input that would be acknowledged now, or -1.
    private int winner() {
        int candidates = requests & ~mask;
        for (int i = 0; i < 8; i++) {
            int line = first + i & 7;
            int bit = 1 << line;
            boolean nestsAbove = (cascade & bit) != 0 && (icw4 & ICW4_SPECIAL_NESTED) != 0;
            if ((candidates & bit) != 0 && ((inService & bit) == 0 || nestsAbove)) {
                return line;
            }
            if ((inService & bit) != 0 && !(specialMask && (mask & bit) != 0)) {
                return -1;
            }
        }
        return -1;
    }

    /// The INTA cycle: moves the request into service ("Interrupt Sequence").
    ///
    /// @return the input, 0 to 7; 7 without an in-service bit when the request has gone
    public int acknowledge() {
        int line = winner();
        if (line < 0) {
            return SPURIOUS;
        }
        int bit = 1 << line;
        if (!level(bit) || (lines & bit) == 0) {
            requests &= ~bit;
        }
        if ((icw4 & ICW4_AUTO_EOI) != 0) {
            if (rotateOnAutoEoi) {
                first = line + 1 & 7;
            }
        } else {
            inService |= bit;
        }
        return line;
    }

    /// The vector that belongs to input `line`.
    public int vector(int line) {
        return base | line;
    }

    @Override
    public int read(int offset) {
        if (poll) {
            poll = false;
            int line = winner();
            return line < 0 ? 0 : 0x80 | acknowledge();
        }
        if (offset == 1) {
            return mask;
        }
        return readInService ? inService : requests;
    }

    @Override
    public void write(int offset, int value) {
        if (offset == 1) {
            writeData(value);
        } else if ((value & ICW1) != 0) {
            initialize(value);
        } else if ((value & 0x08) != 0) {
            operation3(value);
        } else {
            operation2(value);
        }
    }

    /// ICW1 clears everything but the vector base ("Initialization Command Words").
    private void initialize(int value) {
        icw1 = value;
        icw4 = 0;
        requests = lines & ((value & ICW1_LEVEL) != 0 ? 0xFF : levels);
        inService = 0;
        mask = 0;
        first = 0;
        specialMask = false;
        readInService = false;
        poll = false;
        rotateOnAutoEoi = false;
        expected = 2;
    }

    private void writeData(int value) {
        switch (expected) {
            case 2 -> {
                base = value & 0xF8;
                expected = (icw1 & ICW1_SINGLE) == 0 ? 3 : (icw1 & ICW1_ICW4) != 0 ? 4 : 0;
            }
            // The wiring of the cascade is fixed; ICW3 only repeats it.
            case 3 -> expected = (icw1 & ICW1_ICW4) != 0 ? 4 : 0;
            case 4 -> {
                icw4 = value;
                expected = 0;
            }
            default -> mask = value;
        }
    }

    /// OCW2: EOI and rotation.
    private void operation2(int value) {
        int line = value & 7;
        switch (value >> 5) {
            case 0 -> rotateOnAutoEoi = false;
            case 1 -> endHighest(false);
            case 3 -> inService &= ~(1 << line);
            case 4 -> rotateOnAutoEoi = true;
            case 5 -> endHighest(true);
            case 6 -> first = line + 1 & 7;
            case 7 -> {
                inService &= ~(1 << line);
                first = line + 1 & 7;
            }
            default -> {
                // 2 is no operation.
            }
        }
    }

    private void endHighest(boolean rotate) {
        for (int i = 0; i < 8; i++) {
            int line = first + i & 7;
            int bit = 1 << line;
            if ((inService & bit) != 0 && !(specialMask && (mask & bit) != 0)) {
                inService &= ~bit;
                if (rotate) {
                    first = line + 1 & 7;
                }
                return;
            }
        }
    }

    private void operation3(int value) {
        if ((value & 0x40) != 0) {
            specialMask = (value & 0x20) != 0;
        }
        poll = (value & 0x04) != 0;
        if (!poll && (value & 0x02) != 0) {
            readInService = (value & 0x01) != 0;
        }
    }

    /// The mask register, for a reader from outside.
    public int mask() {
        return mask;
    }

    /// The request register.
    public int requests() {
        return requests;
    }

    /// The in-service register.
    public int inService() {
        return inService;
    }

    /// The vector of input 0.
    public int base() {
        return base;
    }

    @Override
    public String stateName() {
        return name;
    }

    @Override
    public void save(StateWriter out) {
        for (int value :
                new int[] {
                    lines, requests, inService, mask, base, icw1, icw4, levels, expected, first
                }) {
            out.putByte(value);
        }
        out.putBoolean(readInService);
        out.putBoolean(poll);
        out.putBoolean(specialMask);
        out.putBoolean(rotateOnAutoEoi);
    }

    @Override
    public void restore(StateReader in) {
        lines = in.getByte();
        requests = in.getByte();
        inService = in.getByte();
        mask = in.getByte();
        base = in.getByte();
        icw1 = in.getByte();
        icw4 = in.getByte();
        levels = in.getByte();
        expected = in.getByte();
        first = in.getByte() & 7;
        readInService = in.getBoolean();
        poll = in.getBoolean();
        specialMask = in.getBoolean();
        rotateOnAutoEoi = in.getBoolean();
    }
}
