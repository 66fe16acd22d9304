package dev.ringside.adapter.session;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A named value in a tree: a register, a group, a table, a line of text.
///
/// @param type empty where it says nothing
/// @param evaluateName an expression with this value, or null
/// @param memoryReference what a memory view may open, or null
/// @param children null: none
/// @param writer null: read only
public record Variable(
        String name,
        String value,
        String type,
        @Nullable String evaluateName,
        @Nullable String memoryReference,
        @Nullable Children children,
        @Nullable Writer writer) {

    /// Children, made when asked for.
    @FunctionalInterface
    public interface Children {
        List<Variable> list();
    }

    /// Takes a new value.
    @FunctionalInterface
    public interface Writer {
        /// @throws SessionException the value is not legal
        void write(long value) throws SessionException;
    }

    /// Takes what is no whole number too.
    public interface TextWriter extends Writer {
        /// @param text as typed
        /// @return whether it was understood and written; else it is an expression
        /// @throws SessionException understood, and not legal
        boolean writeText(String text) throws SessionException;
    }

    /// A writer that knows which memory it writes to.
    public interface Located {
        /// Empty for what is not in memory.
        Optional<Evaluator.Extent> extent();
    }

    /// The memory this takes, where that is known; a pointer's is not what it points to.
    public Optional<Evaluator.Extent> extent() {
        return writer instanceof Located located ? located.extent() : Optional.empty();
    }

    /// A value without parts.
    static Variable leaf(String name, String value, String type) {
        return new Variable(name, value, type, null, null, null, null);
    }

    /// A value with parts.
    static Variable group(String name, String value, Children children) {
        return new Variable(name, value, "", null, null, children, null);
    }
}
