package dev.ringside.adapter.session;

import java.util.Arrays;
import java.util.List;

/// What the address of a breakpoint means: DAP's `breakpointModes`.
public enum BreakpointMode {
    LINEAR(
            "linear",
            "Linear address",
            "Stops at the address the processor fetches from, whatever the page tables say."),
    PHYSICAL(
            "physical",
            "Physical address",
            "Stops at the guest-physical address, under every mapping of it."),
    CS_IP("cs:ip", "CS:IP", "Stops at exactly this selector and offset: 07c0:000a."),
    ADDRESS_SPACE(
            "address space",
            "This address space",
            "Stops at the linear address under the page tables (CR3) of now only.");

    private final String id;
    private final String label;
    private final String description;

    BreakpointMode(String id, String label, String description) {
        this.id = id;
        this.label = label;
        this.description = description;
    }

    public String id() {
        return id;
    }

    public String label() {
        return label;
    }

    public String description() {
        return description;
    }

    /// @param id empty for [#LINEAR]
    /// @throws SessionException no such mode
    static BreakpointMode of(String id) throws SessionException {
        if (id.isEmpty()) {
            return LINEAR;
        }
        for (BreakpointMode mode : values()) {
            if (mode.id.equals(id)) {
                return mode;
            }
        }
        List<String> ids = Arrays.stream(values()).map(BreakpointMode::id).toList();
        throw new SessionException(
                "There is no breakpoint mode '%s'; write one of: %s."
                        .formatted(Texts.clip(id, 40), String.join(", ", ids)));
    }
}
