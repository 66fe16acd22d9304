package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SourceLocation;
import org.jspecify.annotations.Nullable;

/// One frame of a back trace.
///
/// @param vcpu from 0
/// @param depth 0 for the innermost
/// @param pc linear address
/// @param pcText as [PcText] writes it
/// @param stack address of the frame: the saved frame pointer's place, or 0
/// @param label text of a frame that is no code: an interrupt's delivery; else null
/// @param how where the frame comes from: `registers`, `frame pointer`, …
/// @param view its function and variables, where debug information has them; else null
public record Frame(
        int vcpu,
        int depth,
        long pc,
        String pcText,
        long stack,
        @Nullable String label,
        String how,
        @Nullable View view) {

    /// A frame that stands for the delivery of an interrupt or exception.
    public boolean isLabel() {
        return label != null;
    }

    /// What debug information says of a frame.
    ///
    /// @param function its name; empty where nobody knows
    /// @param inlined whether its code is part of the next frame's
    /// @param call of a frame that called an inlined one: where; else null
    /// @param context its registers and variables
    record View(
            String function,
            boolean inlined,
            @Nullable SourceLocation call,
            FrameContext context) {}

    /// The name of its function with what distinguishes it; empty where nobody knows.
    public String function() {
        View v = view;
        return v == null || v.function.isEmpty()
                ? ""
                : v.inlined ? v.function + " [inlined]" : v.function;
    }

    /// The address its line is looked up by: a return address belongs to the line of its call.
    public long lookup() {
        View v = view;
        return v != null ? v.context.lookup() : depth > 0 && !how.equals("delivery") ? pc - 1 : pc;
    }

    /// Where an inlined function was called in this frame; null: at [#lookup].
    public @Nullable SourceLocation call() {
        View v = view;
        return v == null ? null : v.call;
    }

    /// Whether it has variables of C.
    public boolean hasVariables() {
        View v = view;
        return v != null && !v.context.scopes().isEmpty();
    }
}
