package dev.ringside.adapter.source;

import java.util.Arrays;
import java.util.Set;

/// Lines whose statement begins at an address that belongs to another line's row: optimized code
/// begins a function's brace, a loop and its first call at one instruction. A breakpoint on any of
/// them stands there. Immutable.
final class LineAliases {
    private final LineRows rows;
    private final int[] byLine;

    /// @param rows whose `first` is the address
    LineAliases(LineRows rows) {
        this.rows = rows;
        this.byLine = IndexSort.sorted(rows.count, this::compare);
    }

    private int compare(int a, int b) {
        int result = Integer.compare(rows.file[a], rows.file[b]);
        if (result == 0) {
            result = Integer.compare(rows.line[a], rows.line[b]);
        }
        return result != 0 ? result : Long.compareUnsigned(rows.first[a], rows.first[b]);
    }

    /// The first such line of a file at or behind `line`, or 0.
    int nextLine(int file, int line) {
        int index = firstFrom(file, line);
        boolean found = index < byLine.length && rows.file[byLine[index]] == file;
        return found ? rows.line[byLine[index]] : 0;
    }

    /// The addresses of a line, ascending.
    long[] addresses(int file, int line) {
        int from = firstFrom(file, line);
        int to = firstFrom(file, line + 1);
        return Arrays.stream(byLine, from, to).mapToLong(i -> rows.first[i]).distinct().toArray();
    }

    void addLines(int file, Set<Integer> lines) {
        for (int i = firstFrom(file, 0); i < firstFrom(file + 1, 0); i++) {
            lines.add(rows.line[byLine[i]]);
        }
    }

    private int firstFrom(int file, int line) {
        int low = 0;
        int high = byLine.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int row = byLine[middle];
            boolean before =
                    rows.file[row] < file || (rows.file[row] == file && rows.line[row] < line);
            if (before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
