package dev.ringside.adapter.session;

import dev.ringside.engine.debug.AddressKind;
import java.math.BigInteger;

/// What a DAP `memoryReference` names: an address as text, good while running and stopped alike.
///
/// ```
/// 0x7c00          linear
/// 31744           linear, decimal
/// phys:0x1000     guest-physical
/// 07c0:000a       hexadecimal selector:offset of real mode
/// ```
///
/// @param address unsigned; linear addresses wrap at 64 bits
public record MemoryReference(AddressKind kind, long address) {
    private static final String PHYSICAL_PREFIX = "phys:";
    private static final BigInteger TOP = BigInteger.ONE.shiftLeft(64);

    public static MemoryReference linear(long address) {
        return new MemoryReference(AddressKind.LINEAR, address);
    }

    /// @throws SessionException text that is no address
    public static MemoryReference parse(String text) throws SessionException {
        String trimmed = text.strip();
        if (trimmed.regionMatches(true, 0, PHYSICAL_PREFIX, 0, PHYSICAL_PREFIX.length())) {
            String rest = trimmed.substring(PHYSICAL_PREFIX.length());
            return new MemoryReference(AddressKind.PHYSICAL, inRange(number(rest, text), text));
        }
        int colon = trimmed.indexOf(':');
        if (colon > 0) {
            return linear(realModeAddress(trimmed, colon));
        }
        return linear(inRange(number(trimmed, text), text));
    }

    /// An address of any size: the rows a client pads a listing with lie below 0 or above 2^64.
    ///
    /// @throws SessionException text that is no address
    public static BigInteger parseUnbounded(String text) throws SessionException {
        String trimmed = text.strip();
        if (trimmed.indexOf(':') >= 0) {
            return unsigned(parse(trimmed).address());
        }
        return number(trimmed, text);
    }

    /// The value of an address as an unsigned number.
    public static BigInteger unsigned(long address) {
        BigInteger value = BigInteger.valueOf(address);
        return value.signum() < 0 ? value.add(TOP) : value;
    }

    /// The same kind of address, `bytes` further on.
    public MemoryReference plus(long bytes) {
        return new MemoryReference(kind, address + bytes);
    }

    /// As a client gets it.
    public String text() {
        return (kind == AddressKind.PHYSICAL ? PHYSICAL_PREFIX : "") + hex(address);
    }

    /// `0x7c00`.
    public static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    private static BigInteger number(String digits, String whole) throws SessionException {
        try {
            String lower = digits.toLowerCase(java.util.Locale.ROOT);
            if (lower.length() <= 40) {
                return lower.startsWith("0x")
                        ? new BigInteger(requireDigit(lower.substring(2)), 16)
                        : new BigInteger(lower);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw bad(whole);
    }

    private static String requireDigit(String digits) {
        if (digits.startsWith("-") || digits.startsWith("+")) {
            throw new NumberFormatException();
        }
        return digits;
    }

    private static long inRange(BigInteger value, String whole) throws SessionException {
        if (value.signum() < 0 || value.compareTo(TOP) >= 0) {
            throw bad(whole);
        }
        return value.longValue();
    }

    private static long realModeAddress(String text, int colon) throws SessionException {
        try {
            int selector = Integer.parseInt(text.substring(0, colon), 16);
            long offset = Long.parseLong(text.substring(colon + 1), 16);
            if (selector >= 0 && selector <= 0xFFFF && offset >= 0 && offset <= 0xFFFFFFFFL) {
                return ((long) selector << 4) + offset;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw bad(text);
    }

    private static SessionException bad(String text) {
        return new SessionException(
                "'%s' is no address: write 0x7c00, phys:0x7c00 or 07c0:0000."
                        .formatted(Texts.clip(text, 60)));
    }
}
