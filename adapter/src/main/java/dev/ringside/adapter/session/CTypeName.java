package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Types in casts and behind `sizeof`: `(struct foo *)`, `(unsigned char)`, `(u32 [4])`.
final class CTypeName {
    private static final Set<String> WORDS =
            Set.of("unsigned", "signed", "char", "short", "int", "long", "void", "float", "double");
    private static final Set<String> QUALIFIERS = Set.of("const", "volatile", "restrict");
    private static final int MOST_STARS = 16;

    private final CParser parser;

    CTypeName(CParser parser) {
        this.parser = parser;
    }

    /// The type between brackets.
    ///
    /// @return null where the brackets hold no type; then nothing was taken
    /// @throws SessionException a type that the program does not have
    @Nullable CType inBrackets() throws SessionException {
        int mark = parser.mark();
        parser.take();
        CType type = base();
        if (type != null) {
            type = suffixes(type);
        }
        if (type == null || !parser.at(")")) {
            parser.back(mark);
            return null;
        }
        parser.take();
        return type;
    }

    private void qualifiers() {
        while (parser.peek().kind() == CToken.Kind.NAME
                && QUALIFIERS.contains(parser.peek().text())) {
            parser.take();
        }
    }

    private @Nullable CType base() throws SessionException {
        qualifiers();
        CToken token = parser.peek();
        if (token.kind() != CToken.Kind.NAME) {
            return null;
        }
        String word = token.text();
        CType type;
        if (word.equals("struct") || word.equals("union") || word.equals("enum")) {
            parser.take();
            CToken name = parser.take();
            type =
                    parser.names
                            .type(word + " " + name.text())
                            .orElseThrow(() ->
                                    new SessionException(
                                            "The program has no %s %s."
                                                    .formatted(word, Texts.clip(name.text(), 60))));
        } else if (WORDS.contains(word)) {
            type = parser.names.type(words()).orElse(null);
        } else {
            boolean variable =
                    parser.names.local(word).isPresent() || RegisterFile.find(word).isPresent();
            Optional<CType> named = variable ? Optional.empty() : parser.names.type(word);
            if (named.isEmpty()) {
                return null;
            }
            parser.take();
            type = named.get();
        }
        qualifiers();
        return type;
    }

    /// `long unsigned int` as `unsigned long`.
    private String words() {
        boolean unsigned = false;
        boolean signed = false;
        int longs = 0;
        String kind = "";
        while (parser.peek().kind() == CToken.Kind.NAME && WORDS.contains(parser.peek().text())) {
            String word = parser.take().text();
            switch (word) {
                case "unsigned" -> unsigned = true;
                case "signed" -> signed = true;
                case "long" -> longs++;
                case "int" -> {}
                default -> kind = word;
            }
        }
        if (kind.isEmpty()) {
            kind = longs == 0 ? "int" : longs == 1 ? "long" : "long long";
        }
        boolean sign = signed && kind.equals("char");
        return (unsigned ? "unsigned " : sign ? "signed " : "") + kind;
    }

    private CType suffixes(CType base) throws SessionException {
        CType type = base;
        for (int stars = 0; parser.at("*"); stars++) {
            if (stars == MOST_STARS) {
                throw new SessionException("More than %d stars in a type.".formatted(MOST_STARS));
            }
            parser.take();
            qualifiers();
            type = CType.pointer(type, parser.names.pointerSize());
        }
        if (parser.at("[")) {
            parser.take();
            CToken count = parser.take();
            if (count.kind() != CToken.Kind.NUMBER) {
                throw parser.unexpected(count, "a number");
            }
            parser.expect("]");
            type = CType.array(type, Math.clamp(count.value(), 0, 1 << 20));
        }
        return type;
    }
}
