package dev.ringside.adapter.session;

/// How registers are grouped for a reader.
public enum RegisterGroup {
    GENERAL("General"),
    FLAGS("Flags"),
    SEGMENTS("Segments"),
    CONTROL("Control"),
    DEBUG("Debug"),
    MODEL_SPECIFIC("Model-specific"),
    FLOATING_POINT("Floating point"),
    SSE("SSE"),
    /// Parts of other registers, and what is no register at all.
    PART("Parts");

    private final String title;

    RegisterGroup(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
