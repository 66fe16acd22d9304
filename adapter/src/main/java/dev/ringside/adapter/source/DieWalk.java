package dev.ringside.adapter.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The children of one entry in turn, without their own children. One pass over an entry's part of
/// the section at most.
final class DieWalk {
    private final DwarfUnit unit;
    private final ByteReader in;
    private @Nullable Die last;
    private boolean over;

    private DieWalk(Die parent) throws SymbolFormatException {
        this.unit = parent.unit;
        this.in = unit.reader();
        this.over = !parent.hasChildren();
        in.seek(parent.next);
    }

    static DieWalk children(Die parent) throws SymbolFormatException {
        return new DieWalk(parent);
    }

    /// The next child, or null behind the last.
    @Nullable Die next() throws SymbolFormatException, IOException {
        if (over) {
            return null;
        }
        Die before = last;
        if (before != null && before.hasChildren()) {
            pass(before);
        }
        Die die = unit.next(in);
        last = die;
        over = die == null;
        return die;
    }

    /// Moves behind an entry's children: at once where it says where its sibling is.
    private void pass(Die die) throws SymbolFormatException, IOException {
        long sibling = die.number(DwarfAttribute.SIBLING, 0) + unit.start;
        if (sibling > die.next && sibling < unit.end) {
            in.seek(sibling);
            return;
        }
        passChildren(unit, in);
    }

    /// Moves behind the children that a reader stands before.
    static void passChildren(DwarfUnit unit, ByteReader in)
            throws SymbolFormatException, IOException {
        int depth = 1;
        while (depth > 0 && in.hasRemaining()) {
            long code = in.uleb();
            if (code == 0) {
                depth--;
            } else {
                DwarfAbbreviations.Shape shape = unit.shape(code);
                shape.skip(in, unit.sizes);
                depth += shape.children() ? 1 : 0;
            }
        }
    }
}
