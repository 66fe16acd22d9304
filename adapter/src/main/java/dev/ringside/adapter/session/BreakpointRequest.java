package dev.ringside.adapter.session;

import dev.ringside.engine.debug.DataAccess;

/// A breakpoint as a client asks for it.
///
/// @param where what it means
/// @param mode one of [BreakpointMode]'s ids, or empty
/// @param condition empty: none
/// @param hitCondition empty: none
/// @param logMessage empty: none
public record BreakpointRequest(
        Where where, String mode, String condition, String hitCondition, String logMessage) {

    /// What a breakpoint is set on.
    public sealed interface Where {
        /// @param line from 1
        record Line(String path, int line) implements Where {}

        /// A symbol, an address or an expression.
        record Function(String name) implements Where {}

        /// A linear address, or text for the mode `cs:ip`.
        record Instruction(String reference, long offset) implements Where {}

        /// Accesses to bytes of memory.
        record Data(DataRange range, DataAccess.Kind access) implements Where {}
    }
}
