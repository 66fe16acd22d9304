package dev.ringside.engine.device;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// The channel by which firmware learns what machine it is on (QEMU, `docs/specs/fw_cfg`): numbered
/// items, read byte by byte or by DMA.
///
/// ```
/// 510 selector, 16 bits   511 data, 8 bits   514-51B address of a request, 64 bits, big-endian
/// request: control (31-16 key  4 write  3 select  2 skip  1 read  0 error), length, address
/// ```
///
/// Items are read-only and fixed before the first run; an item that does not exist reads zeroes.
/// Numbers inside requests and the directory are big-endian, inside items little-endian.
public final class FwCfg implements PortDevice, Stateful {
    /// The item keys that are numbers.
    public static final int RAM_SIZE = 0x03;

    public static final int NO_GRAPHICS = 0x04;
    public static final int CPU_COUNT = 0x05;
    public static final int KERNEL_SIZE = 0x08;
    public static final int INITRD_SIZE = 0x0B;
    public static final int BOOT_MENU = 0x0E;
    public static final int MAX_CPUS = 0x0F;
    public static final int KERNEL_DATA = 0x11;
    public static final int INITRD_DATA = 0x12;
    public static final int COMMAND_LINE_SIZE = 0x14;
    public static final int COMMAND_LINE_DATA = 0x15;
    public static final int SETUP_SIZE = 0x17;
    public static final int SETUP_DATA = 0x18;
    public static final int IRQ0_OVERRIDE = 0x8002;

    private static final int SIGNATURE = 0x00;
    private static final int FEATURES = 0x01;
    private static final int DIRECTORY = 0x19;
    private static final int FIRST_FILE = 0x20;
    private static final int NAME_LENGTH = 56;
    private static final int DMA = 4;
    private static final String DMA_SIGNATURE = "QEMU CFG";
    private static final int CONTROL_ERROR = 1;
    private static final int CONTROL_READ = 2;
    private static final int CONTROL_SKIP = 4;
    private static final int CONTROL_SELECT = 8;
    private static final int CONTROL_WRITE = 16;
    private static final int REQUEST_SIZE = 16;
    private static final int CHUNK = 1 << 16;
    private static final byte[] NOTHING = {};

    private final DmaMemory memory;
    private final TreeMap<Integer, byte[]> items = new TreeMap<>();
    private final List<String> files = new ArrayList<>();
    private int key;
    private int position;
    private long request;

    /// @param memory what requests lie in and are answered to
    public FwCfg(DmaMemory memory) {
        this.memory = memory;
        items.put(SIGNATURE, "QEMU".getBytes(StandardCharsets.US_ASCII));
        items.put(FEATURES, new byte[] {3, 0, 0, 0});
        directory();
    }

    /// Sets an item.
    ///
    /// @param number its key, 16 bits
    public void item(int number, byte[] bytes) {
        items.put(number, bytes.clone());
    }

    /// Sets an item to a little-endian number of `size` bytes.
    public void number(int number, int size, long value) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        items.put(number, bytes);
    }

    /// Adds a file, such as `etc/e820`, or replaces its bytes.
    ///
    /// @throws IllegalArgumentException the name is longer than 55 bytes
    public void file(String name, byte[] bytes) {
        if (name.length() >= NAME_LENGTH) {
            throw new IllegalArgumentException("fw_cfg file name is too long: " + name);
        }
        if (!files.contains(name)) {
            files.add(name);
        }
        items.put(FIRST_FILE + files.indexOf(name), bytes.clone());
        directory();
    }

    /// Count, then of each file: size, key, nothing, name.
    private void directory() {
        byte[] directory = new byte[4 + files.size() * (8 + NAME_LENGTH)];
        putBig(directory, 0, files.size());
        int at = 4;
        for (int i = 0; i < files.size(); i++) {
            int fileKey = FIRST_FILE + i;
            putBig(directory, at, items.getOrDefault(fileKey, NOTHING).length);
            putBig(directory, at + 4, fileKey << 16);
            byte[] name = files.get(i).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(name, 0, directory, at + 8, name.length);
            at += 8 + NAME_LENGTH;
        }
        items.put(DIRECTORY, directory);
    }

    private static void putBig(byte[] into, int at, int value) {
        for (int i = 0; i < 4; i++) {
            into[at + i] = (byte) (value >>> 24 - 8 * i);
        }
    }

    /// Claims 0x510-0x511 and 0x514-0x51B.
    public void attach(PioBus bus) {
        bus.claim("fw_cfg", 0x510, 0x511, this);
        bus.claim("fw_cfg DMA", 0x514, 0x51B, new DmaPort());
    }

    private byte[] selected() {
        return items.getOrDefault(key, NOTHING);
    }

    @Override
    public int read(int offset, int size) {
        if (offset == 0) {
            return size == 1 ? 0 : key;
        }
        byte[] item = selected();
        return position < item.length ? item[position++] & 0xFF : 0;
    }

    @Override
    public void write(int offset, int size, int value) {
        if (offset == 0) {
            select(value);
        }
    }

    private void select(int number) {
        // Bit 14 asks for write access, which no item gives.
        key = number & 0xBFFF;
        position = 0;
    }

    private final class DmaPort implements PortDevice {
        @Override
        public int read(int offset, int size) {
            int value = 0;
            for (int i = size - 1; i >= 0; i--) {
                value = value << 8 | DMA_SIGNATURE.charAt(offset + i);
            }
            return value;
        }

        @Override
        public void write(int offset, int size, int value) {
            if (size != DMA) {
                return;
            }
            long half = Integer.toUnsignedLong(Integer.reverseBytes(value));
            if (offset == 0) {
                request = half << 32 | request & 0xFFFFFFFFL;
            } else if (offset == DMA) {
                long at = request & ~0xFFFFFFFFL | half;
                request = 0;
                transfer(at);
            }
        }
    }

    private void transfer(long at) {
        byte[] bytes = new byte[REQUEST_SIZE];
        memory.read(at, bytes, 0, REQUEST_SIZE);
        int control = (int) big(bytes, 0, 4);
        long length = big(bytes, 4, 4);
        long address = big(bytes, 8, 8);
        if ((control & CONTROL_SELECT) != 0) {
            select(control >>> 16);
        }
        boolean failed = (control & CONTROL_WRITE) != 0;
        if (!failed && (control & (CONTROL_READ | CONTROL_SKIP)) != 0) {
            move(address, length, (control & CONTROL_READ) != 0);
        }
        byte[] answer = new byte[4];
        putBig(answer, 0, failed ? CONTROL_ERROR : 0);
        memory.write(at, answer, 0, answer.length);
    }

    /// What lies behind an item's end is zero; the rest of a request that is longer than any item
    /// is not worth the time.
    private void move(long address, long length, boolean copy) {
        byte[] item = selected();
        int bytes = (int) Math.min(length, item.length - position);
        if (copy) {
            memory.write(address, item, position, bytes);
            byte[] zeroes = new byte[(int) Math.min(length - bytes, CHUNK)];
            memory.write(address + bytes, zeroes, 0, zeroes.length);
        }
        position += bytes;
    }

    private static long big(byte[] bytes, int at, int size) {
        long value = 0;
        for (byte b : Arrays.copyOfRange(bytes, at, at + size)) {
            value = value << 8 | b & 0xFF;
        }
        return value;
    }

    @Override
    public String stateName() {
        return "fw_cfg";
    }

    @Override
    public void save(StateWriter out) {
        out.putInt(key);
        out.putInt(position);
        out.putLong(request);
    }

    @Override
    public void restore(StateReader in) {
        key = in.getInt() & 0xBFFF;
        position = Math.clamp(in.getInt(), 0, selected().length);
        request = in.getLong();
    }
}
