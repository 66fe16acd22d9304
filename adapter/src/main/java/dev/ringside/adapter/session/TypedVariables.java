package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import dev.ringside.adapter.source.FrameState.UnavailableException;
import dev.ringside.adapter.source.ScopeVariable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Variables of C types as trees: members, elements, what pointers point to. Each level is read
/// when it is opened.
final class TypedVariables {
    private static final int GROUP = 100;
    private static final long MOST_ELEMENTS = 100_000;
    private static final int MOST_MEMBERS = 2_000;

    private final FrameContext frame;
    private final ValueText text;

    TypedVariables(FrameContext frame) {
        this.frame = frame;
        this.text = new ValueText(frame);
    }

    /// The frame's parameters, or its other variables.
    List<Variable> locals(boolean parameters) {
        List<ScopeVariable> chosen =
                frame.locals().stream().filter(v -> v.isParameter() == parameters).toList();
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < chosen.size(); i++) {
            last.put(chosen.get(i).name(), i);
        }
        List<Variable> all = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            ScopeVariable variable = chosen.get(i);
            // An inner block's variable hides one of the same name outside.
            boolean hidden = last.getOrDefault(variable.name(), i) != i;
            String name = variable.name() + (hidden ? " (outer)" : "");
            all.add(variable(name, hidden ? null : variable.name(), value(variable)));
        }
        return all;
    }

    /// Variables outside functions of the source file that the frame's code came from.
    List<Variable> globals() {
        return frame.symbols().debug().globalsAt(frame.lookup()).stream()
                .map(v -> variable(v.name(), v.name(), value(v)))
                .toList();
    }

    TypedValue value(ScopeVariable variable) {
        return new TypedValue(variable.type(), variable.at(frame.lookup()).locate(frame));
    }

    /// @param path an expression with this value, or null
    Variable variable(String name, @Nullable String path, TypedValue value) {
        CType bare = CType.strip(value.type());
        return new Variable(
                name,
                text.of(value),
                value.type().text() + (value.bitSize() > 0 ? " : " + value.bitSize() : ""),
                path,
                reference(value, bare),
                children(path, value, bare),
                isScalar(bare) ? new Writer(value, bare) : null);
    }

    static boolean isScalar(CType bare) {
        return switch (bare) {
            case CType.Base base -> base.size() > 0 && base.size() <= 8;
            case CType.Enumeration e -> true;
            case CType.Pointer pointer -> true;
            default -> false;
        };
    }

    /// What a memory view opens: where a pointer points, else where the variable is.
    private @Nullable String reference(TypedValue value, CType bare) {
        if (bare instanceof CType.Pointer) {
            try {
                return MemoryReference.linear(value.scalar(frame)).text();
            } catch (UnavailableException e) {
                return null;
            }
        }
        OptionalLong address = value.address();
        return address.isPresent() ? MemoryReference.linear(address.getAsLong()).text() : null;
    }

    private Variable.@Nullable Children children(
            @Nullable String path, TypedValue value, CType bare) {
        return switch (bare) {
            case CType.Struct struct ->
                    struct.complete() ? () -> members(path, value, struct) : null;
            case CType.Array array ->
                    array.count() > 0 ? () -> elements(path, value, array, 0, count(array)) : null;
            case CType.Pointer pointer -> pointee(path, value, pointer);
            default -> null;
        };
    }

    private static long count(CType.Array array) {
        return Math.min(array.count(), MOST_ELEMENTS);
    }

    private List<Variable> members(@Nullable String path, TypedValue value, CType.Struct struct) {
        List<Variable> all = new ArrayList<>();
        addMembers(all, path == null ? null : path + ".", value, struct, new int[] {0, 0});
        return all;
    }

    /// Members of anonymous parts stand among the others, as C has it.
    private void addMembers(
            List<Variable> all,
            @Nullable String prefix,
            TypedValue value,
            CType.Struct struct,
            int[] depthAndCount) {
        for (CType.Member member : struct.members().list()) {
            if (depthAndCount[1]++ >= MOST_MEMBERS) {
                return;
            }
            TypedValue part = value.member(member);
            CType bare = CType.strip(part.type());
            if (member.name().isEmpty()
                    && bare instanceof CType.Struct inner
                    && depthAndCount[0] < 16) {
                depthAndCount[0]++;
                addMembers(all, prefix, part, inner, depthAndCount);
                depthAndCount[0]--;
            } else if (!member.name().isEmpty()) {
                String path = prefix == null ? null : prefix + member.name();
                all.add(variable(member.name(), path, part));
            }
        }
    }

    private List<Variable> elements(
            @Nullable String path, TypedValue value, CType.Array array, long from, long to) {
        List<Variable> all = new ArrayList<>();
        long step = GROUP;
        while ((to - from + step - 1) / step > GROUP) {
            step *= GROUP;
        }
        if (to - from > GROUP) {
            for (long start = from; start < to; start += step) {
                long first = start;
                long end = Math.min(to, start + step);
                all.add(
                        Variable.group(
                                "[%d..%d]".formatted(first, end),
                                "",
                                () -> elements(path, value, array, first, end)));
            }
            return all;
        }
        CType element = array.element().get();
        for (long i = from; i < to; i++) {
            String name = "[" + i + "]";
            String own = path == null ? null : path + name;
            all.add(variable(name, own, value.as(element, i * element.size())));
        }
        return all;
    }

    private Variable.@Nullable Children pointee(
            @Nullable String path, TypedValue value, CType.Pointer pointer) {
        CType target = pointer.target().get();
        CType bare = CType.strip(target);
        boolean opens =
                switch (bare) {
                    case CType.Struct struct -> struct.complete();
                    case CType.Unknown u -> false;
                    case CType.Function f -> false;
                    default -> bare.size() > 0;
                };
        if (!opens) {
            return null;
        }
        long address;
        try {
            address = value.scalar(frame);
        } catch (UnavailableException e) {
            return null;
        }
        if (address == 0) {
            return null;
        }
        TypedValue at = TypedValue.at(target, address);
        if (bare instanceof CType.Struct struct) {
            String arrow = path == null ? null : path + "->";
            return () -> {
                List<Variable> all = new ArrayList<>();
                addMembers(all, arrow, at, struct, new int[] {0, 0});
                return all;
            };
        }
        String star = path == null ? null : "*" + path;
        return () -> List.of(variable("*", star, at));
    }

    /// Writes numbers, and texts that only this type understands.
    private final class Writer implements Variable.TextWriter, Variable.Located {
        private final TypedValue value;
        private final CType bare;

        Writer(TypedValue value, CType bare) {
            this.value = value;
            this.bare = bare;
        }

        @Override
        public void write(long number) throws SessionException {
            value.write(frame, number);
        }

        @Override
        public Optional<Evaluator.Extent> extent() {
            OptionalLong address = value.address();
            return address.isPresent()
                    ? Optional.of(new Evaluator.Extent(address.getAsLong(), bare.size()))
                    : Optional.empty();
        }

        @Override
        public boolean writeText(String typed) throws SessionException {
            if (!(bare instanceof CType.Base base)) {
                return false;
            }
            if (base.encoding() == CType.Encoding.BOOLEAN && typed.matches("true|false")) {
                write(typed.equals("true") ? 1 : 0);
                return true;
            }
            if (base.encoding() != CType.Encoding.FLOAT) {
                return false;
            }
            try {
                double real = Double.parseDouble(typed);
                write(
                        base.size() == 4
                                ? Float.floatToRawIntBits((float) real) & 0xFFFFFFFFL
                                : Double.doubleToRawLongBits(real));
                return true;
            } catch (NumberFormatException e) {
                throw new SessionException(
                        "'%s' is no number such as 1.5.".formatted(Texts.clip(typed, 40)));
            }
        }
    }
}
