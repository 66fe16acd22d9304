package dev.ringside.adapter.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes types from their entries (DWARF 5, chapter 5), each once. Conditions ask for types on VCPU
/// threads, so what reads the file holds its lock.
final class DwarfTypes {
    private static final int MAXIMUM_MEMBERS = 20_000;
    private static final int MAXIMUM_DIMENSIONS = 32;

    /// Types kept before all are forgotten; they are read again when asked for.
    private static final int MAXIMUM_KEPT = 50_000;

    private static final CType VOID = new CType.Unknown("void");

    private final DwarfIndex index;
    private final Map<Long, CType> known = new HashMap<>();

    /// @param index where complete types are looked for that an entry only declares
    DwarfTypes(DwarfIndex index) {
        this.index = index;
    }

    /// The type of a variable, a member or whatever else has one.
    CType.Reference typeOf(Die die) {
        return new Lazy(die);
    }

    /// The type an entry is; null is `void`.
    CType of(@Nullable Die die) {
        if (die == null) {
            return VOID;
        }
        synchronized (index.file()) {
            CType type = known.get(die.key());
            if (type == null) {
                try {
                    type = make(die);
                } catch (SymbolFormatException | IOException e) {
                    type = new CType.Unknown("<damaged: " + e.getMessage() + ">");
                }
                if (known.size() > MAXIMUM_KEPT) {
                    known.clear();
                }
                known.put(die.key(), type);
            }
            return type;
        }
    }

    /// The type an entry refers to, found once.
    private final class Lazy implements CType.Reference {
        private final Die holder;
        private volatile @Nullable CType type;

        Lazy(Die holder) {
            this.holder = holder;
        }

        @Override
        public CType get() {
            CType found = type;
            if (found == null) {
                synchronized (index.file()) {
                    found = read();
                    type = found;
                }
            }
            return found;
        }

        private CType read() {
            try {
                return of(holder.type());
            } catch (SymbolFormatException | IOException e) {
                return new CType.Unknown("<damaged: " + e.getMessage() + ">");
            }
        }
    }

    private CType make(Die die) throws SymbolFormatException, IOException {
        int pointer = die.unit.sizes.addressSize();
        long size = Math.max(0, die.number(DwarfAttribute.BYTE_SIZE, 0));
        return switch (die.tag()) {
            case DwarfTag.BASE_TYPE -> base(die);
            case DwarfTag.POINTER_TYPE ->
                    new CType.Pointer(typeOf(die), size == 0 ? pointer : size, "*");
            case DwarfTag.REFERENCE_TYPE -> new CType.Pointer(typeOf(die), pointer, "&");
            case DwarfTag.RVALUE_REFERENCE_TYPE -> new CType.Pointer(typeOf(die), pointer, "&&");
            case DwarfTag.STRUCTURE_TYPE -> struct(die, "struct", size);
            case DwarfTag.UNION_TYPE -> struct(die, "union", size);
            case DwarfTag.CLASS_TYPE -> struct(die, "class", size);
            case DwarfTag.ARRAY_TYPE -> array(die);
            case DwarfTag.ENUMERATION_TYPE -> enumeration(die, size);
            case DwarfTag.TYPEDEF -> new CType.Typedef(die.name(), typeOf(die));
            case DwarfTag.CONST_TYPE -> new CType.Qualified("const", typeOf(die));
            case DwarfTag.VOLATILE_TYPE -> new CType.Qualified("volatile", typeOf(die));
            case DwarfTag.RESTRICT_TYPE -> new CType.Qualified("restrict", typeOf(die));
            case DwarfTag.ATOMIC_TYPE -> new CType.Qualified("_Atomic", typeOf(die));
            case DwarfTag.SUBROUTINE_TYPE, DwarfTag.SUBPROGRAM -> function(die);
            default -> new CType.Unknown(die.name().isEmpty() ? "?" : die.name());
        };
    }

    static CType base(Die die) throws SymbolFormatException, IOException {
        long size = Math.max(0, die.number(DwarfAttribute.BYTE_SIZE, 0));
        CType.Encoding encoding =
                switch ((int) die.number(DwarfAttribute.ENCODING, 0)) {
                    case 0x02 -> CType.Encoding.BOOLEAN;
                    case 0x04 -> CType.Encoding.FLOAT;
                    case 0x05, 0x0d -> CType.Encoding.SIGNED;
                    case 0x06 -> CType.Encoding.SIGNED_CHARACTER;
                    case 0x07, 0x0e, 0x01 -> CType.Encoding.UNSIGNED;
                    case 0x08, 0x10, 0x11, 0x12 -> CType.Encoding.UNSIGNED_CHARACTER;
                    default -> CType.Encoding.OTHER;
                };
        return new CType.Base(die.name(), size, encoding);
    }

    private CType struct(Die die, String kind, long size)
            throws SymbolFormatException, IOException {
        Die complete = die;
        if (die.flag(DwarfAttribute.DECLARATION)) {
            Die found =
                    die.has(DwarfAttribute.SIGNATURE)
                            ? die.reference(DwarfAttribute.SIGNATURE)
                            : index.completeType(die.tag(), die.name());
            if (found != null && !found.flag(DwarfAttribute.DECLARATION)) {
                complete = found;
            }
        } else if (die.has(DwarfAttribute.SIGNATURE)) {
            Die found = die.reference(DwarfAttribute.SIGNATURE);
            complete = found == null ? die : found;
        }
        boolean known = !complete.flag(DwarfAttribute.DECLARATION);
        long bytes = complete == die ? size : complete.number(DwarfAttribute.BYTE_SIZE, 0);
        Die from = complete;
        return new CType.Struct(
                kind, complete.name(), Math.max(0, bytes), known, new LazyMembers(from));
    }

    /// Members, read once.
    private final class LazyMembers implements CType.Members {
        private final Die struct;
        private volatile @Nullable List<CType.Member> members;

        LazyMembers(Die struct) {
            this.struct = struct;
        }

        @Override
        public List<CType.Member> list() {
            List<CType.Member> found = members;
            if (found == null) {
                found = new ArrayList<>();
                synchronized (index.file()) {
                    try {
                        addMembers(struct, found);
                    } catch (SymbolFormatException | IOException e) {
                        struct.unit.file.trouble(e.getMessage());
                    }
                }
                members = found;
            }
            return found;
        }
    }

    private void addMembers(Die struct, List<CType.Member> members)
            throws SymbolFormatException, IOException {
        DieWalk walk = DieWalk.children(struct);
        for (Die die = walk.next(); die != null; die = walk.next()) {
            boolean member = die.tag() == DwarfTag.MEMBER || die.tag() == DwarfTag.INHERITANCE;
            boolean fixed =
                    die.flag(DwarfAttribute.EXTERNAL) || die.flag(DwarfAttribute.DECLARATION);
            if (member && !fixed && members.size() < MAXIMUM_MEMBERS) {
                members.add(member(die));
            }
        }
    }

    /// Bit fields count from the structure's start since version 4; before, from the most
    /// significant bit of the storage unit at the member's place.
    private CType.Member member(Die die) throws SymbolFormatException, IOException {
        long offset = memberOffset(die);
        int bits = Math.clamp(die.number(DwarfAttribute.BIT_SIZE, 0), 0, 64);
        long bitOffset = -1;
        if (bits > 0 && die.has(DwarfAttribute.DATA_BIT_OFFSET)) {
            bitOffset = die.number(DwarfAttribute.DATA_BIT_OFFSET, 0);
        } else if (bits > 0) {
            long storage = die.number(DwarfAttribute.BYTE_SIZE, 0);
            storage = storage > 0 ? storage : typeOf(die).get().size();
            long fromTop = die.number(DwarfAttribute.BIT_OFFSET, 0);
            boolean older = die.has(DwarfAttribute.BIT_OFFSET);
            bitOffset = offset * 8 + (older ? storage * 8 - fromTop - bits : 0);
        }
        if (bits > 0) {
            offset = bitOffset >> 3;
        }
        return new CType.Member(die.name(), typeOf(die), offset, bitOffset, bits);
    }

    private static long memberOffset(Die die) throws SymbolFormatException {
        byte[] block = die.block(DwarfAttribute.DATA_MEMBER_LOCATION);
        if (block == null) {
            return die.number(DwarfAttribute.DATA_MEMBER_LOCATION, 0);
        }
        // Version 2 wrote an expression: the offset is added (DW_OP_plus_uconst).
        ByteReader in = new ByteReader(block, "a member's place");
        int operation = in.hasRemaining() ? in.u8() : 0;
        return operation == 0x23 ? in.uleb() : 0;
    }

    private CType array(Die die) throws SymbolFormatException, IOException {
        List<Long> counts = new ArrayList<>();
        DieWalk walk = DieWalk.children(die);
        for (Die part = walk.next(); part != null; part = walk.next()) {
            boolean range = part.tag() == DwarfTag.SUBRANGE_TYPE;
            if (range && counts.size() < MAXIMUM_DIMENSIONS) {
                counts.add(count(part));
            }
        }
        if (counts.isEmpty()) {
            counts.add(-1L);
        }
        CType.Reference element = typeOf(die);
        for (int i = counts.size() - 1; i > 0; i--) {
            CType inner = new CType.Array(element, counts.get(i));
            element = () -> inner;
        }
        return new CType.Array(element, counts.getFirst());
    }

    /// -1 where the count is not in the file: a flexible array, or one whose length is computed.
    private static long count(Die range) {
        if (range.has(DwarfAttribute.COUNT)) {
            return Math.max(-1, range.number(DwarfAttribute.COUNT, -1));
        }
        if (!range.has(DwarfAttribute.UPPER_BOUND)) {
            return -1;
        }
        boolean constant =
                switch (range.form(DwarfAttribute.UPPER_BOUND)) {
                    case DwarfForm.DATA1,
                            DwarfForm.DATA2,
                            DwarfForm.DATA4,
                            DwarfForm.DATA8,
                            DwarfForm.UDATA,
                            DwarfForm.SDATA,
                            DwarfForm.IMPLICIT_CONST ->
                            true;
                    default -> false;
                };
        if (!constant) {
            return -1;
        }
        long bound = range.number(DwarfAttribute.UPPER_BOUND, -1);
        // The bound of an empty array is -1, and four bytes do not say that it has a sign.
        boolean four = range.form(DwarfAttribute.UPPER_BOUND) == DwarfForm.DATA4;
        return Math.max(-1, four ? (int) bound : bound) + 1;
    }

    private CType enumeration(Die die, long size) throws SymbolFormatException, IOException {
        List<CType.Enumerator> values = new ArrayList<>();
        DieWalk walk = DieWalk.children(die);
        boolean signed = false;
        for (Die part = walk.next(); part != null; part = walk.next()) {
            if (part.tag() == DwarfTag.ENUMERATOR && values.size() < MAXIMUM_MEMBERS) {
                long value = part.number(DwarfAttribute.CONST_VALUE, 0);
                signed |= value < 0;
                values.add(new CType.Enumerator(part.name(), value));
            }
        }
        Die underlying = die.type();
        if (underlying != null
                && underlying.tag() == DwarfTag.BASE_TYPE
                && base(underlying) instanceof CType.Base base) {
            signed |= base.encoding() == CType.Encoding.SIGNED;
        }
        return new CType.Enumeration(die.name(), size == 0 ? 4 : size, signed, values);
    }

    private CType function(Die die) throws SymbolFormatException, IOException {
        List<CType.Reference> parameters = new ArrayList<>();
        boolean variadic = false;
        DieWalk walk = DieWalk.children(die);
        for (Die part = walk.next(); part != null; part = walk.next()) {
            variadic |= part.tag() == DwarfTag.UNSPECIFIED_PARAMETERS;
            if (part.tag() == DwarfTag.FORMAL_PARAMETER && parameters.size() < 256) {
                parameters.add(typeOf(part));
            }
        }
        boolean known =
                !parameters.isEmpty() || variadic || die.with(DwarfAttribute.PROTOTYPED) != null;
        return new CType.Function(typeOf(die), known ? parameters : null, variadic);
    }
}
