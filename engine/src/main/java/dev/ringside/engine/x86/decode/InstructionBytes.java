package dev.ringside.engine.x86.decode;

/// Reads an instruction byte by byte and holds what its prefixes said.
final class InstructionBytes {
    /// An instruction has at most 15 bytes (SDM Vol. 2A 2.3.11).
    private static final int MAXIMUM = 15;

    private ByteFetcher fetcher = () -> 0;
    private int peeked = -1;

    int count;
    boolean tooLong;
    int codeBytes;
    boolean operandSizePrefix;
    boolean addressSizePrefix;

    /// REX with its four low bits, or 0.
    int rex;

    /// The SIB byte, -1 if there is none.
    int sib;

    /// An index of `SegmentRegister`, or -1.
    int segmentOverride;

    void start(ByteFetcher fetcher, int codeBytes) {
        this.fetcher = fetcher;
        this.codeBytes = codeBytes;
        peeked = -1;
        count = 0;
        tooLong = false;
        operandSizePrefix = false;
        addressSizePrefix = false;
        rex = 0;
        sib = -1;
        segmentOverride = -1;
    }

    boolean code64() {
        return codeBytes == 8;
    }

    /// The next byte; past the fifteenth zeros, so that decoding comes to an end.
    int next() {
        if (peeked >= 0) {
            int value = peeked;
            peeked = -1;
            count++;
            return value;
        }
        if (count == MAXIMUM) {
            tooLong = true;
            return 0;
        }
        int value = fetcher.next();
        count++;
        return value;
    }

    /// The next byte without moving on.
    int peek() {
        if (peeked < 0) {
            if (count == MAXIMUM) {
                tooLong = true;
                return 0;
            }
            peeked = fetcher.next();
        }
        return peeked;
    }

    /// The next `size` bytes (1 to 8), zero-extended.
    long unsigned(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) next() << (i << 3);
        }
        return value;
    }

    /// The next `size` bytes (1 to 8), sign-extended.
    long signed(int size) {
        int shift = 64 - (size << 3);
        return unsigned(size) << shift >> shift;
    }

    /// Whether REX.W (8), REX.R (4), REX.X (2) or REX.B (1) is set.
    boolean rex(int bit) {
        return (rex & bit) != 0;
    }

    /// 2, 4 or 8 (SDM Vol. 1 3.6.1).
    int operandSize() {
        if (codeBytes == 8) {
            return rex(8) ? 8 : operandSizePrefix ? 2 : 4;
        }
        return operandSizePrefix == (codeBytes == 2) ? 4 : 2;
    }

    /// 2, 4 or 8 (SDM Vol. 1 3.6.1).
    int addressSize() {
        if (codeBytes == 8) {
            return addressSizePrefix ? 4 : 8;
        }
        return addressSizePrefix == (codeBytes == 2) ? 4 : 2;
    }
}
