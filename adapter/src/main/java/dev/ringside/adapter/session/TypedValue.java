package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import dev.ringside.adapter.source.FrameState;
import dev.ringside.adapter.source.FrameState.UnavailableException;
import dev.ringside.adapter.source.Location;
import java.util.OptionalLong;

/// Something of a C type, and where it is. Immutable.
///
/// @param location where what it is part of is
/// @param offset bytes from there
/// @param bitOffset of a bit field, from `offset`: 0 to 7
/// @param bitSize of a bit field; else 0
record TypedValue(CType type, Location location, long offset, int bitOffset, int bitSize) {
    private static final int MOST_BITS = 64;

    TypedValue(CType type, Location location) {
        this(type, location, 0, 0, 0);
    }

    static TypedValue at(CType type, long address) {
        return new TypedValue(type, new Location.Memory(address));
    }

    /// A part of it.
    TypedValue member(CType.Member member) {
        return new TypedValue(
                member.type().get(),
                location,
                offset + member.offset(),
                member.isBitField() ? (int) (member.bitOffset() & 7) : 0,
                member.bitSize());
    }

    /// Another type at the same place.
    TypedValue as(CType other, long further) {
        return new TypedValue(other, location, offset + further, 0, 0);
    }

    /// Its address; empty where it is not in memory.
    OptionalLong address() {
        return location instanceof Location.Memory(long base)
                ? OptionalLong.of(base + offset)
                : OptionalLong.empty();
    }

    /// Its bits as a number: extended by its type's sign.
    ///
    /// @throws UnavailableException not to be had now
    long scalar(FrameState frame) throws UnavailableException {
        CType bare = CType.strip(type);
        int bits = bitSize > 0 ? bitSize : Math.clamp(bare.size() * 8, 0, MOST_BITS);
        if (bits == 0) {
            throw new UnavailableException("a type without size");
        }
        long value = bits(frame, offset * 8 + bitOffset, bits);
        return extend(value, bits, isSigned(bare));
    }

    static boolean isSigned(CType bare) {
        return switch (bare) {
            case CType.Base base ->
                    base.encoding() == CType.Encoding.SIGNED
                            || base.encoding() == CType.Encoding.SIGNED_CHARACTER;
            case CType.Enumeration enumeration -> enumeration.signed();
            default -> false;
        };
    }

    static long extend(long value, int bits, boolean signed) {
        int shift = MOST_BITS - bits;
        return signed ? value << shift >> shift : value << shift >>> shift;
    }

    /// Up to 64 bits from a bit on.
    private long bits(FrameState frame, long from, int count) throws UnavailableException {
        return bits(frame, location, from, count);
    }

    private static long bits(FrameState frame, Location location, long from, int count)
            throws UnavailableException {
        return switch (location) {
            case Location.Memory(long address) -> memoryBits(frame, address, from, count);
            case Location.Register(int number) -> shifted(frame.register(number), from, count);
            case Location.Value(long bits) -> shifted(bits, from, count);
            case Location.Implicit(byte[] bytes) -> {
                long value = 0;
                for (int i = 0; i < count; i++) {
                    long bit = from + i;
                    boolean inside = bit >= 0 && bit >> 3 < bytes.length;
                    long one = inside ? bytes[(int) (bit >> 3)] >> (bit & 7) & 1 : 0;
                    value |= one << i;
                }
                yield value;
            }
            case Location.Pieces pieces -> pieceBits(frame, pieces, from, count);
            case Location.Unavailable(String reason) ->
                    throw new UnavailableException(reason.replaceAll("^<|>$", ""));
        };
    }

    private static long shifted(long value, long from, int count) throws UnavailableException {
        if (from < 0 || from + count > MOST_BITS) {
            throw new UnavailableException("part of what is wider than a register");
        }
        return extend(value >>> from, count, false);
    }

    private static long memoryBits(FrameState frame, long address, long from, int count)
            throws UnavailableException {
        long first = address + (from >> 3);
        int shift = (int) (from & 7);
        int bytes = shift + count + 7 >> 3;
        long low = frame.read(first, Math.min(8, bytes)) >>> shift;
        if (bytes > 8) {
            low |= frame.read(first + 8, 1) << MOST_BITS - shift;
        }
        return extend(low, count, false);
    }

    private static long pieceBits(FrameState frame, Location.Pieces pieces, long from, int count)
            throws UnavailableException {
        long value = 0;
        long start = 0;
        for (Location.Piece piece : pieces.pieces()) {
            long end = start + piece.bits();
            long first = Math.max(from, start);
            long last = Math.min(from + count, end);
            if (first < last) {
                long inside = piece.bitOffset() + first - start;
                long part = bits(frame, piece.location(), inside, (int) (last - first));
                value |= part << first - from;
            }
            start = end;
        }
        return value;
    }

    /// Writes a number to where it is.
    ///
    /// @throws SessionException it is nowhere, or cannot be written there
    void write(FrameContext frame, long value) throws SessionException {
        int bits = bitSize > 0 ? bitSize : Math.clamp(CType.strip(type).size() * 8, 0, MOST_BITS);
        boolean fits =
                bits == MOST_BITS || (bits > 0 && (value >>> bits == 0 || value >> bits - 1 == -1));
        if (!fits) {
            throw new SessionException(
                    "%s does not fit %d bits.".formatted(MemoryReference.hex(value), bits));
        }
        switch (location) {
            case Location.Memory(long address) -> writeMemory(frame, address + offset, bits, value);
            case Location.Register(int number) -> writeRegister(frame, number, bits, value);
            case Location.Unavailable(String reason) ->
                    throw new SessionException("There is nothing to write: it is " + reason + ".");
            case Location.Value v -> throw nowhere();
            case Location.Implicit i -> throw nowhere();
            case Location.Pieces p ->
                    throw new SessionException(
                            "It is in several places; write the registers instead.");
        }
    }

    private static SessionException nowhere() {
        return new SessionException(
                "It has no place: the compiler has put its value into the code.");
    }

    private void writeMemory(FrameContext frame, long address, int bits, long value)
            throws SessionException {
        int size = bitOffset + bits + 7 >> 3;
        if (size > 8) {
            throw new SessionException("A bit field over nine bytes cannot be written.");
        }
        long mask = (bits == MOST_BITS ? -1 : (1L << bits) - 1) << bitOffset;
        long old = 0;
        try {
            old = bitSize > 0 ? frame.read(address, size) : 0;
        } catch (UnavailableException e) {
            throw new SessionException("There is " + e.getMessage() + ".");
        }
        long all = old & ~mask | value << bitOffset & mask;
        new GuestMemory(frame.debugger())
                .writeValue(
                        dev.ringside.engine.debug.AddressKind.LINEAR,
                        frame.vcpu(),
                        address,
                        size,
                        size == 8 ? all : all & (1L << size * 8) - 1);
    }

    private void writeRegister(FrameContext frame, int number, int bits, long value)
            throws SessionException {
        int index = FrameRegisters.general(number, frame.wide());
        if (!frame.isInnermost() || index < 0) {
            throw new SessionException(
                    "It is in a register, and only the innermost frame's general registers can be"
                            + " written.");
        }
        var state = frame.debugger().state(frame.vcpu());
        long shift = offset * 8 + bitOffset;
        if (shift < 0 || shift + bits > MOST_BITS) {
            throw new SessionException("It is in more than one register.");
        }
        long mask = (bits == MOST_BITS ? -1 : (1L << bits) - 1) << shift;
        state.gpr[index] = state.gpr[index] & ~mask | value << shift & mask;
        frame.debugger().setState(frame.vcpu(), state);
    }
}
