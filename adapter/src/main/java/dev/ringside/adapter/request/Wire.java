package dev.ringside.adapter.request;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Arguments and bodies whose LSP4J types are too narrow: the protocol's offsets have 64 bits since
/// 1.71, and LSP4J 0.24.0 reads them as `int`.
public final class Wire {
    private Wire() {}

    /// `readMemory`.
    public record ReadMemory(
            @Nullable String memoryReference, @Nullable Long offset, @Nullable Long count) {}

    /// `writeMemory`.
    public record WriteMemory(
            @Nullable String memoryReference,
            @Nullable Long offset,
            @Nullable Boolean allowPartial,
            @Nullable String data) {}

    /// `disassemble`.
    public record Disassemble(
            @Nullable String memoryReference,
            @Nullable Long offset,
            @Nullable Long instructionOffset,
            @Nullable Long instructionCount) {}

    /// `setInstructionBreakpoints`.
    public record SetInstructionBreakpoints(InstructionBreakpoint @Nullable [] breakpoints) {}

    /// One of them.
    public record InstructionBreakpoint(
            @Nullable String instructionReference,
            @Nullable Long offset,
            @Nullable String condition,
            @Nullable String hitCondition,
            @Nullable String mode) {}

    /// `restart`: LSP4J drops attributes that are an adapter's own.
    public record Restart(@Nullable Map<String, Object> arguments) {}

    /// The body of `readMemory`.
    public record MemoryRead(
            String address, @Nullable Long unreadableBytes, @Nullable String data) {}

    /// The body of a `memory` event.
    public record MemoryChanged(String memoryReference, long offset, long count) {}

    /// A missing offset is 0.
    static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
