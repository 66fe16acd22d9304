package dev.ringside.adapter.session;

import dev.ringside.engine.state.SegmentRegister;

/// Segments and descriptors in words (SDM Vol. 3A 3.4.5 and 3.5).
final class SegmentText {
    private static final String[] SYSTEM_TYPES = {
        "reserved", "TSS16", "LDT", "TSS16 busy", "call gate 16", "task gate", "interrupt gate 16",
        "trap gate 16", "reserved", "TSS", "reserved", "TSS busy", "call gate", "reserved",
        "interrupt gate", "trap gate"
    };

    private SegmentText() {}

    /// `base 0xffff0000 limit 0xffff code r-x 16-bit dpl 0 accessed`.
    static String of(SegmentRegister segment, boolean system) {
        if (!segment.usable()) {
            return "unusable";
        }
        return "base %s limit 0x%x %s"
                .formatted(
                        MemoryReference.hex(segment.base),
                        segment.limit,
                        access(segment.access, system));
    }

    /// The access bits alone, laid out as in [SegmentRegister].
    static String access(int access, boolean system) {
        int type = access & 15;
        StringBuilder text = new StringBuilder();
        if (system || (access & SegmentRegister.ACCESS_S) == 0) {
            text.append(SYSTEM_TYPES[type]);
        } else if ((access & SegmentRegister.ACCESS_CODE) != 0) {
            text.append("code ").append((type & 2) != 0 ? "r-x" : "--x");
            text.append((type & 4) != 0 ? " conforming" : "").append(' ').append(width(access));
        } else {
            text.append("data ").append((type & 2) != 0 ? "rw-" : "r--");
            text.append((type & 4) != 0 ? " expand-down" : "");
            text.append((access & SegmentRegister.ACCESS_DB) != 0 ? " 32-bit" : " 16-bit");
        }
        text.append(" dpl ").append(access >> 5 & 3);
        if ((access & SegmentRegister.ACCESS_P) == 0) {
            text.append(" not present");
        }
        return text.toString();
    }

    private static String width(int access) {
        if ((access & SegmentRegister.ACCESS_L) != 0) {
            return "64-bit";
        }
        return (access & SegmentRegister.ACCESS_DB) != 0 ? "32-bit" : "16-bit";
    }
}
