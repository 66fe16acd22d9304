package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import org.jspecify.annotations.Nullable;

/// C's rules for types: what an operation makes of its operands.
final class CArithmetic {
    private static final int DEEPEST = 16;
    private static final int MOST_MEMBERS = 100_000;
    private static final CType INT = new CType.Base("int", 4, CType.Encoding.SIGNED);

    private CArithmetic() {}

    static CNode combine(String operator, CNode left, CNode right, int pointerSize)
            throws SessionException {
        CType a = decayed(left, pointerSize);
        CType b = decayed(right, pointerSize);
        refuseReal(a, b);
        boolean additive = operator.equals("+") || operator.equals("-");
        if (additive && a instanceof CType.Pointer pointer) {
            long each = Math.max(1, CType.strip(pointer.target().get()).size());
            if (operator.equals("-") && b instanceof CType.Pointer) {
                CType result = new CType.Base("long", pointerSize, CType.Encoding.SIGNED);
                return new COperation.Distance(result, left, right, each);
            }
            return new COperation.Binary(a, operator, left, right, each);
        }
        if (operator.equals("+") && b instanceof CType.Pointer pointer) {
            long each = Math.max(1, CType.strip(pointer.target().get()).size());
            return new COperation.Binary(b, operator, right, left, each);
        }
        boolean shift = operator.equals("<<") || operator.equals(">>");
        CType type = shift ? promoted(a) : common(promoted(a), promoted(b));
        return new COperation.Binary(type, operator, left, right, 1);
    }

    private static void refuseReal(@Nullable CType a, @Nullable CType b) throws SessionException {
        if (isReal(a) || isReal(b)) {
            throw new SessionException(
                    "Floating-point numbers can be shown and set, not calculated with.");
        }
    }

    static boolean isReal(@Nullable CType type) {
        return type instanceof CType.Base base && base.encoding() == CType.Encoding.FLOAT;
    }

    /// The bare type of a value; an array is a pointer to its first element.
    private static @Nullable CType decayed(CNode node, int pointerSize) {
        CType type = node.type();
        CType bare = type == null ? null : CType.strip(type);
        return bare instanceof CType.Array array
                ? CType.pointer(array.element().get(), pointerSize)
                : bare;
    }

    /// Small integers become `int`; null stays a plain number.
    private static @Nullable CType promoted(@Nullable CType type) {
        return switch (type) {
            case null -> null;
            case CType.Base base -> base.size() < 4 ? INT : base;
            case CType.Enumeration enumeration -> enumeration.size() <= 4 ? INT : null;
            default -> null;
        };
    }

    private static @Nullable CType common(@Nullable CType a, @Nullable CType b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        boolean aUnsigned = !TypedValue.isSigned(a);
        return a.size() != b.size() ? (a.size() > b.size() ? a : b) : aUnsigned ? a : b;
    }

    static CNode cast(CType type, CNode operand) throws SessionException {
        CType bare = CType.strip(type);
        CType from = operand.type();
        if (isReal(bare) || isReal(from == null ? null : CType.strip(from))) {
            throw new SessionException("Casts of floating-point numbers are not calculated.");
        }
        if (!TypedVariables.isScalar(bare)) {
            throw new SessionException(
                    "A value cannot become a %s; cast a pointer: *(%s *) ADDRESS."
                            .formatted(type.text(), type.text()));
        }
        return new COperation.Cast(type, operand);
    }

    /// `*node`; of a plain number the memory there, as wide as the code's operands.
    static CNode pointee(CNode node) throws SessionException {
        CType type = node.type();
        if (type == null) {
            return new CNode.Sized(dev.ringside.engine.debug.AddressKind.LINEAR, node, 0);
        }
        CType bare = CType.strip(type);
        CType target =
                switch (bare) {
                    case CType.Pointer pointer -> pointer.target().get();
                    case CType.Array array -> array.element().get();
                    default ->
                            throw new SessionException(
                                    "A %s points to nothing.".formatted(type.text()));
                };
        if (CType.strip(target) instanceof CType.Unknown) {
            throw new SessionException(
                    "What a %s points to is not known; cast it: (u32 *) p.".formatted(type.text()));
        }
        return new CNode.Memory(target, node);
    }

    /// `&node`
    static CNode address(CNode node, int pointerSize) throws SessionException {
        if (node instanceof CNode.Part part && part.member().isBitField()) {
            throw new SessionException("A bit field has no address.");
        }
        return switch (node) {
            case CNode.Place place ->
                    new COperation.AddressOf(CType.pointer(place.type(), pointerSize), place);
            case CNode.Sized sized -> sized.address();
            case CNode.Constant symbol -> symbol;
            default -> throw new SessionException("Only a variable or memory has an address.");
        };
    }

    /// Members, one behind the other: `a.b.c`.
    static CNode path(CNode whole, String path) throws SessionException {
        CNode node = whole;
        for (String name : path.split("\\.", -1)) {
            node = member(node, name);
        }
        return node;
    }

    private static CNode member(CNode whole, String name) throws SessionException {
        CType type = whole.type();
        CNode from = whole;
        if (type != null && CType.strip(type) instanceof CType.Pointer) {
            from = pointee(whole);
            type = from.type();
        }
        boolean struct = type != null && CType.strip(type) instanceof CType.Struct;
        if (!struct || !(from instanceof CNode.Place place) || type == null) {
            throw new SessionException(
                    "'%s': what stands before it has no members.".formatted(Texts.clip(name, 60)));
        }
        CNode.Place found = find(place, (CType.Struct) CType.strip(type), name, new int[] {0, 0});
        if (found == null) {
            throw new SessionException(
                    "%s has no member '%s'.".formatted(type.text(), Texts.clip(name, 60)));
        }
        return found;
    }

    /// Members of anonymous parts count as the whole's.
    private static CNode.@Nullable Place find(
            CNode.Place whole, CType.Struct struct, String name, int[] depthAndCount) {
        for (CType.Member member : struct.members().list()) {
            if (depthAndCount[1]++ > MOST_MEMBERS) {
                return null;
            }
            CNode.Part part = new CNode.Part(member.type().get(), whole, member);
            if (member.name().equals(name)) {
                return part;
            }
            boolean anonymous = member.name().isEmpty() && depthAndCount[0] < DEEPEST;
            if (anonymous && CType.strip(part.type()) instanceof CType.Struct inner) {
                depthAndCount[0]++;
                CNode.Place found = find(part, inner, name, depthAndCount);
                depthAndCount[0]--;
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /// `array[index]`
    ///
    /// @param count of a slice; -1 for one element
    static CNode element(CNode array, CNode index, long count) throws SessionException {
        CType type = array.type();
        CType bare = type == null ? null : CType.strip(type);
        if (bare instanceof CType.Array inside && array instanceof CNode.Place place) {
            CType element = inside.element().get();
            CType shown = count < 0 ? element : CType.array(element, count);
            return new CNode.Element(shown, place, index, element.size());
        }
        if (!(bare instanceof CType.Pointer pointer)) {
            throw new SessionException("Only an array or a pointer has elements.");
        }
        CType element = pointer.target().get();
        CNode address = new COperation.Binary(bare, "+", array, index, Math.max(1, element.size()));
        if (CType.strip(element) instanceof CType.Unknown) {
            throw new SessionException(
                    "The elements' type is not known; cast the pointer: ((u8 *) p)[0].");
        }
        return new CNode.Memory(count < 0 ? element : CType.array(element, count), address);
    }
}
