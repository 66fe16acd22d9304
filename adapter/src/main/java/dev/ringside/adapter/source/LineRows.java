package dev.ringside.adapter.source;

import java.util.Arrays;
import java.util.BitSet;

/// Line rows as they are read: parallel arrays that grow.
final class LineRows {
    long[] first = new long[64];
    long[] last = new long[64];
    int[] file = new int[64];
    int[] line = new int[64];

    /// The column, shifted left by one, and 1 for a row where a breakpoint may stand.
    int[] columnAndStatement = new int[64];

    int count;

    /// @return false when there is no room
    boolean add(int file, int line, int column, long first, long last, boolean statement) {
        if (count == Limits.ROWS) {
            return false;
        }
        if (count == this.first.length) {
            grow();
        }
        this.first[count] = first;
        this.last[count] = last;
        this.file[count] = file;
        this.line[count] = line;
        columnAndStatement[count] = Math.min(column, 1 << 20) << 1 | (statement ? 1 : 0);
        count++;
        return true;
    }

    /// The numbers of the files that have rows.
    BitSet files() {
        BitSet files = new BitSet();
        for (int i = 0; i < count; i++) {
            files.set(file[i]);
        }
        return files;
    }

    private void grow() {
        int size = Math.min(Limits.ROWS, count * 2);
        first = Arrays.copyOf(first, size);
        last = Arrays.copyOf(last, size);
        file = Arrays.copyOf(file, size);
        line = Arrays.copyOf(line, size);
        columnAndStatement = Arrays.copyOf(columnAndStatement, size);
    }
}
