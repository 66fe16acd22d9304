package dev.ringside.engine.debug;

import dev.ringside.engine.hypervisor.EventKind;

import org.jspecify.annotations.Nullable;

/// A kind of event that stops the machine behind it; [EventKind#MAGIC] before it.
///
/// @param condition over the registers there and `vector`, `port`, `msr`, `cr` (one number, by the
///   name that fits), `before` and `value`; null: always
public record EventStop(EventKind kind, @Nullable Expression condition) {}
