package dev.ringside.adapter.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A type of C, as debug information describes it or an expression builds it. What a type refers to
/// is read when it is asked for, so types may refer to each other. Thread-safe.
public sealed interface CType {
    /// How many types one may go through; damaged files go in circles.
    int MAXIMUM_HOPS = 64;

    /// How a base type's bits are understood.
    enum Encoding {
        SIGNED,
        UNSIGNED,
        BOOLEAN,
        FLOAT,
        SIGNED_CHARACTER,
        UNSIGNED_CHARACTER,
        OTHER
    }

    /// Another type, read when asked for; null is `void`.
    @FunctionalInterface
    interface Reference {
        CType get();
    }

    /// Bytes; 0 where it is not known.
    long size();

    /// `void`, or a type nobody knows.
    ///
    /// @param name as it shows
    record Unknown(String name) implements CType {
        @Override
        public long size() {
            return 0;
        }
    }

    /// @param size bytes
    record Base(String name, long size, Encoding encoding) implements CType {}

    /// A pointer or, in C++, a reference.
    ///
    /// @param sign `*`, `&` or `&&`
    record Pointer(Reference target, long size, String sign) implements CType {}

    /// A structure, union or class.
    ///
    /// @param kind `struct`, `union` or `class`
    /// @param name empty where it has none
    /// @param complete whether its members are known
    record Struct(String kind, String name, long size, boolean complete, Members members)
            implements CType {}

    /// Members, read when asked for.
    @FunctionalInterface
    interface Members {
        List<Member> list();
    }

    /// A part of a structure.
    ///
    /// @param name empty for an anonymous structure or union
    /// @param offset bytes from the structure's start
    /// @param bitOffset of a bit field: bits from the structure's start; else -1
    /// @param bitSize of a bit field; else 0
    record Member(String name, Reference type, long offset, long bitOffset, int bitSize) {
        public boolean isBitField() {
            return bitSize > 0;
        }
    }

    /// An array of one dimension; the others are in its elements.
    ///
    /// @param count elements; -1 where it is not known (a flexible array)
    record Array(Reference element, long count) implements CType {
        @Override
        public long size() {
            long total = count;
            CType inner = strip(element.get());
            // Damaged files have arrays of themselves: no recursion here.
            for (int hop = 0; hop < MAXIMUM_HOPS && inner instanceof Array array; hop++) {
                total = product(total, array.count);
                inner = strip(array.element.get());
            }
            return inner instanceof Array ? 0 : product(total, inner.size());
        }

        private static long product(long count, long each) {
            boolean huge = each > 0 && count > Long.MAX_VALUE / each;
            return count <= 0 || each <= 0 || huge ? 0 : count * each;
        }
    }

    /// @param signed whether its values are
    record Enumeration(String name, long size, boolean signed, List<Enumerator> values)
            implements CType {}

    /// A name of a value.
    record Enumerator(String name, long value) {}

    /// Another name of a type.
    record Typedef(String name, Reference target) implements CType {
        @Override
        public long size() {
            return strip(this).size();
        }
    }

    /// A type with a qualifier.
    ///
    /// @param qualifier `const`, `volatile`, `restrict`, `_Atomic`
    record Qualified(String qualifier, Reference target) implements CType {
        @Override
        public long size() {
            return strip(this).size();
        }
    }

    /// @param parameters null where they are not known
    record Function(Reference result, @Nullable List<Reference> parameters, boolean variadic)
            implements CType {
        @Override
        public long size() {
            return 1;
        }
    }

    /// The type behind typedefs and qualifiers.
    static CType strip(CType type) {
        CType now = type;
        for (int hop = 0; hop < MAXIMUM_HOPS; hop++) {
            switch (now) {
                case Typedef typedef -> now = typedef.target.get();
                case Qualified qualified -> now = qualified.target.get();
                default -> {
                    return now;
                }
            }
        }
        return new Unknown("<a type that is its own name>");
    }

    /// As C writes it: `const char *`, `int [4]`, `void (*)(int)`.
    default String text() {
        return CTypeText.of(this);
    }

    /// A pointer to a type.
    static CType pointer(CType target, int size) {
        return new Pointer(() -> target, size, "*");
    }

    /// An array of a type.
    static CType array(CType element, long count) {
        return new Array(() -> element, count);
    }
}
