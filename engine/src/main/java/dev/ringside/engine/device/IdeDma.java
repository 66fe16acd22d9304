package dev.ringside.engine.device;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// The bus master of one IDE channel (Intel 82371SB 290550-002, 3.2 and 5.6, "Bus master
/// function").
///
/// ```
/// 0 command: 3 into memory  0 started    2 status: 2 interrupt  1 error  0 active
/// 4 table:   physical address, then entries of address and count (31 last, 15-0 bytes, 0 is 64 KiB)
/// ```
///
/// A table that ends before the drive does stops the transfer with an error.
final class IdeDma implements PortDevice {
    private static final int START = 1;
    private static final int INTO_MEMORY = 8;
    private static final int ACTIVE = 1;
    private static final int ERROR = 2;
    private static final int INTERRUPT = 4;
    private static final int CAPABLE = 0x60;
    private static final int ENTRIES = 8192;
    private static final int FULL = 0x10000;

    private final DmaMemory memory;
    private final Supplier<@Nullable IdeDrive> drive;
    private int command;
    private int status;
    private int table;

    /// Where the transfer is: entry, and what is left of it.
    private int entry;

    private long address;
    private int left;
    private boolean last;

    IdeDma(DmaMemory memory, Supplier<@Nullable IdeDrive> drive) {
        this.memory = memory;
        this.drive = drive;
    }

    @Override
    public int read(int offset, int size) {
        return switch (offset) {
            case 0 -> command;
            case 2 -> status;
            case 4, 5, 6, 7 -> table >>> 8 * (offset - 4);
            default -> 0;
        };
    }

    @Override
    public void write(int offset, int size, int value) {
        switch (offset) {
            case 0 -> {
                boolean starts = (value & ~command & START) != 0;
                command = value & (START | INTO_MEMORY);
                if ((value & START) == 0) {
                    status &= ~ACTIVE;
                } else if (starts) {
                    start();
                }
            }
            case 2 -> status = status & ~(value & (ERROR | INTERRUPT)) & ~CAPABLE | value & CAPABLE;
            case 4, 5, 6, 7 -> {
                int shift = 8 * (offset - 4);
                int mask = (size == 4 ? -1 : (1 << 8 * size) - 1) << shift;
                table = (table & ~mask | value << shift & mask) & ~3;
            }
            default -> {
                // Reserved.
            }
        }
    }

    /// INTRQ was asserted.
    void interrupted() {
        status |= INTERRUPT;
    }

    private void start() {
        status |= ACTIVE;
        entry = 0;
        left = 0;
        last = false;
        run();
    }

    /// Moves data if the master is started and the drive waits for it.
    void run() {
        IdeDrive to = drive.get();
        if (to == null || (status & ACTIVE) == 0) {
            return;
        }
        boolean in = to.transfer() == IdeDrive.Transfer.DMA_IN;
        if (!in && to.transfer() != IdeDrive.Transfer.DMA_OUT) {
            return;
        }
        boolean whole = in ? runIn(to) : runOut(to);
        if (!whole) {
            status = status & ~ACTIVE | ERROR;
            to.fail(IdeDrive.ABORTED, 0);
        } else if (last && left == 0) {
            status &= ~ACTIVE;
        }
    }

    private boolean runIn(IdeDrive from) {
        for (int n = from.protocol().nextIn(from); n > 0; n = from.protocol().nextIn(from)) {
            if (!move(from.buffer, n, true)) {
                return false;
            }
        }
        return true;
    }

    private boolean runOut(IdeDrive to) {
        for (int n = to.protocol().nextOut(to); n > 0; n = to.protocol().nextOut(to)) {
            if (!move(to.buffer, n, false)) {
                return false;
            }
            to.protocol().received(to);
        }
        return true;
    }

    private boolean move(byte[] buffer, int length, boolean in) {
        int done = 0;
        while (done < length) {
            if (left == 0 && !nextEntry()) {
                return false;
            }
            int part = Math.min(left, length - done);
            if (in) {
                memory.write(address, buffer, done, part);
            } else {
                memory.read(address, buffer, done, part);
            }
            address += part;
            left -= part;
            done += part;
        }
        return true;
    }

    private boolean nextEntry() {
        if (last || entry == ENTRIES) {
            return false;
        }
        long at = (table & 0xFFFFFFFFL) + 8L * entry;
        long descriptor = memory.readNumber(at, 8);
        address = descriptor & 0xFFFFFFFEL;
        int bytes = (int) (descriptor >>> 32) & 0xFFFE;
        left = bytes == 0 ? FULL : bytes;
        last = descriptor < 0;
        entry++;
        return true;
    }

    void save(StateWriter out) {
        out.putByte(command);
        out.putByte(status);
        out.putInt(table);
        out.putInt(entry);
        out.putLong(address);
        out.putInt(left);
        out.putBoolean(last);
    }

    void restore(StateReader in) {
        command = in.getByte() & (START | INTO_MEMORY);
        status = in.getByte() & (ACTIVE | ERROR | INTERRUPT | CAPABLE);
        table = in.getInt() & ~3;
        entry = Math.clamp(in.getInt(), 0, ENTRIES);
        address = in.getLong() & 0xFFFFFFFFFL;
        left = Math.clamp(in.getInt(), 0, FULL);
        last = in.getBoolean();
    }
}
