package dev.ringside.adapter.source;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names of what stands outside functions: variables and functions that have a place, types and
/// enumerators, the first of each name. One pass over the section, when the first name is asked
/// for.
///
/// Kept as 64-bit numbers, sorted: the name's hash in the upper half, the entry's place in the
/// lower. A large kernel has 200,000.
final class NameIndex {
    private static final int MAXIMUM = 4_000_000;
    private static final int SECTION_BIT = 1 << 31;

    private final DwarfFile file;
    private long[] keys = new long[1024];
    private int count;
    private final Set<Long> seen = new HashSet<>();

    /// Chooses among entries of one name.
    @FunctionalInterface
    interface Choice {
        boolean fits(Die die) throws SymbolFormatException, IOException;
    }

    private NameIndex(DwarfFile file) {
        this.file = file;
    }

    static NameIndex build(DwarfFile file) throws IOException {
        NameIndex index = new NameIndex(file);
        for (DwarfUnit unit : file.allUnits()) {
            try {
                index.unit(unit);
            } catch (SymbolFormatException e) {
                file.trouble(e.getMessage() + "; names of that unit were left out");
            }
        }
        index.keys = Arrays.copyOf(index.keys, index.count);
        Arrays.sort(index.keys);
        index.seen.clear();
        return index;
    }

    /// The first entry of a name that fits, or null.
    @Nullable Die find(String name, Choice choice) throws SymbolFormatException, IOException {
        long hash = (long) name.hashCode() << 32;
        int at = Arrays.binarySearch(keys, hash);
        for (int i = at < 0 ? -at - 1 : at; i < keys.length && keys[i] >>> 32 == hash >>> 32; i++) {
            Die die = die((int) keys[i]);
            if (die != null && die.name().equals(name) && choice.fits(die)) {
                return die;
            }
        }
        return null;
    }

    private @Nullable Die die(int place) throws SymbolFormatException, IOException {
        return file.at((place & SECTION_BIT) != 0 ? 1 : 0, place & ~SECTION_BIT);
    }

    private void unit(DwarfUnit unit) throws SymbolFormatException, IOException {
        ByteReader in = unit.reader();
        int depth = 0;
        while (in.hasRemaining()) {
            int at = in.position();
            long code = in.uleb();
            if (code == 0) {
                depth--;
                continue;
            }
            DwarfAbbreviations.Shape shape = unit.shape(code);
            int tag = shape.tag();
            boolean wanted = depth > 0 && isWanted(shape);
            if (!wanted && !shape.children()) {
                shape.skip(in, unit.sizes);
                continue;
            }
            Die die = new Die(unit, at, shape, in);
            if (wanted) {
                add(die);
            }
            if (shape.children() && !enter(tag)) {
                pass(die, in);
            } else if (shape.children()) {
                depth++;
            }
        }
    }

    private static boolean enter(int tag) {
        return switch (tag) {
            case DwarfTag.COMPILE_UNIT,
                    DwarfTag.PARTIAL_UNIT,
                    DwarfTag.TYPE_UNIT,
                    DwarfTag.NAMESPACE,
                    DwarfTag.ENUMERATION_TYPE ->
                    true;
            default -> false;
        };
    }

    private static boolean isWanted(DwarfAbbreviations.Shape shape) {
        return switch (shape.tag()) {
            case DwarfTag.VARIABLE ->
                    shape.has(DwarfAttribute.LOCATION) || shape.has(DwarfAttribute.CONST_VALUE);
            case DwarfTag.SUBPROGRAM ->
                    shape.has(DwarfAttribute.LOW_PC) || shape.has(DwarfAttribute.RANGES);
            case DwarfTag.STRUCTURE_TYPE,
                    DwarfTag.UNION_TYPE,
                    DwarfTag.CLASS_TYPE,
                    DwarfTag.ENUMERATION_TYPE,
                    DwarfTag.TYPEDEF,
                    DwarfTag.BASE_TYPE ->
                    shape.has(DwarfAttribute.NAME) && !shape.has(DwarfAttribute.DECLARATION);
            case DwarfTag.ENUMERATOR -> true;
            default -> false;
        };
    }

    /// Of types and enumerators the first of a name is enough: every unit repeats its headers'.
    private void add(Die die) throws SymbolFormatException, IOException {
        int tag = die.tag();
        boolean placed = tag == DwarfTag.VARIABLE || tag == DwarfTag.SUBPROGRAM;
        if (!placed) {
            long text = die.number(DwarfAttribute.NAME, 0);
            boolean shared = die.form(DwarfAttribute.NAME) == DwarfForm.STRP;
            // Texts of one section at one place are the same text.
            if (shared && !seen.add((long) tag << 40 | text)) {
                return;
            }
        }
        String name = die.name();
        if (name.isEmpty() || count == MAXIMUM) {
            return;
        }
        if (!placed && die.form(DwarfAttribute.NAME) != DwarfForm.STRP) {
            long hash = (long) name.hashCode() & 0xFFFFFFFFL;
            if (!seen.add(1L << 60 | (long) tag << 40 | hash)) {
                return;
            }
        }
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, count * 2);
        }
        int place = die.offset | (die.unit.section == 1 ? SECTION_BIT : 0);
        keys[count++] = (long) name.hashCode() << 32 | place & 0xFFFFFFFFL;
    }

    private static void pass(Die die, ByteReader in) throws SymbolFormatException, IOException {
        long sibling = die.number(DwarfAttribute.SIBLING, 0) + die.unit.start;
        if (sibling > die.next && sibling < die.unit.end) {
            in.seek(sibling);
            return;
        }
        DieWalk.passChildren(die.unit, in);
    }
}
