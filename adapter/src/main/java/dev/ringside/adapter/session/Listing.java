package dev.ringside.adapter.session;

import dev.ringside.adapter.source.LineRange;
import dev.ringside.adapter.source.Symbol;
import dev.ringside.adapter.source.SymbolTable;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A disassembly of exactly so many rows around an address, as a paging view asks for it.
///
/// Addresses rise from row to row without repeating. Below 0 and above the top of the address space
/// the rows are padding, one address each. Backwards, instruction boundaries come from line tables
/// and symbols where there are any; else from the start that decodes into the reference with the
/// fewest bytes that are no instruction.
public final class Listing {
    /// Rows a request may span, in all.
    public static final int MOST_ROWS = 100_000;

    private static final int LONGEST_LINE = 1 << 16;

    private final CodeWindow code;
    private final SymbolTable symbols;
    private final BigInteger end;

    public Listing(CodeWindow code, SymbolTable symbols) {
        this.code = code;
        this.symbols = symbols;
        this.end = MemoryReference.unsigned(code.limit()).add(BigInteger.ONE);
    }

    /// One row; without code it is padding.
    public record Row(BigInteger address, CodeWindow.@Nullable Code code) {
        static Row of(CodeWindow.Code code) {
            return new Row(MemoryReference.unsigned(code.address()), code);
        }

        static Row padding(BigInteger address) {
            return new Row(address, null);
        }
    }

    /// Rows `offset` to `offset + count - 1`, row 0 being the one at `reference`.
    ///
    /// @throws SessionException more than [#MOST_ROWS]
    public List<Row> rows(BigInteger reference, long offset, long count) throws SessionException {
        boolean fits = count >= 0 && offset <= MOST_ROWS && offset >= -MOST_ROWS;
        if (!fits || count > MOST_ROWS) {
            throw new SessionException(
                    "At most %d instructions can be disassembled at once.".formatted(MOST_ROWS));
        }
        int before = (int) Math.max(0, -offset);
        int after = (int) Math.max(0, offset + count);
        List<Row> rows = new ArrayList<>(before(reference, before));
        int skip = (int) Math.max(0, offset);
        List<Row> forward = after(reference, after);
        rows.addAll(forward.subList(Math.min(skip, forward.size()), forward.size()));
        return rows.subList(0, (int) Math.min(count, rows.size()));
    }

    private List<Row> after(BigInteger from, int count) {
        List<Row> rows = new ArrayList<>(count);
        BigInteger at = from;
        while (rows.size() < count) {
            if (at.signum() < 0 || at.compareTo(end) >= 0) {
                rows.add(Row.padding(at));
                at = at.add(BigInteger.ONE);
            } else {
                CodeWindow.Code row = code.at(at.longValue());
                rows.add(Row.of(row));
                at = at.add(BigInteger.valueOf(row.length()));
            }
        }
        return rows;
    }

    /// The `count` rows that end right before `to`.
    private List<Row> before(BigInteger to, int count) {
        Deque<Row> rows = new ArrayDeque<>();
        BigInteger at = to;
        while (rows.size() < count) {
            BigInteger below = at.subtract(BigInteger.ONE);
            if (below.signum() < 0 || at.compareTo(end) > 0) {
                rows.addFirst(Row.padding(below));
                at = below;
            } else {
                List<CodeWindow.Code> block = block(at, count - rows.size());
                for (int i = block.size() - 1; i >= 0 && rows.size() < count; i--) {
                    rows.addFirst(Row.of(block.get(i)));
                }
                at = MemoryReference.unsigned(block.get(0).address());
            }
        }
        return new ArrayList<>(rows);
    }

    /// Some instructions that end right before `to`, at least one.
    private List<CodeWindow.Code> block(BigInteger to, int wanted) {
        long last = to.subtract(BigInteger.ONE).longValue();
        Optional<LineRange> line = symbols.lineAt(last);
        if (line.isPresent() && last - line.get().first() < LONGEST_LINE) {
            return sweep(line.get().first(), last);
        }
        long start = guessStart(last, wanted);
        long sync = symbolStart(last).orElse(start);
        return Long.compareUnsigned(sync, start) >= 0 ? sweep(sync, last) : best(start, last);
    }

    private Optional<Long> symbolStart(long address) {
        return symbols.symbolAt(address).filter(Symbol::function).map(Symbol::address);
    }

    private static long guessStart(long last, int wanted) {
        long reach = (long) (wanted + 2) * CodeWindow.LONGEST / 3 + 2L * CodeWindow.LONGEST;
        return Long.compareUnsigned(last, reach) < 0 ? 0 : last - reach;
    }

    /// Of the fifteen possible starts the one that reads best.
    private List<CodeWindow.Code> best(long start, long last) {
        List<CodeWindow.Code> best = sweep(start, last);
        long bestScore = score(best);
        for (int i = 1; i < CodeWindow.LONGEST && start + i - last <= 0; i++) {
            List<CodeWindow.Code> candidate = sweep(start + i, last);
            long score = score(candidate);
            if (score < bestScore) {
                best = candidate;
                bestScore = score;
            }
        }
        return best;
    }

    private static long score(List<CodeWindow.Code> rows) {
        return rows.stream().filter(row -> row.group() == null).count();
    }

    /// Decodes from `first` on; what would run past `last` is data.
    private List<CodeWindow.Code> sweep(long first, long last) {
        List<CodeWindow.Code> rows = new ArrayList<>();
        long at = first;
        while (at - last <= 0) {
            CodeWindow.Code row = code.at(at);
            if (row.length() - 1 > last - at) {
                row = code.data(at);
            }
            rows.add(row);
            at += row.length();
        }
        return rows.isEmpty() ? Collections.singletonList(code.data(last)) : rows;
    }
}
