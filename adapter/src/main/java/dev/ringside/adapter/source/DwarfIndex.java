package dev.ringside.adapter.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds units, functions and names of one file's debug information, each part when it is asked for
/// the first time. Addresses are the file's own.
final class DwarfIndex {
    private static final int KEPT_UNITS = 128;
    private static final int MAXIMUM_FUNCTIONS = 200_000;

    private final DwarfFile file;
    private @Nullable List<Extent> extents;
    private @Nullable NameIndex names;

    private final Map<DwarfUnit, List<Extent>> functions =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<DwarfUnit, List<Extent>> eldest) {
                    return size() > KEPT_UNITS;
                }
            };

    /// Code of a unit or a function; both ends inclusive.
    ///
    /// @param reach the highest `last` of this and all before it
    private record Extent(long first, long last, long reach, DwarfUnit unit, int offset) {}

    DwarfIndex(DwarfFile file) {
        this.file = file;
    }

    DwarfFile file() {
        return file;
    }

    /// The unit whose code an address is, or null.
    @Nullable DwarfUnit unitAt(long pc) throws IOException {
        Extent extent = find(units(), pc);
        return extent == null ? null : extent.unit;
    }

    /// The entry of the function whose code an address is, or null.
    @Nullable Die functionAt(long pc) throws SymbolFormatException, IOException {
        DwarfUnit unit = unitAt(pc);
        if (unit == null) {
            return null;
        }
        Extent extent = find(functionsOf(unit), pc);
        return extent == null ? null : unit.at(extent.offset);
    }

    private List<Extent> units() throws IOException {
        List<Extent> known = extents;
        if (known == null) {
            List<Extent> all = new ArrayList<>();
            for (DwarfUnit unit : file.units()) {
                try {
                    addUnit(unit, all);
                } catch (SymbolFormatException e) {
                    file.trouble(e.getMessage());
                }
            }
            known = sorted(all);
            extents = known;
        }
        return known;
    }

    private void addUnit(DwarfUnit unit, List<Extent> all)
            throws SymbolFormatException, IOException {
        Die root = unit.root();
        if (root == null) {
            return;
        }
        AddressRanges ranges = AddressLists.ranges(root);
        if (ranges.isEmpty() && root.hasChildren()) {
            // Some compilers leave it to the functions to say where the unit's code is.
            functionsOf(unit).forEach(f -> all.add(new Extent(f.first, f.last, 0, unit, 0)));
            return;
        }
        add(ranges, unit, 0, all);
    }

    private static void add(AddressRanges ranges, DwarfUnit unit, int offset, List<Extent> all) {
        long[] bounds = ranges.bounds();
        for (int i = 0; i < bounds.length && all.size() < MAXIMUM_FUNCTIONS; i += 2) {
            // Linkers leave what they drop at address 0.
            if (bounds[i] != 0) {
                all.add(new Extent(bounds[i], bounds[i + 1] - 1, 0, unit, offset));
            }
        }
    }

    private static List<Extent> sorted(List<Extent> all) {
        all.sort((a, b) -> Long.compareUnsigned(a.first, b.first));
        List<Extent> reaching = new ArrayList<>(all.size());
        long reach = 0;
        for (Extent e : all) {
            reach = Long.compareUnsigned(e.last, reach) > 0 ? e.last : reach;
            reaching.add(new Extent(e.first, e.last, reach, e.unit, e.offset));
        }
        return reaching;
    }

    /// The innermost that holds an address.
    private static @Nullable Extent find(List<Extent> list, long pc) {
        int low = 0;
        int high = list.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(list.get(middle).first, pc) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = low - 1; i >= 0; i--) {
            Extent extent = list.get(i);
            if (Long.compareUnsigned(pc, extent.reach) > 0) {
                return null;
            }
            if (Long.compareUnsigned(pc, extent.last) <= 0) {
                return extent;
            }
        }
        return null;
    }

    private List<Extent> functionsOf(DwarfUnit unit) throws SymbolFormatException, IOException {
        List<Extent> known = functions.get(unit);
        if (known == null) {
            List<Extent> all = new ArrayList<>();
            Die root = unit.root();
            if (root != null) {
                addFunctions(root, all, 0);
            }
            known = sorted(all);
            functions.put(unit, known);
        }
        return known;
    }

    private static void addFunctions(Die parent, List<Extent> all, int depth)
            throws SymbolFormatException, IOException {
        DieWalk walk = DieWalk.children(parent);
        for (Die die = walk.next(); die != null; die = walk.next()) {
            if (die.tag() == DwarfTag.SUBPROGRAM) {
                add(AddressLists.ranges(die), die.unit, die.offset, all);
            } else if (die.tag() == DwarfTag.NAMESPACE && depth < 8) {
                addFunctions(die, all, depth + 1);
            }
        }
    }

    private NameIndex names() throws IOException {
        NameIndex known = names;
        if (known == null) {
            known = NameIndex.build(file);
            names = known;
        }
        return known;
    }

    /// A type that is complete, by its name; null where none is known.
    @Nullable Die completeType(int tag, String name) throws SymbolFormatException, IOException {
        return name.isEmpty() ? null : names().find(name, die -> die.tag() == tag);
    }

    /// An entry by its name, one of some kinds.
    @Nullable Die named(String name, int... tags) throws SymbolFormatException, IOException {
        for (int tag : tags) {
            Die die = names().find(name, d -> d.tag() == tag);
            if (die != null) {
                return die;
            }
        }
        return null;
    }

    /// The variables outside functions of one unit that have a place or a value, by name.
    static List<Die> variables(DwarfUnit unit, int limit)
            throws SymbolFormatException, IOException {
        List<Die> found = new ArrayList<>();
        Die root = unit.root();
        if (root == null) {
            return found;
        }
        DieWalk walk = DieWalk.children(root);
        for (Die die = walk.next(); die != null && found.size() < limit; die = walk.next()) {
            boolean placed =
                    die.has(DwarfAttribute.LOCATION) || die.has(DwarfAttribute.CONST_VALUE);
            if (die.tag() == DwarfTag.VARIABLE && placed) {
                found.add(die);
            }
        }
        List<NamedDie> named = new ArrayList<>();
        for (Die die : found) {
            named.add(new NamedDie(die.name(), die));
        }
        named.sort(Comparator.comparing(NamedDie::name));
        return named.stream().map(NamedDie::die).toList();
    }

    private record NamedDie(String name, Die die) {}
}
