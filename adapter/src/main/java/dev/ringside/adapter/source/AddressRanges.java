package dev.ringside.adapter.source;

import java.util.Arrays;

/// Address ranges of code, in the file's own addresses. Immutable.
///
/// @param bounds first and end (exclusive) of each in turn, none empty, compared without sign
record AddressRanges(long... bounds) {
    static final AddressRanges NONE = new AddressRanges();

    boolean isEmpty() {
        return bounds.length == 0;
    }

    boolean contains(long address) {
        for (int i = 0; i < bounds.length; i += 2) {
            if (Long.compareUnsigned(bounds[i], address) <= 0
                    && Long.compareUnsigned(address, bounds[i + 1]) < 0) {
                return true;
            }
        }
        return false;
    }

    /// The lowest address, 0 where there is none.
    long lowest() {
        long lowest = isEmpty() ? 0 : bounds[0];
        for (int i = 2; i < bounds.length; i += 2) {
            lowest = Long.compareUnsigned(bounds[i], lowest) < 0 ? bounds[i] : lowest;
        }
        return lowest;
    }

    AddressRanges plus(long bias) {
        return bias == 0
                ? this
                : new AddressRanges(Arrays.stream(bounds).map(bound -> bound + bias).toArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRanges ranges && Arrays.equals(bounds, ranges.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        return Arrays.toString(bounds);
    }
}
