package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.SymbolResolver;
import java.util.OptionalLong;

/// Symbols as expressions use them.
public final class Symbols {
    private Symbols() {}

    /// Makes symbol tables.
    @FunctionalInterface
    public interface Loader {
        /// @throws SessionException a named file cannot be read
        SymbolTable load(LaunchOptions options) throws SessionException;
    }

    public static SymbolResolver resolver(SymbolTable symbols) {
        return name ->
                symbols.symbol(name)
                        .map(symbol -> OptionalLong.of(symbol.address()))
                        .orElse(OptionalLong.empty());
    }
}
