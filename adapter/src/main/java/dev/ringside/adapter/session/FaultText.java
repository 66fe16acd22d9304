package dev.ringside.adapter.session;

import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.state.Vector;
import java.util.ArrayList;
import java.util.List;

/// Exceptions in words: name, decoded error code, reason.
public final class FaultText {
    private static final String[] TITLES = {
        "divide error", "debug", "non-maskable interrupt", "breakpoint", "overflow",
        "bound range exceeded", "invalid opcode", "device not available", "double fault", "",
        "invalid TSS", "segment not present", "stack fault", "general protection", "page fault",
        "", "x87 error", "alignment check", "machine check", "SIMD error",
        "virtualization exception", "control protection"
    };

    private FaultText() {}

    /// `page fault` for 14; empty for what is no exception.
    public static String title(int vector) {
        return vector >= 0 && vector < TITLES.length ? TITLES[vector] : "";
    }

    /// `#PF error 0x2 (write to a page that is not present, ring 0), cr2 = 0x1000: reason`.
    public static String line(FaultRecord fault) {
        StringBuilder text = new StringBuilder(Vector.name(fault.vector()));
        if (Vector.hasErrorCode(fault.vector())) {
            text.append(" error ").append(MemoryReference.hex(fault.errorCode()));
            text.append(" (").append(decode(fault.vector(), fault.errorCode())).append(")");
        }
        if (fault.vector() == Vector.PF) {
            text.append(", cr2 = ").append(MemoryReference.hex(fault.address()));
        }
        text.append(" at ").append(PcText.of(fault.state()));
        if (!fault.reason().isEmpty()) {
            text.append(": ").append(fault.reason());
        }
        return text.toString();
    }

    /// An error code's meaning (SDM Vol. 3A 6.13 and 6.15).
    public static String decode(int vector, int errorCode) {
        return vector == Vector.PF ? decodePageFault(errorCode) : decodeSelector(errorCode);
    }

    /// ```
    ///  15 ... 6   5   4    3    2   1   0
    ///  SGX ...    PK  I/D  RSVD U/S W/R P
    /// ```
    private static String decodePageFault(int code) {
        String access = (code & 16) != 0 ? "instruction fetch" : (code & 2) != 0 ? "write" : "read";
        String who = (code & 4) != 0 ? "user mode" : "supervisor mode";
        List<String> parts = new ArrayList<>();
        parts.add(access + " in " + who);
        if ((code & 8) != 0) {
            parts.add("a reserved bit is set in an entry");
        } else if ((code & 32) != 0) {
            parts.add("protection key");
        } else {
            parts.add((code & 1) != 0 ? "the page's rights forbid it" : "page not present");
        }
        return String.join(", ", parts);
    }

    /// ```
    ///  15 ... 3        2   1    0
    ///  selector index  TI  IDT  EXT
    /// ```
    private static String decodeSelector(int code) {
        if (code == 0) {
            return "no selector";
        }
        String external = (code & 1) != 0 ? ", during the delivery of another event" : "";
        int index = code >> 3 & 0x1FFF;
        if ((code & 2) != 0) {
            return "IDT entry %d (%s)%s".formatted(index, Vector.name(index), external);
        }
        String table = (code & 4) != 0 ? "LDT" : "GDT";
        return "%s entry %d, selector 0x%x%s".formatted(table, index, code & 0xFFFC, external);
    }
}
