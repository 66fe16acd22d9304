package dev.ringside.engine.vmm;

import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.DS;
import static dev.ringside.engine.state.SegmentRegister.ES;
import static dev.ringside.engine.state.SegmentRegister.FS;
import static dev.ringside.engine.state.SegmentRegister.GS;
import static dev.ringside.engine.state.SegmentRegister.LDTR;
import static dev.ringside.engine.state.SegmentRegister.SS;
import static dev.ringside.engine.state.SegmentRegister.TR;

import dev.ringside.engine.hypervisor.InitialState;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;

/// Register states that loaders start from. Each method sets segments, control registers, RIP and
/// RFLAGS; the other registers stay as RESET leaves them, zero but for EDX.
final class StartState {
    private static final int DATA = 0x93;
    private static final int CODE = 0x9B;
    private static final int FLAT = SegmentRegister.ACCESS_G | SegmentRegister.ACCESS_DB;
    private static final int LONG_CODE = SegmentRegister.ACCESS_G | SegmentRegister.ACCESS_L;

    private StartState() {}

    /// Real mode at `cs:ip` with the interrupt table at 0 and interrupts on, as a BIOS leaves it.
    static void real(VcpuState state, int cs, int ip) {
        clear(state);
        state.cr0 = VcpuState.CR0_ET;
        state.rip = ip;
        state.rflags = Rflags.RESERVED_ONE | Rflags.IF;
        for (int i : new int[] {ES, SS, DS, FS, GS}) {
            state.segment[i].set(0, 0, 0xFFFF, DATA);
        }
        state.segment[CS].set(cs, (long) cs << 4, 0xFFFF, CODE);
        state.idtrBase = 0;
        state.idtrLimit = 0x3FF;
        state.gdtrBase = 0;
        state.gdtrLimit = 0;
    }

    /// Points the data segments and the stack of real mode at `segment`.
    static void realData(VcpuState state, int segment) {
        for (int i : new int[] {ES, SS, DS, FS, GS}) {
            state.segment[i].set(segment, (long) segment << 4, 0xFFFF, DATA);
        }
    }

    /// The reset vector f000:fff0 with the CS base at the top of 4 GiB (SDM Vol. 3A table 10-1).
    static void reset(VcpuState state) {
        real(state, 0xF000, 0xFFF0);
        state.cr0 = VcpuState.CR0_ET | VcpuState.CR0_NW | VcpuState.CR0_CD;
        state.rflags = Rflags.RESERVED_ONE;
        state.segment[CS].base = 0xFFFF0000L;
        state.idtrLimit = 0xFFFF;
        state.gdtrLimit = 0xFFFF;
    }

    /// 32-bit code with flat segments and paging off.
    ///
    /// @param codeSelector what CS shows
    /// @param dataSelector what the others show
    static void protectedFlat(VcpuState state, long entry, int codeSelector, int dataSelector) {
        clear(state);
        state.cr0 = VcpuState.CR0_PE | VcpuState.CR0_ET;
        state.rip = entry;
        state.rflags = Rflags.RESERVED_ONE;
        for (int i : new int[] {ES, SS, DS, FS, GS}) {
            state.segment[i].set(dataSelector, 0, 0xFFFFFFFFL, FLAT | DATA);
        }
        state.segment[CS].set(codeSelector, 0, 0xFFFFFFFFL, FLAT | CODE);
        state.idtrBase = 0;
        state.idtrLimit = 0;
    }

    /// 64-bit code on the page table at `cr3`.
    ///
    /// @param codeSelector what CS shows
    /// @param dataSelector what the others show
    static void longMode(
            VcpuState state, long entry, long cr3, int codeSelector, int dataSelector) {
        protectedFlat(state, entry, codeSelector, dataSelector);
        state.cr0 |= VcpuState.CR0_PG | VcpuState.CR0_NE | VcpuState.CR0_WP;
        state.cr3 = cr3;
        state.cr4 = VcpuState.CR4_PAE;
        state.efer = VcpuState.EFER_LME | VcpuState.EFER_LMA;
        state.segment[CS].set(codeSelector, 0, 0xFFFFFFFFL, LONG_CODE | CODE);
    }

    /// A processor other than the boot processor after RESET.
    static void waiting(VcpuState state) {
        take(state, InitialState.reset(state.apic.id + 1));
    }

    private static void clear(VcpuState state) {
        take(state, new VcpuState());
        // SDM Vol. 3A table 10-1: EDX tells family 6.
        state.gpr[VcpuState.RDX] = 0x600;
        state.segment[LDTR].set(0, 0, 0xFFFF, 0x82);
        state.segment[TR].set(0, 0, 0xFFFF, 0x8B);
    }

    /// Takes over `fresh` but for identity, count and time.
    private static void take(VcpuState state, VcpuState fresh) {
        fresh.instructionCount = state.instructionCount;
        fresh.setTime(state.time(), state.timeRate);
        fresh.tscOffset = state.tscOffset;
        fresh.random = state.random;
        fresh.apic.id = state.apic.id;
        fresh.apic.reset();
        state.copyFrom(fresh);
    }
}
