package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SourceLocation;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How a breakpoint stands.
///
/// @param message why it is not verified, or a remark; empty if none
/// @param pending not verified now, perhaps later
/// @param location the line it is at, or null
/// @param address its first linear address
public record BreakpointStatus(
        int id,
        boolean verified,
        boolean pending,
        String message,
        @Nullable SourceLocation location,
        OptionalLong address) {}
