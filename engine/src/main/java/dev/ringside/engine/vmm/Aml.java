package dev.ringside.engine.vmm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes ACPI Machine Language (ACPI Specification 6.5, chapter 20): terms as byte arrays that
/// nest. Names are four characters.
final class Aml {
    private static final int NAME = 0x08;
    private static final int BYTE = 0x0A;
    private static final int WORD = 0x0B;
    private static final int DWORD = 0x0C;
    private static final int SCOPE = 0x10;
    private static final int BUFFER = 0x11;
    private static final int PACKAGE = 0x12;
    private static final int EXTENDED = 0x5B;
    private static final int DEVICE = 0x82;
    private static final int SHORT_LENGTH = 0x3F;

    private Aml() {}

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /// Bytes given as numbers.
    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] little(long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    /// An integer in its shortest form.
    static byte[] integer(long value) {
        if (value == 0 || value == 1) {
            return bytes((int) value);
        }
        if (value < 0x100) {
            return bytes(BYTE, (int) value);
        }
        return value < 0x10000
                ? join(bytes(WORD), little(value, 2))
                : join(bytes(DWORD), little(value, 4));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// PkgLength (20.2.4) counts itself.
    private static byte[] sized(byte[] content) {
        if (content.length + 1 <= SHORT_LENGTH) {
            return join(bytes(content.length + 1), content);
        }
        int extra = content.length + 2 < 1 << 12 ? 1 : 2;
        int length = content.length + 1 + extra;
        byte[] head = bytes(extra << 6 | length & 15);
        return join(head, little(length >> 4, extra), content);
    }

    static byte[] name(String name, byte[] value) {
        return join(bytes(NAME), ascii(name), value);
    }

    static byte[] scope(String name, byte[]... terms) {
        return join(bytes(SCOPE), sized(join(ascii(name), join(terms))));
    }

    static byte[] device(String name, byte[]... terms) {
        return join(bytes(EXTENDED, DEVICE), sized(join(ascii(name), join(terms))));
    }

    static byte[] packageOf(byte[]... elements) {
        return join(bytes(PACKAGE), sized(join(bytes(elements.length), join(elements))));
    }

    /// A compressed EISA id such as `PNP0A03` (19.3.4).
    static byte[] eisaId(String id) {
        int vendor = 0;
        for (int i = 0; i < 3; i++) {
            vendor = vendor << 5 | id.charAt(i) - 0x40;
        }
        int product = Integer.parseInt(id.substring(3), 16);
        return integer(Integer.toUnsignedLong(Integer.reverseBytes(vendor << 16 | product)));
    }

    /// A buffer of resource descriptors (6.4), with the end tag behind them.
    static byte[] resources(byte[]... descriptors) {
        byte[] all = join(join(descriptors), bytes(0x79, 0));
        return join(bytes(BUFFER), sized(join(integer(all.length), all)));
    }

    /// An I/O port descriptor (6.4.2.5), 16-bit decoding.
    static byte[] ports(int first, int count) {
        return join(bytes(0x47, 1), little(first, 2), little(first, 2), bytes(1, count));
    }

    /// An edge-triggered, active-high interrupt (6.4.2.1).
    static byte[] irq(int number) {
        return join(bytes(0x22), little(1L << number, 2));
    }

    /// A word address space descriptor (6.4.3.5.3) of a bridge, fixed at both ends.
    ///
    /// @param type 1 ports, 2 bus numbers
    /// @param flags of the type
    static byte[] wordRange(int type, int flags, int first, int last) {
        return join(
                bytes(0x88, 13, 0, type, 0x0C, flags),
                little(0, 2),
                little(first, 2),
                little(last, 2),
                little(0, 2),
                little(last - first + 1L, 2));
    }

    /// A double-word memory descriptor (6.4.3.5.2) of a bridge, writable.
    ///
    /// @param cacheable 0 not, 1 yes
    static byte[] memoryRange(int cacheable, long first, long last) {
        return join(
                bytes(0x87, 23, 0, 0, 0x0C, 1 | cacheable << 1),
                little(0, 4),
                little(first, 4),
                little(last, 4),
                little(0, 4),
                little(last - first + 1, 4));
    }
}
