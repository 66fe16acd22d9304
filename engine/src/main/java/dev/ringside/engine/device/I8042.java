package dev.ringside.engine.device;

/// The 8042 keyboard controller at 0x60 and 0x64 with a keyboard and a mouse (IBM PS/2 technical
/// reference, "Keyboard and auxiliary device controller").
///
/// ```
/// status  7 parity  6 timeout  5 mouse data  4 not locked  3 last was a command  2 system  1 input full  0 output full
/// command 6 translate  5 mouse off  4 keyboard off  2 system  1 IRQ 12  0 IRQ 1
/// ```
///
/// A byte takes 1 ms from the keyboard to the output buffer, about what the wire takes.
public final class I8042 implements Stateful {
    private static final long BYTE_TIME = 1_000_000;
    private static final int OUTPUT_FULL = 0x01;
    private static final int SYSTEM = 0x04;
    private static final int WAS_COMMAND = 0x08;
    private static final int UNLOCKED = 0x10;
    private static final int MOUSE_DATA = 0x20;
    private static final int IRQ1 = 0x01;
    private static final int IRQ12 = 0x02;
    private static final int KEYBOARD_OFF = 0x10;
    private static final int MOUSE_OFF = 0x20;
    private static final int TRANSLATE = 0x40;

    private final Ps2Keyboard keyboard = new Ps2Keyboard();
    private final Ps2Mouse mouse = new Ps2Mouse();
    private final VirtualClock clock;
    private final IrqLine keyboardIrq;
    private final IrqLine mouseIrq;
    private final AddressLine20 a20;
    private final Runnable reset;
    private final EventQueue.Timer wire;

    /// The controller's RAM; byte 0 is the command byte.
    private final byte[] ram = new byte[32];

    private int status = SYSTEM | UNLOCKED;
    private int output;

    /// A command whose data byte comes next at 0x60, or 0.
    private int command;

    private boolean releasing;

    /// @param reset pulls the processor's reset line
    public I8042(
            VirtualClock clock,
            EventQueue events,
            IrqLine keyboardIrq,
            IrqLine mouseIrq,
            AddressLine20 a20,
            Runnable reset) {
        this.clock = clock;
        this.keyboardIrq = keyboardIrq;
        this.mouseIrq = mouseIrq;
        this.a20 = a20;
        this.reset = reset;
        this.wire = events.timer("keyboard", this::receive);
        ram[0] = IRQ1 | SYSTEM | MOUSE_OFF | TRANSLATE;
    }

    /// Claims 0x60 and 0x64.
    public void attach(PioBus bus) {
        bus.claim("keyboard data", 0x60, 0x60, port(this::readData, this::writeData));
        bus.claim("keyboard controller", 0x64, 0x64, port(() -> status, this::writeCommand));
    }

    private static PortDevice port(
            java.util.function.IntSupplier reader, java.util.function.IntConsumer writer) {
        return new PortDevice.ByteDevice() {
            @Override
            public int read(int offset) {
                return reader.getAsInt();
            }

            @Override
            public void write(int offset, int value) {
                writer.accept(value);
            }
        };
    }

    /// A key goes down or up: set 1 make code, extended keys as 0xE000 | code.
    public void key(int set1, boolean down) {
        keyboard.key(set1, down);
        schedule();
    }

    /// The mouse was moved; see [Ps2Mouse#move].
    public void moveMouse(int right, int up, int turned) {
        mouse.move(right, up, turned);
        schedule();
    }

    /// The mouse's buttons: 1 left, 2 right, 4 middle.
    public void setMouseButtons(int mask) {
        mouse.setButtons(mask);
        schedule();
    }

    private boolean keyboardReady() {
        return keyboard.hasOutput() && (ram[0] & KEYBOARD_OFF) == 0;
    }

    private boolean mouseReady() {
        return mouse.hasOutput() && (ram[0] & MOUSE_OFF) == 0;
    }

    private void schedule() {
        boolean ready = (status & OUTPUT_FULL) == 0 && (keyboardReady() || mouseReady());
        if (!ready) {
            wire.set(EventQueue.NEVER);
        } else if (wire.time() == EventQueue.NEVER) {
            wire.set(clock.now() + BYTE_TIME);
        }
    }

    /// A byte has come over the wire. Translation swallows the 0xF0 prefix into bit 7.
    private void receive() {
        if (!keyboardReady()) {
            if (mouseReady()) {
                put(mouse.send(), true);
            }
            return;
        }
        int value = keyboard.send();
        if ((ram[0] & TRANSLATE) != 0) {
            if (value == 0xF0) {
                releasing = true;
                schedule();
                return;
            }
            value = ScanCodes.toSet1(value) | (releasing ? 0x80 : 0);
            releasing = false;
        }
        put(value, false);
    }

    private void put(int value, boolean fromMouse) {
        output = value;
        status = status & ~MOUSE_DATA | OUTPUT_FULL | (fromMouse ? MOUSE_DATA : 0);
        updateIrq();
        schedule();
    }

    private void updateIrq() {
        boolean full = (status & OUTPUT_FULL) != 0;
        boolean mouse = (status & MOUSE_DATA) != 0;
        keyboardIrq.set(full && !mouse && (ram[0] & IRQ1) != 0);
        mouseIrq.set(full && mouse && (ram[0] & IRQ12) != 0);
    }

    private int readData() {
        status &= ~(OUTPUT_FULL | MOUSE_DATA);
        updateIrq();
        schedule();
        return output;
    }

    private void writeData(int value) {
        status &= ~WAS_COMMAND;
        int pending = command;
        command = 0;
        if (pending == 0) {
            ram[0] &= (byte) ~KEYBOARD_OFF;
            keyboard.write(value);
        } else if (pending >= 0x60 && pending < 0x80) {
            ram[pending & 0x1F] = (byte) value;
            if (pending == 0x60) {
                status = status & ~SYSTEM | value & SYSTEM;
            }
        } else if (pending == 0xD1) {
            outputPort(value);
        } else if (pending == 0xD2) {
            put(value, false);
        } else if (pending == 0xD3) {
            put(value, true);
        } else if (pending == 0xD4) {
            mouse.write(value);
        }
        updateIrq();
        schedule();
    }

    /// Bit 0 low resets the processor, bit 1 is A20.
    private void outputPort(int value) {
        a20.set((value & 2) != 0);
        if ((value & 1) == 0) {
            reset.run();
        }
    }

    private void writeCommand(int value) {
        status |= WAS_COMMAND;
        command = 0;
        switch (value) {
            case 0xA7 -> ram[0] |= MOUSE_OFF;
            case 0xA8 -> ram[0] &= (byte) ~MOUSE_OFF;
            case 0xA9 -> put(0, false);
            case 0xAA -> put(0x55, false);
            case 0xAB -> put(0, false);
            case 0xAD -> ram[0] |= KEYBOARD_OFF;
            case 0xAE -> ram[0] &= (byte) ~KEYBOARD_OFF;
            case 0xC0 -> put(0x80, false);
            case 0xD0 -> put(0xC1 | (a20.enabled() ? 2 : 0) | (status & OUTPUT_FULL) << 4, false);
            case 0xD1, 0xD2, 0xD3, 0xD4 -> command = value;
            case 0xDD -> a20.set(false);
            case 0xDF -> a20.set(true);
            case 0xE0 -> put(0, false);
            default -> otherCommand(value);
        }
        schedule();
    }

    private void otherCommand(int value) {
        if (value >= 0x20 && value < 0x40) {
            put(ram[value & 0x1F] & 0xFF, false);
        } else if (value >= 0x60 && value < 0x80) {
            command = value;
        } else if (value >= 0xF0 && (value & 1) == 0) {
            reset.run();
        }
    }

    @Override
    public String stateName() {
        return "i8042";
    }

    @Override
    public int stateVersion() {
        return 2;
    }

    @Override
    public void save(StateWriter out) {
        keyboard.save(out);
        mouse.save(out);
        out.putBytes(ram);
        out.putByte(status);
        out.putByte(output);
        out.putByte(command);
        out.putBoolean(releasing);
    }

    @Override
    public void restore(StateReader in) {
        keyboard.restore(in);
        mouse.restore(in);
        in.getBytes(ram);
        status = in.getByte();
        output = in.getByte();
        command = in.getByte();
        releasing = in.getBoolean();
    }
}
