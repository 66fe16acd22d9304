package dev.ringside.engine.device;

import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A PCI function's configuration space: identity, command, base address registers, interrupt pin
/// (PCI Local Bus Specification 3.0, chapter 6).
///
/// A device owns one, says which bits of its own registers a guest can write, and hears of writes.
public final class PciFunction implements Stateful {
    /// Bytes of configuration space.
    public static final int SIZE = 256;

    static final int COMMAND = 0x04;
    static final int BARS = 0x10;
    static final int ROM_BAR = 0x30;
    static final int INTERRUPT_LINE = 0x3C;
    static final int INTERRUPT_PIN = 0x3D;
    private static final int STATUS = 0x06;
    private static final int HEADER_TYPE = 0x0E;
    private static final int SUBSYSTEM = 0x2C;
    private static final int CAPABILITIES = 0x34;
    private static final int ROM = 6;
    private static final int IO_ENABLE = 1;
    private static final int MEMORY_ENABLE = 2;
    private static final int MASTER_ENABLE = 4;
    private static final int INTERRUPT_DISABLE = 0x400;
    private static final int INTERRUPT_STATUS = 8;

    private final String name;
    private final byte[] config = new byte[SIZE];
    private final byte[] writable = new byte[SIZE];
    private final @Nullable PciBar[] bars = new PciBar[ROM + 1];
    private IntConsumer written = offset -> {};
    private IrqLine pin = IrqLine.NONE;
    private boolean asserted;

    /// @param name in a saved state; unique in a machine
    /// @param vendor and `device`: 16 bits each
    /// @param classCode base class, subclass, interface and revision, 8 bits each
    public PciFunction(String name, int vendor, int device, int classCode) {
        this.name = name;
        set(0, 4, vendor | device << 16);
        set(8, 4, classCode);
        writable(COMMAND, 2, IO_ENABLE | MEMORY_ENABLE | MASTER_ENABLE | INTERRUPT_DISABLE);
        writable(0x0C, 2, 0xFFFF);
        writable(INTERRUPT_LINE, 1, 0xFF);
    }

    /// Gives a register its value at reset; `size` 1, 2 or 4.
    public PciFunction set(int offset, int size, int value) {
        put(config, offset, size, value);
        return this;
    }

    /// Lets a guest write the bits of `mask`.
    public PciFunction writable(int offset, int size, int mask) {
        put(writable, offset, size, mask);
        return this;
    }

    private static void put(byte[] into, int offset, int size, int value) {
        for (int i = 0; i < size; i++) {
            into[offset + i] = (byte) (value >>> 8 * i);
        }
    }

    /// The subsystem that firmware knows the machine by.
    public PciFunction subsystem(int vendor, int id) {
        return set(SUBSYSTEM, 4, vendor | id << 16);
    }

    /// Function 0 of a device that has more.
    public PciFunction multiFunction() {
        return set(HEADER_TYPE, 1, 0x80);
    }

    /// @param pin 1 for INTA# to 4 for INTD#
    public PciFunction interruptPin(int pin) {
        return set(INTERRUPT_PIN, 1, pin);
    }

    /// A base address register for ports.
    public PciFunction ioBar(int index, String label, int size, PortDevice device) {
        return bar(index, new PciBar(PciBar.Kind.IO, label, size, device, null));
    }

    /// A base address register for a device's memory, 32 bits.
    public PciFunction memoryBar(int index, String label, long size, PortDevice device) {
        return bar(index, new PciBar(PciBar.Kind.MEMORY, label, size, device, null));
    }

    /// A base address register, 32 bits and prefetchable, for memory that somebody else maps.
    public PciFunction ramBar(int index, String label, long size, LongConsumer moved) {
        return bar(index, new PciBar(PciBar.Kind.RAM, label, size, null, moved));
    }

    /// The expansion ROM.
    ///
    /// @param size a power of two, at least 2 KiB
    public PciFunction rom(String label, int size, PortDevice device) {
        return bar(ROM, new PciBar(PciBar.Kind.ROM, label, size, device, null));
    }

    private PciFunction bar(int index, PciBar bar) {
        bars[index] = bar;
        set(barOffset(index), 4, bar.flags());
        return writable(barOffset(index), 4, bar.mask());
    }

    static int barOffset(int index) {
        return index == ROM ? ROM_BAR : BARS + 4 * index;
    }

    /// Adds a capability: its identity, the link, then `body`.
    ///
    /// @param offset 0x40 to 0xFC, dword aligned; later ones come first in the list
    public PciFunction capability(int offset, int id, int... body) {
        config[offset] = (byte) id;
        config[offset + 1] = config[CAPABILITIES];
        for (int i = 0; i < body.length; i++) {
            config[offset + 2 + i] = (byte) body[i];
        }
        config[CAPABILITIES] = (byte) offset;
        return set(STATUS, 1, 0x10);
    }

    /// Hears, after each write, of every byte's offset.
    public PciFunction onWrite(IntConsumer listener) {
        written = listener;
        return this;
    }

    /// Windows there can be: six and the ROM.
    static int barCount() {
        return ROM + 1;
    }

    @Nullable PciBar bar(int index) {
        return bars[index];
    }

    /// Where window `index` lies now, -1 while it is closed.
    long address(int index) {
        PciBar bar = bars[index];
        if (bar == null) {
            return -1;
        }
        boolean io = bar.kind() == PciBar.Kind.IO;
        long value = read(barOffset(index), 4) & 0xFFFFFFFFL;
        boolean off = bar.kind() == PciBar.Kind.ROM && (value & 1) == 0;
        long address = value & (io ? 0xFFFC : 0xFFFFFFF0L) & -bar.size();
        boolean enabled = (config[COMMAND] & (io ? IO_ENABLE : MEMORY_ENABLE)) != 0 && !off;
        long limit = io ? 0x10000 : 0x100000000L;
        return enabled && address != 0 && address + bar.size() <= limit ? address : -1;
    }

    /// Whether the function may read and write memory by itself.
    public boolean master() {
        return (config[COMMAND] & MASTER_ENABLE) != 0;
    }

    /// `memory` as the function reaches it: only while it may be a bus master.
    public DmaMemory dma(DmaMemory memory) {
        return new DmaMemory() {
            @Override
            public void read(long address, byte[] into, int from, int length) {
                if (master()) {
                    memory.read(address, into, from, length);
                } else {
                    java.util.Arrays.fill(into, from, from + length, (byte) 0xFF);
                }
            }

            @Override
            public void write(long address, byte[] bytes, int from, int length) {
                if (master()) {
                    memory.write(address, bytes, from, length);
                }
            }
        };
    }

    /// Which interrupt pin it uses: 0 for none.
    int interruptPin() {
        return config[INTERRUPT_PIN];
    }

    void connect(IrqLine wire) {
        pin = wire;
    }

    /// Asserts or deasserts the function's interrupt.
    public void setInterrupt(boolean level) {
        asserted = level;
        config[STATUS] =
                (byte) (config[STATUS] & ~INTERRUPT_STATUS | (level ? INTERRUPT_STATUS : 0));
        drive();
    }

    private void drive() {
        pin.set(asserted && (read(COMMAND, 2) & INTERRUPT_DISABLE) == 0);
    }

    /// @param offset 0 to 255, `size` 1, 2 or 4, not over the end
    public int read(int offset, int size) {
        int value = 0;
        for (int i = 0; i < size; i++) {
            value |= (config[offset + i] & 0xFF) << 8 * i;
        }
        return value;
    }

    /// A guest's write; see [#read].
    void write(int offset, int size, int value) {
        for (int i = 0; i < size; i++) {
            int at = offset + i;
            int mask = writable[at];
            config[at] = (byte) (config[at] & ~mask | value >>> 8 * i & mask);
        }
        for (int i = 0; i < size; i++) {
            written.accept(offset + i);
        }
        if (offset <= COMMAND + 1 && offset + size > COMMAND) {
            drive();
        }
    }

    /// Whether a write there may move windows.
    static boolean mapsAt(int offset) {
        return offset >= COMMAND && offset < STATUS
                || offset >= BARS && offset < BARS + 24
                || offset >= ROM_BAR && offset < ROM_BAR + 4;
    }

    @Override
    public String stateName() {
        return "pci " + name;
    }

    @Override
    public void save(StateWriter out) {
        out.putBytes(config);
        out.putBoolean(asserted);
    }

    @Override
    public void restore(StateReader in) {
        byte[] saved = new byte[SIZE];
        in.getBytes(saved);
        for (int i = 0; i < SIZE; i++) {
            boolean status = i == STATUS;
            int mask = status ? INTERRUPT_STATUS : writable[i];
            config[i] = (byte) (config[i] & ~mask | saved[i] & mask);
        }
        asserted = in.getBoolean();
        for (int i = 0x40; i < SIZE; i++) {
            written.accept(i);
        }
    }
}
