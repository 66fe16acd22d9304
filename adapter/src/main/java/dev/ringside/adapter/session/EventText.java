package dev.ringside.adapter.session;

import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.state.OperatingMode;

/// Events of the machine in words.
final class EventText {
    private static final OperatingMode[] MODES = OperatingMode.values();

    private EventText() {}

    /// @param where the machine stands
    static StopText.Words of(StopReason.Happened event, String where) {
        String what =
                switch (event.kind()) {
                    case EXTERNAL_INTERRUPT ->
                            "Interrupt 0x%02x, before its handler".formatted(event.number());
                    case SOFTWARE_INTERRUPT ->
                            "INT 0x%02x, before its handler".formatted(event.number());
                    case MODE_SWITCH ->
                            "Mode switch: %s -> %s"
                                    .formatted(mode(event.before()), mode(event.after()));
                    case CONTROL_REGISTER ->
                            "CR%d written: %s".formatted(event.number(), change(event));
                    case MSR ->
                            "MSR 0x%x written: %s"
                                    .formatted(event.number(), MemoryReference.hex(event.after()));
                    case PORT_IN ->
                            "IN from port 0x%x, %s"
                                    .formatted(event.number(), bytes(event.before()));
                    case PORT_OUT ->
                            "OUT to port 0x%x, %s: %s"
                                    .formatted(
                                            event.number(),
                                            bytes(event.before()),
                                            MemoryReference.hex(event.after()));
                    case MAGIC -> "Magic instruction";
                };
        return new StopText.Words("exception", what, "%s. At %s.".formatted(what, where));
    }

    private static String mode(long ordinal) {
        return switch (MODES[(int) ordinal]) {
            case REAL -> "real mode";
            case VIRTUAL_8086 -> "virtual-8086 mode";
            case PROTECTED_16 -> "protected mode, 16-bit code";
            case PROTECTED_32 -> "protected mode, 32-bit code";
            case COMPATIBILITY_16 -> "compatibility mode, 16-bit code";
            case COMPATIBILITY_32 -> "compatibility mode, 32-bit code";
            case LONG_64 -> "64-bit mode";
        };
    }

    private static String change(StopReason.Happened event) {
        return event.before() == event.after()
                ? MemoryReference.hex(event.after()) + ", unchanged"
                : MemoryReference.hex(event.before()) + " -> " + MemoryReference.hex(event.after());
    }

    private static String bytes(long size) {
        return size == 1 ? "1 byte" : size + " bytes";
    }
}
