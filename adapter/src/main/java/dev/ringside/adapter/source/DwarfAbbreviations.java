package dev.ringside.adapter.source;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One abbreviation table: the shapes of a unit's entries (DWARF 5, 7.5.3).
final class DwarfAbbreviations {
    private static final int MAXIMUM = 1 << 20;
    private static final int MAXIMUM_ATTRIBUTES = 512;

    /// The shape of an entry: its attributes' names, their forms, and the values of those whose
    /// form is `implicit_const`.
    static final class Shape {
        private final int tag;
        private final boolean children;
        private final int[] attributes;
        private final int[] forms;
        private final long[] constants;

        private Shape(int tag, boolean children, int[] attributes, int[] forms, long[] constants) {
            this.tag = tag;
            this.children = children;
            this.attributes = attributes;
            this.forms = forms;
            this.constants = constants;
        }

        int tag() {
            return tag;
        }

        /// Whether the entry has children, up to a null entry.
        boolean children() {
            return children;
        }

        boolean has(int wanted) {
            for (int attribute : attributes) {
                if (attribute == wanted) {
                    return true;
                }
            }
            return false;
        }

        /// Moves behind the attributes of an entry of this shape.
        void skip(ByteReader in, DwarfForm.Sizes sizes) throws SymbolFormatException {
            for (int form : forms) {
                int actual = form == DwarfForm.INDIRECT ? (int) in.uleb() : form;
                if (actual != DwarfForm.IMPLICIT_CONST) {
                    DwarfForm.raw(in, actual, sizes);
                }
            }
        }

        int count() {
            return attributes.length;
        }

        int attribute(int index) {
            return attributes[index];
        }

        int form(int index) {
            return forms[index];
        }

        long constant(int index) {
            return constants[index];
        }
    }

    private final Map<Long, Shape> shapes = new HashMap<>();

    private DwarfAbbreviations() {}

    static DwarfAbbreviations read(ByteReader in) throws SymbolFormatException {
        DwarfAbbreviations table = new DwarfAbbreviations();
        for (long code = in.uleb(); code != 0; code = in.uleb()) {
            int tag = (int) in.uleb();
            boolean children = in.u8() != 0;
            table.shapes.put(code, shape(in, tag, children));
            if (table.shapes.size() > MAXIMUM) {
                throw new SymbolFormatException(".debug_abbrev: more shapes than can be");
            }
            if (!in.hasRemaining()) {
                break; // The last table of a section may lack its ending zero.
            }
        }
        return table;
    }

    private static Shape shape(ByteReader in, int tag, boolean children)
            throws SymbolFormatException {
        int count = 0;
        int[] attributes = new int[8];
        int[] forms = new int[8];
        long[] constants = new long[8];
        while (true) {
            int attribute = (int) in.uleb();
            int form = (int) in.uleb();
            long constant = form == DwarfForm.IMPLICIT_CONST ? in.sleb() : 0;
            if (attribute == 0 && form == 0) {
                return new Shape(
                        tag,
                        children,
                        Arrays.copyOf(attributes, count),
                        Arrays.copyOf(forms, count),
                        Arrays.copyOf(constants, count));
            }
            if (count == MAXIMUM_ATTRIBUTES) {
                throw new SymbolFormatException(".debug_abbrev: an entry with too many attributes");
            }
            if (count == attributes.length) {
                attributes = Arrays.copyOf(attributes, count * 2);
                forms = Arrays.copyOf(forms, count * 2);
                constants = Arrays.copyOf(constants, count * 2);
            }
            attributes[count] = attribute;
            forms[count] = form;
            constants[count] = constant;
            count++;
        }
    }

    @Nullable Shape shape(long code) {
        return shapes.get(code);
    }
}
