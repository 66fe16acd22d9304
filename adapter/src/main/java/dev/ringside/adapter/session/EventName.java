package dev.ringside.adapter.session;

import dev.ringside.engine.hypervisor.EventKind;

/// The events a user can stop at beside exceptions, by the names of their filters.
public enum EventName {
    IRQ(
            EventKind.EXTERNAL_INTERRUPT,
            "Interrupt from a device",
            "Stops at the first instruction of the handler.",
            "vector == 0x20"),
    INT(
            EventKind.SOFTWARE_INTERRUPT,
            "Software interrupt (INT n)",
            "Stops at the first instruction of the handler.",
            "vector == 0x13 && ah == 2"),
    MODE(
            EventKind.MODE_SWITCH,
            "Change of mode",
            "Stops behind the instruction that switched between real, protected, compatibility, long or virtual-8086 mode, or the code's width.",
            "cs.base == 0"),
    CR(
            EventKind.CONTROL_REGISTER,
            "Write to a control register",
            "Stops behind the instruction.",
            "cr == 3 && value != before"),
    MSR(
            EventKind.MSR,
            "Write to a model-specific register",
            "Stops behind WRMSR.",
            "msr == 0xc0000080"),
    IN(
            EventKind.PORT_IN,
            "Read from an I/O port",
            "Stops behind the instruction; the data has arrived.",
            "port == 0x64"),
    OUT(
            EventKind.PORT_OUT,
            "Write to an I/O port",
            "Stops behind the instruction.",
            "port == 0x43 && value == 0x36"),
    MAGIC(
            EventKind.MAGIC,
            "Magic instruction xchg bx, bx",
            "Stops before the instruction, which does nothing on any processor.",
            "");

    private final EventKind kind;
    private final String label;
    private final String description;
    private final String example;

    EventName(EventKind kind, String label, String description, String example) {
        this.kind = kind;
        this.label = label;
        this.description = description;
        this.example = example;
    }

    public EventKind kind() {
        return kind;
    }

    public String label() {
        return label;
    }

    public String description() {
        return description;
    }

    /// A condition to show; empty: none comes to mind.
    public String example() {
        return example;
    }
}
