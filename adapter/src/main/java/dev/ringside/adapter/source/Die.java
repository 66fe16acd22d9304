package dev.ringside.adapter.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One debugging information entry with all its attributes (DWARF 5, 2.1). Texts, addresses and
/// references are looked up when they are asked for. Immutable.
final class Die {
    private static final int MAXIMUM_HOPS = 8;

    final DwarfUnit unit;

    /// Where it begins in its section.
    final int offset;

    /// Where the entry behind its attributes begins: its first child's, if it has children.
    final int next;

    private final DwarfAbbreviations.Shape shape;
    private final int[] forms;
    private final long[] values;

    /// @param in stands behind the entry's code
    Die(DwarfUnit unit, int offset, DwarfAbbreviations.Shape shape, ByteReader in)
            throws SymbolFormatException {
        this.unit = unit;
        this.offset = offset;
        this.shape = shape;
        this.forms = new int[shape.count()];
        this.values = new long[forms.length];
        for (int i = 0; i < forms.length; i++) {
            int form = shape.form(i);
            if (form == DwarfForm.INDIRECT) {
                form = (int) in.uleb();
            }
            forms[i] = form;
            values[i] =
                    form == DwarfForm.IMPLICIT_CONST
                            ? shape.constant(i)
                            : DwarfForm.raw(in, form, unit.sizes);
        }
        this.next = in.position();
    }

    int tag() {
        return shape.tag();
    }

    boolean hasChildren() {
        return shape.children();
    }

    /// A number for this entry that no other of the file has.
    long key() {
        return (long) unit.section << 32 | offset;
    }

    private int index(int attribute) {
        for (int i = 0; i < forms.length; i++) {
            if (shape.attribute(i) == attribute) {
                return i;
            }
        }
        return -1;
    }

    boolean has(int attribute) {
        return index(attribute) >= 0;
    }

    /// The form of an attribute, 0 where it is missing.
    int form(int attribute) {
        int index = index(attribute);
        return index < 0 ? 0 : forms[index];
    }

    /// A number, an index or an offset, as it stands; signed where its form is.
    long number(int attribute, long otherwise) {
        int index = index(attribute);
        return index < 0 || DwarfForm.isBlock(forms[index]) ? otherwise : values[index];
    }

    boolean flag(int attribute) {
        return number(attribute, 0) != 0;
    }

    /// A block's bytes, or null.
    byte @Nullable [] block(int attribute) throws SymbolFormatException {
        int index = index(attribute);
        if (index < 0 || !DwarfForm.isBlock(forms[index])) {
            return null;
        }
        ByteReader in = unit.reader();
        in.seek(values[index] >>> 32);
        return in.bytes(values[index] & 0xFFFFFFFFL);
    }

    /// A text of this entry itself, or null.
    @Nullable String text(int attribute) throws SymbolFormatException, IOException {
        int index = index(attribute);
        return index < 0 ? null : unit.text(forms[index], values[index]);
    }

    /// An address as it stands in the file, or null where the attribute is missing or no address.
    @Nullable Long address(int attribute) throws SymbolFormatException, IOException {
        int index = index(attribute);
        if (index < 0) {
            return null;
        }
        return unit.address(forms[index], values[index]);
    }

    /// The entry an attribute refers to, or null where there is none that can be read.
    @Nullable Die reference(int attribute) throws SymbolFormatException, IOException {
        int index = index(attribute);
        return index < 0 ? null : unit.file.reference(unit, forms[index], values[index]);
    }

    /// Where the attributes that this entry leaves out stand: its abstract instance or its
    /// declaration.
    private @Nullable Die origin() throws SymbolFormatException, IOException {
        Die origin = reference(DwarfAttribute.ABSTRACT_ORIGIN);
        return origin == null ? reference(DwarfAttribute.SPECIFICATION) : origin;
    }

    /// This entry or the nearest of its origins that has an attribute, or null.
    @Nullable Die with(int attribute) throws SymbolFormatException, IOException {
        Die die = this;
        for (int hop = 0; die != null && hop < MAXIMUM_HOPS; hop++) {
            if (die.has(attribute)) {
                return die;
            }
            die = die.origin();
        }
        return null;
    }

    /// The name, its own or inherited; empty where there is none.
    String name() throws SymbolFormatException, IOException {
        Die named = with(DwarfAttribute.NAME);
        String name = named == null ? null : named.text(DwarfAttribute.NAME);
        return name == null ? "" : name;
    }

    /// The entry of its type, its own or inherited; null is `void`.
    @Nullable Die type() throws SymbolFormatException, IOException {
        Die typed = with(DwarfAttribute.TYPE);
        return typed == null ? null : typed.reference(DwarfAttribute.TYPE);
    }
}
