package dev.ringside.engine.device;

import java.nio.charset.StandardCharsets;

/// A virtio block device on PCI (OASIS Virtual I/O Device 1.2, 4.1 and 5.2), for drivers of version
/// 1 and for older ones: one queue, reads, writes, flushes, its name; interrupts by INTx#.
///
/// ```
/// BAR 0 ports, old drivers: 0 features  4 accepted  8 queue page  C size  E select  10 notify
///                           12 status  13 ISR  14 configuration
/// BAR 4 memory: 0000 common  1000 ISR  2000 configuration  3000 notify
/// ```
public final class VirtioBlock implements Stateful {
    private static final int COMMON = 0x0000;
    private static final int ISR = 0x1000;
    private static final int CONFIGURATION = 0x2000;
    private static final int NOTIFY = 0x3000;
    private static final int WINDOW = 0x4000;
    private static final int PORTS = 0x40;
    private static final int VENDOR_CAPABILITY = 9;

    private static final long SEG_MAX = 1L << 2;
    private static final long BLOCK_SIZE = 1L << 6;
    private static final long FLUSH = 1L << 9;
    private static final long ANY_LAYOUT = 1L << 27;
    private static final long VERSION_1 = 1L << 32;
    private static final long FEATURES = SEG_MAX | BLOCK_SIZE | FLUSH | ANY_LAYOUT | VERSION_1;

    private static final int HEADER = 16;
    private static final int ID_LENGTH = 20;
    private static final long MOST_BYTES = 64 << 20;
    private static final int OK = 0;
    private static final int IO_ERROR = 1;
    private static final int UNSUPPORTED = 2;
    private static final int NO_VECTOR = 0xFFFF;

    private final BlockMedium medium;
    private final String name;
    private final PciFunction function;
    private final VirtioQueue queue;
    private final byte[] buffer = new byte[BlockMedium.SECTOR];
    private long accepted;
    private int featureSelect;
    private int acceptSelect;
    private int queueSelect;
    private int status;
    private int isr;

    /// @param index tells several apart
    public VirtioBlock(BlockMedium medium, DmaMemory memory, int index) {
        this.medium = medium;
        this.name = "virtio-blk-" + index;
        this.queue = new VirtioQueue(memory);
        this.function =
                new PciFunction(name, 0x1AF4, 0x1001, 0x01000000)
                        .subsystem(0x1AF4, 2)
                        .interruptPin(1)
                        .ioBar(0, name, PORTS, new LegacyPorts())
                        .memoryBar(4, name, WINDOW, new Window());
        capability(0x40, 1, COMMON, 0x38);
        capability(0x50, 3, ISR, 1);
        capability(0x60, 4, CONFIGURATION, 0x18);
        // Queue n is notified at n times the multiplier, 4.
        capability(0x70, 2, NOTIFY, 4, 4, 0, 0, 0);
    }

    /// 4.1.4: length, type, BAR, identifier, offset, length.
    private void capability(int at, int type, int offset, int length, int... more) {
        int[] body = new int[14 + more.length];
        body[0] = 16 + more.length;
        body[1] = type;
        body[2] = 4;
        for (int i = 0; i < 4; i++) {
            body[6 + i] = offset >> 8 * i & 0xFF;
            body[10 + i] = length >> 8 * i & 0xFF;
        }
        System.arraycopy(more, 0, body, 14, more.length);
        function.capability(at, VENDOR_CAPABILITY, body);
    }

    public PciFunction function() {
        return function;
    }

    /// Capacity in sectors, segments of a request, block size.
    private int configuration(int offset, int size) {
        byte[] bytes = new byte[0x40];
        long[][] fields = {
            {0, 8, medium.sectors()}, {0x0C, 4, VirtioQueue.SIZE - 2}, {0x14, 4, 512}
        };
        for (long[] field : fields) {
            for (int i = 0; i < field[1]; i++) {
                bytes[(int) field[0] + i] = (byte) (field[2] >>> 8 * i);
            }
        }
        int value = 0;
        for (int i = 0; i < size; i++) {
            value |= offset + i < bytes.length ? (bytes[offset + i] & 0xFF) << 8 * i : 0;
        }
        return value;
    }

    private void setStatus(int value) {
        status = value;
        if (value == 0) {
            queue.reset();
            accepted = 0;
            queueSelect = 0;
            isr = 0;
            function.setInterrupt(false);
        }
    }

    private int takeIsr() {
        int value = isr;
        isr = 0;
        function.setInterrupt(false);
        return value;
    }

    /// Serves what the driver has offered; at most a queue full.
    private void serve() {
        boolean told = false;
        for (int i = 0; i < VirtioQueue.SIZE && queue.take(); i++) {
            queue.give(request());
            told |= queue.wantsInterrupt();
        }
        if (told) {
            isr |= 1;
            function.setInterrupt(true);
        }
    }

    /// A request (5.2.6): type, nothing, sector; data; a status byte at the end of the room.
    ///
    /// @return bytes of the driver's room that were filled
    private long request() {
        long room = queue.writableLength();
        if (queue.readableLength() < HEADER || room < 1) {
            return 0;
        }
        byte[] header = new byte[HEADER];
        queue.read(0, header, HEADER);
        int type = (int) little(header, 0, 4);
        long sector = little(header, 8, 8);
        long written = 1;
        int result;
        switch (type) {
            case 0 -> {
                result = transfer(sector, room - 1, false);
                written = result == OK ? room : 1;
            }
            case 1 -> result = transfer(sector, queue.readableLength() - HEADER, true);
            case 4 -> result = OK;
            case 8 -> {
                byte[] id = new byte[ID_LENGTH];
                byte[] text = name.getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(text, 0, id, 0, text.length);
                queue.write(0, id, (int) Math.min(ID_LENGTH, room - 1));
                result = OK;
                written = Math.min(ID_LENGTH + 1, room);
            }
            default -> result = UNSUPPORTED;
        }
        queue.write(room - 1, new byte[] {(byte) result}, 1);
        return written;
    }

    private static long little(byte[] bytes, int at, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xFF;
        }
        return value;
    }

    private int transfer(long sector, long bytes, boolean write) {
        long count = bytes / BlockMedium.SECTOR;
        boolean inside =
                sector >= 0 && sector <= medium.sectors() && count <= medium.sectors() - sector;
        if (!inside || bytes % BlockMedium.SECTOR != 0 || bytes > MOST_BYTES) {
            return IO_ERROR;
        }
        for (long i = 0; i < count; i++) {
            long at = i * BlockMedium.SECTOR;
            if (write) {
                queue.read(HEADER + at, buffer, buffer.length);
                if (!medium.write(sector + i, buffer, 0)) {
                    return IO_ERROR;
                }
            } else if (medium.read(sector + i, buffer, 0)) {
                queue.write(at, buffer, buffer.length);
            } else {
                return IO_ERROR;
            }
        }
        return OK;
    }

    /// The registers of drivers before version 1 (4.1.4.10).
    private final class LegacyPorts implements PortDevice {
        private static final int CONFIG = 0x14;

        @Override
        public int read(int offset, int size) {
            return switch (offset) {
                case 0x00 -> (int) FEATURES;
                case 0x04 -> (int) accepted;
                case 0x08 -> queueSelect == 0 ? (int) (queue.descriptors >>> 12) : 0;
                case 0x0C -> queueSelect == 0 ? queue.size : 0;
                case 0x0E -> queueSelect;
                case 0x12 -> status;
                case 0x13 -> takeIsr();
                default -> offset >= CONFIG ? configuration(offset - CONFIG, size) : 0;
            };
        }

        @Override
        public void write(int offset, int size, int value) {
            switch (offset) {
                case 0x04 -> accepted = value & FEATURES & 0xFFFFFFFFL;
                case 0x08 -> {
                    if (queueSelect == 0) {
                        queue.setLegacyPage(value & 0xFFFFFFFFL);
                    }
                }
                case 0x0E -> queueSelect = value & 0xFFFF;
                case 0x10 -> serve();
                case 0x12 -> setStatus(value & 0xFF);
                default -> {
                    // Read-only or not there.
                }
            }
        }
    }

    private final class Window implements PortDevice {
        @Override
        public boolean knows(int offset) {
            return switch (offset & 0xF000) {
                case COMMON -> offset < 0x38;
                case ISR -> offset == ISR;
                case NOTIFY -> offset < NOTIFY + 4;
                default -> true;
            };
        }

        @Override
        public int read(int offset, int size) {
            return switch (offset & 0xF000) {
                case COMMON -> readCommon(offset);
                case ISR -> offset == ISR ? takeIsr() : 0;
                case CONFIGURATION -> configuration(offset - CONFIGURATION, size);
                default -> 0;
            };
        }

        @Override
        public void write(int offset, int size, int value) {
            if ((offset & 0xF000) == COMMON) {
                writeCommon(offset, value);
            } else if (offset == NOTIFY) {
                serve();
            }
        }
    }

    private int readCommon(int offset) {
        boolean there = queueSelect == 0;
        return switch (offset) {
            case 0x00 -> featureSelect;
            case 0x04 -> featureSelect > 1 ? 0 : (int) (FEATURES >>> 32 * featureSelect);
            case 0x08 -> acceptSelect;
            case 0x0C -> acceptSelect > 1 ? 0 : (int) (accepted >>> 32 * acceptSelect);
            case 0x10, 0x1A -> NO_VECTOR;
            case 0x12 -> 1;
            case 0x14 -> status;
            case 0x16 -> queueSelect;
            case 0x18 -> there ? queue.size : 0;
            case 0x1C -> there && queue.enabled ? 1 : 0;
            case 0x20, 0x24 -> half(queue.descriptors, offset);
            case 0x28, 0x2C -> half(queue.available, offset);
            case 0x30, 0x34 -> half(queue.used, offset);
            default -> 0;
        };
    }

    private static int half(long value, int offset) {
        return (int) ((offset & 4) == 0 ? value : value >>> 32);
    }

    private void writeCommon(int offset, int value) {
        switch (offset) {
            case 0x00 -> featureSelect = value & 0x7FFFFFFF;
            case 0x08 -> acceptSelect = value & 0x7FFFFFFF;
            case 0x0C -> {
                if (acceptSelect <= 1) {
                    int shift = 32 * acceptSelect;
                    long other = accepted & ~(0xFFFFFFFFL << shift);
                    accepted = (other | (value & 0xFFFFFFFFL) << shift) & FEATURES;
                }
            }
            case 0x14 -> setStatus(value & 0xFF);
            case 0x16 -> queueSelect = value & 0xFFFF;
            default -> {
                if (queueSelect == 0) {
                    writeQueue(offset, value);
                }
            }
        }
    }

    private void writeQueue(int offset, int value) {
        switch (offset) {
            case 0x18 -> {
                int size = value & 0xFFFF;
                if (Integer.bitCount(size) == 1 && size <= VirtioQueue.SIZE) {
                    queue.size = size;
                }
            }
            case 0x1C -> queue.enabled = (value & 1) != 0;
            case 0x20, 0x24 -> queue.descriptors = replaced(queue.descriptors, offset, value);
            case 0x28, 0x2C -> queue.available = replaced(queue.available, offset, value);
            case 0x30, 0x34 -> queue.used = replaced(queue.used, offset, value);
            default -> {
                // No message vectors.
            }
        }
    }

    private static long replaced(long register, int offset, int value) {
        long half = value & 0xFFFFFFFFL;
        return (offset & 4) == 0
                ? register & ~0xFFFFFFFFL | half
                : register & 0xFFFFFFFFL | half << 32;
    }

    @Override
    public String stateName() {
        return name;
    }

    @Override
    public void save(StateWriter out) {
        queue.save(out);
        out.putLong(accepted);
        for (int value : new int[] {featureSelect, acceptSelect, queueSelect, status, isr}) {
            out.putInt(value);
        }
    }

    @Override
    public void restore(StateReader in) {
        queue.restore(in);
        accepted = in.getLong() & FEATURES;
        featureSelect = in.getInt() & 0x7FFFFFFF;
        acceptSelect = in.getInt() & 0x7FFFFFFF;
        queueSelect = in.getInt() & 0xFFFF;
        status = in.getInt() & 0xFF;
        isr = in.getInt() & 3;
    }
}
