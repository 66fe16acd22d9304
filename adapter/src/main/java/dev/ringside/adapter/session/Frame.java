package dev.ringside.adapter.session;

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
public record Frame(
        int vcpu,
        int depth,
        long pc,
        String pcText,
        long stack,
        @Nullable String label,
        String how) {

    /// A frame that stands for the delivery of an interrupt or exception.
    public boolean isLabel() {
        return label != null;
    }
}
