package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import dev.ringside.adapter.source.CodeScope;
import dev.ringside.adapter.source.DebugInformation;
import dev.ringside.adapter.source.ScopeVariable;
import dev.ringside.adapter.source.SymbolTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Names and types that an expression may use at one address.
final class CNames {
    private final SymbolTable symbols;
    private final DebugInformation debug;
    private final long pc;
    private final List<CodeScope> scopes;

    /// @param pc what variables are looked up by
    /// @param scopes of the frame's function, the innermost last
    CNames(SymbolTable symbols, long pc, List<CodeScope> scopes) {
        this.symbols = symbols;
        this.debug = symbols.debug();
        this.pc = pc;
        this.scopes = scopes;
    }

    static CNames of(FrameContext frame) {
        return new CNames(frame.symbols(), frame.lookup(), frame.scopes());
    }

    /// The names at an address whatever runs there.
    static CNames at(SymbolTable symbols, long pc) {
        List<CodeScope> chain = symbols.debug().scopesAt(pc);
        int from = Math.max(0, chain.size() - 1);
        while (from > 0 && chain.get(from).kind() == CodeScope.Kind.BLOCK) {
            from--;
        }
        return new CNames(symbols, pc, chain.subList(from, chain.size()));
    }

    Optional<CNode> local(String name) {
        for (int i = scopes.size() - 1; i >= 0; i--) {
            for (ScopeVariable variable : scopes.get(i).variables()) {
                if (variable.name().equals(name)) {
                    return Optional.of(node(variable));
                }
            }
        }
        return Optional.empty();
    }

    Optional<CNode> global(String name) {
        return debug.global(name, pc).map(this::node);
    }

    private CNode node(ScopeVariable variable) {
        ScopeVariable.Place place = variable.at(pc);
        return new CNode.Variable(variable.type(), place, place.based().orElse(null));
    }

    OptionalLong enumerator(String name) {
        return debug.enumerator(name);
    }

    OptionalLong symbol(String name) {
        OptionalLong symbol = Symbols.resolver(symbols).resolve(name);
        return symbol.isPresent() ? symbol : debug.function(name);
    }

    int pointerSize() {
        int size = debug.addressSize(pc);
        return size == 0 ? 8 : size;
    }

    /// A type by its name: one of the program's, or of C's own.
    Optional<CType> type(String name) {
        Optional<CType> own = debug.type(name);
        return own.isPresent() ? own : Optional.ofNullable(builtIn(name));
    }

    private @Nullable CType builtIn(String name) {
        Integer size = FIXED.get(Texts.lower(name));
        if (size == null) {
            return name.equals("void") ? new CType.Unknown("void") : null;
        }
        return new CType.Base(name, size == 0 ? pointerSize() : size, encoding(name));
    }

    private static CType.Encoding encoding(String name) {
        return switch (name) {
            case "char", "signed char" -> CType.Encoding.SIGNED_CHARACTER;
            case "unsigned char" -> CType.Encoding.UNSIGNED_CHARACTER;
            case "_Bool", "bool" -> CType.Encoding.BOOLEAN;
            case "float", "double" -> CType.Encoding.FLOAT;
            default ->
                    name.matches("unsigned .*|u\\d+|uint.*|size_t")
                            ? CType.Encoding.UNSIGNED
                            : CType.Encoding.SIGNED;
        };
    }

    /// Bytes by name; 0 is a pointer's.
    private static final Map<String, Integer> FIXED =
            Map.ofEntries(
                    Map.entry("char", 1),
                    Map.entry("signed char", 1),
                    Map.entry("unsigned char", 1),
                    Map.entry("_bool", 1),
                    Map.entry("bool", 1),
                    Map.entry("short", 2),
                    Map.entry("unsigned short", 2),
                    Map.entry("int", 4),
                    Map.entry("unsigned int", 4),
                    Map.entry("long", 0),
                    Map.entry("unsigned long", 0),
                    Map.entry("long long", 8),
                    Map.entry("unsigned long long", 8),
                    Map.entry("float", 4),
                    Map.entry("double", 8),
                    Map.entry("int8_t", 1),
                    Map.entry("uint8_t", 1),
                    Map.entry("int16_t", 2),
                    Map.entry("uint16_t", 2),
                    Map.entry("int32_t", 4),
                    Map.entry("uint32_t", 4),
                    Map.entry("int64_t", 8),
                    Map.entry("uint64_t", 8),
                    Map.entry("u8", 1),
                    Map.entry("u16", 2),
                    Map.entry("u32", 4),
                    Map.entry("u64", 8),
                    Map.entry("size_t", 0),
                    Map.entry("uintptr_t", 0));
}
