package dev.ringside.adapter.source;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// Line rows by address and by file and line. Rows never overlap. Immutable.
///
/// A *statement* row is one where a breakpoint may stand: not data, not the tail of a statement
/// that a compiler has spread.
final class LineTable {
    private final long[] first;
    private final long[] last;
    private final int[] file;
    private final int[] line;
    private final int[] columnAndStatement;

    /// The statement rows' indices, by file, line and address.
    private final int[] byLine;

    private final LineAliases aliases;

    private int count;

    /// Sorts and joins the rows. Where rows of two files overlap, the one that begins later wins,
    /// and of two that begin at one address the one read first.
    LineTable(LineRows rows, LineRows aliasRows) {
        aliases = new LineAliases(aliasRows);
        int[] order =
                IndexSort.sorted(
                        rows.count,
                        (a, b) -> {
                            int byAddress = Long.compareUnsigned(rows.first[a], rows.first[b]);
                            return byAddress != 0 ? byAddress : Integer.compare(b, a);
                        });
        first = new long[order.length];
        last = new long[order.length];
        file = new int[order.length];
        line = new int[order.length];
        columnAndStatement = new int[order.length];
        for (int index : order) {
            append(rows, index);
        }
        int[] statements = new int[count];
        int n = 0;
        for (int i = 0; i < count; i++) {
            if ((columnAndStatement[i] & 1) != 0) {
                statements[n++] = i;
            }
        }
        int[] sorted = IndexSort.sorted(n, (a, b) -> compare(statements[a], statements[b]));
        byLine = Arrays.stream(sorted).map(i -> statements[i]).toArray();
    }

    private void append(LineRows rows, int index) {
        int previous = count - 1;
        if (previous >= 0 && Long.compareUnsigned(last[previous], rows.first[index]) >= 0) {
            if (first[previous] == rows.first[index]) {
                count = previous;
            } else {
                last[previous] = rows.first[index] - 1;
            }
        }
        if (continues(count - 1, rows, index)) {
            last[count - 1] = rows.last[index];
            return;
        }
        first[count] = rows.first[index];
        last[count] = rows.last[index];
        file[count] = rows.file[index];
        line[count] = rows.line[index];
        columnAndStatement[count] = rows.columnAndStatement[index];
        count++;
    }

    private boolean continues(int previous, LineRows rows, int index) {
        if (previous < 0 || last[previous] + 1 != rows.first[index]) {
            return false;
        }
        boolean startsStatement =
                (columnAndStatement[previous] & 1) < (rows.columnAndStatement[index] & 1);
        return file[previous] == rows.file[index]
                && line[previous] == rows.line[index]
                && !startsStatement;
    }

    private int compare(int a, int b) {
        int result = Integer.compare(file[a], file[b]);
        return result != 0 ? result : Integer.compare(line[a], line[b]);
    }

    /// @return the index of the row that covers an address, or -1
    int indexAt(long address) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(first[middle], address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        boolean covered = low > 0 && Long.compareUnsigned(address, last[low - 1]) <= 0;
        return covered ? low - 1 : -1;
    }

    int file(int index) {
        return file[index];
    }

    LineRange range(int index, String path) {
        SourceLocation location =
                new SourceLocation(path, line[index], columnAndStatement[index] >>> 1);
        return new LineRange(location, first[index], last[index]);
    }

    /// The rows of a line, or of the next line that has a statement, lowest address first.
    List<LineRange> rowsFor(int wantedFile, int wantedLine, String path) {
        int from = firstFrom(wantedFile, wantedLine);
        boolean found = from < byLine.length && file[byLine[from]] == wantedFile;
        int own = found ? line[byLine[from]] : Integer.MAX_VALUE;
        int shared = aliases.nextLine(wantedFile, wantedLine);
        boolean both = shared != 0 && shared <= own;
        int chosen = both ? shared : own;
        TreeMap<Long, LineRange> ranges = new TreeMap<>(Long::compareUnsigned);
        if (both) {
            for (long address : aliases.addresses(wantedFile, chosen)) {
                int row = indexAt(address);
                long end = row < 0 ? address : last[row];
                SourceLocation location = new SourceLocation(path, chosen, 0);
                ranges.put(address, new LineRange(location, address, end));
            }
        }
        for (int i = from; found && i < firstFrom(wantedFile, chosen + 1); i++) {
            ranges.put(first[byLine[i]], range(byLine[i], path));
        }
        return List.copyOf(ranges.values());
    }

    private int firstFrom(int wantedFile, int wantedLine) {
        int low = 0;
        int high = byLine.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int row = byLine[middle];
            boolean before =
                    file[row] < wantedFile || (file[row] == wantedFile && line[row] < wantedLine);
            if (before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Adds the lines of a file that have statements.
    void addLines(int wantedFile, Set<Integer> lines) {
        for (int i = firstFrom(wantedFile, 0); i < firstFrom(wantedFile + 1, 0); i++) {
            lines.add(line[byLine[i]]);
        }
        aliases.addLines(wantedFile, lines);
    }
}
