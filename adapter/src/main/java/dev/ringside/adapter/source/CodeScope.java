package dev.ringside.adapter.source;

import java.util.List;
import java.util.Optional;

/// A function, an inlined function or a block of the source, with the code it became.
///
/// @param name empty for a block
/// @param key the same for two scopes only if they are the same one
/// @param ranges linear addresses
/// @param variables parameters first, as declared
/// @param call where an inlined function was called; empty if nothing says
/// @param parts scopes inside
public record CodeScope(
        Kind kind,
        String name,
        long key,
        AddressRangesView ranges,
        List<ScopeVariable> variables,
        Optional<SourceLocation> call,
        List<CodeScope> parts) {

    /// What a scope is.
    public enum Kind {
        FUNCTION,
        INLINED,
        BLOCK
    }

    /// Whether code at a linear address belongs to it.
    public boolean holds(long address) {
        return ranges.holds(address);
    }

    /// Linear addresses of code.
    @FunctionalInterface
    public interface AddressRangesView {
        boolean holds(long address);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodeScope scope && scope.key == key;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(key);
    }
}
