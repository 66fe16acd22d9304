package dev.ringside.engine.paging;

import static dev.ringside.engine.state.VcpuState.CR0_PG;
import static dev.ringside.engine.state.VcpuState.CR4_PAE;
import static dev.ringside.engine.state.VcpuState.EFER_LMA;

/// How linear addresses become physical ones (SDM Vol. 3A 4.1.1).
public enum PagingMode {
    OFF("no paging"),
    BITS_32("32-bit paging"),
    PAE("PAE paging"),
    LEVELS_4("4-level paging");

    private final String text;

    PagingMode(String text) {
        this.text = text;
    }

    /// The mode these registers select.
    public static PagingMode of(long cr0, long cr4, long efer) {
        if ((cr0 & CR0_PG) == 0) {
            return OFF;
        }
        if ((efer & EFER_LMA) != 0) {
            return LEVELS_4;
        }
        return (cr4 & CR4_PAE) != 0 ? PAE : BITS_32;
    }

    /// The SDM's name for it.
    @Override
    public String toString() {
        return text;
    }
}
