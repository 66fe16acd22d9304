package dev.ringside.adapter.source;

import java.util.ArrayList;
import java.util.List;

/// Types as C declares them: what surrounds a name grows from the inside out.
final class CTypeText {
    private static final int MAXIMUM_LENGTH = 400;
    private static final int MAXIMUM_PARAMETERS = 16;

    /// Types may name each other in more ways than there is time for.
    private static final int MAXIMUM_STEPS = 1_000;

    private int steps;

    private CTypeText() {}

    static String of(CType type) {
        return new CTypeText().declare(type, "", 0);
    }

    /// @param inner what stands where the name would
    private String declare(CType type, String inner, int depth) {
        if (depth > CType.MAXIMUM_HOPS
                || inner.length() > MAXIMUM_LENGTH
                || steps++ > MAXIMUM_STEPS) {
            return "…";
        }
        return switch (type) {
            case CType.Unknown unknown -> spaced(unknown.name(), inner);
            case CType.Base base -> spaced(base.name(), inner);
            case CType.Typedef typedef -> spaced(typedef.name(), inner);
            case CType.Enumeration e -> spaced(tagged("enum", e.name()), inner);
            case CType.Struct struct -> spaced(tagged(struct.kind(), struct.name()), inner);
            case CType.Pointer pointer -> pointer(pointer, inner, depth);
            case CType.Qualified qualified -> qualified(qualified, inner, depth);
            case CType.Array array -> {
                String count = array.count() < 0 ? "" : Long.toString(array.count());
                yield declare(array.element().get(), inner + "[" + count + "]", depth + 1);
            }
            case CType.Function function ->
                    declare(
                            function.result().get(),
                            inner + "(" + parameters(function, depth) + ")",
                            depth + 1);
        };
    }

    private static String spaced(String name, String inner) {
        return inner.isEmpty() ? name : name + " " + inner;
    }

    private static String tagged(String kind, String name) {
        return kind + " " + (name.isEmpty() ? "{…}" : name);
    }

    private String pointer(CType.Pointer pointer, String inner, int depth) {
        CType target = pointer.target().get();
        CType bare = target instanceof CType.Qualified q ? unqualified(q) : target;
        boolean brackets = bare instanceof CType.Array || bare instanceof CType.Function;
        String sign = pointer.sign() + inner;
        return declare(target, brackets ? "(" + sign + ")" : sign, depth + 1);
    }

    private static CType unqualified(CType.Qualified qualified) {
        CType now = qualified;
        for (int hop = 0; hop < CType.MAXIMUM_HOPS && now instanceof CType.Qualified q; hop++) {
            now = q.target().get();
        }
        return now;
    }

    private String qualified(CType.Qualified qualified, String inner, int depth) {
        CType target = qualified.target().get();
        if (unqualified(qualified) instanceof CType.Pointer) {
            return declare(target, spaced(qualified.qualifier(), inner), depth + 1);
        }
        String rest = declare(target, inner, depth + 1);
        // A constant array of constants is constant once.
        String word = qualified.qualifier() + " ";
        return rest.startsWith(word) ? rest : word + rest;
    }

    private String parameters(CType.Function function, int depth) {
        List<CType.Reference> known = function.parameters();
        if (known == null) {
            return "";
        }
        List<String> texts = new ArrayList<>();
        for (CType.Reference parameter : known) {
            if (texts.size() == MAXIMUM_PARAMETERS) {
                texts.add("…");
                break;
            }
            texts.add(declare(parameter.get(), "", depth + 8));
        }
        if (function.variadic()) {
            texts.add("...");
        }
        return texts.isEmpty() ? "void" : String.join(", ", texts);
    }
}
