package dev.ringside.engine.debug;

import org.jspecify.annotations.Nullable;

/// An exception that stops the machine before it is delivered.
///
/// @param vector 0 to 31
/// @param condition over the registers at the fault, `errorcode` and `cr2`; null: always
public record ExceptionStop(int vector, @Nullable Expression condition) {}
