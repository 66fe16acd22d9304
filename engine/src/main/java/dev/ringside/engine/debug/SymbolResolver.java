package dev.ringside.engine.debug;

import java.util.OptionalLong;

/// Names an expression may use beside registers.
@FunctionalInterface
public interface SymbolResolver {
    SymbolResolver NONE = name -> OptionalLong.empty();

    /// The address of a symbol.
    OptionalLong resolve(String name);
}
