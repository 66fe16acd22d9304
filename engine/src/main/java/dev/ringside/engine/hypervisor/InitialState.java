package dev.ringside.engine.hypervisor;

import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;

/// The registers of a VCPU before its first instruction.
///
/// Zircon, era B: the VMCS initialisation of `vcpu.cc`. The boot processor starts in 64-bit mode
/// with CR3 = 0, so a PML4 must lie at guest-physical 0; the others start in real mode.
///
/// Differs: in era B the guest reads CR0 with CD set and NE clear until its first write, because
/// the hypervisor hides its own bits from it; here it reads the value in force. The host's EFER and
/// PAT, which a real guest inherits, are SCE + LME + LMA + NXE and the reset PAT.
public final class InitialState {
    private static final int LIMIT = 0xFFFF;
    private static final int ACCESS_DATA = 0x93;
    private static final int ACCESS_CODE64 = 0x209F;
    private static final int ACCESS_CODE16 = 0x9F;
    private static final int ACCESS_LDT = 0x82;
    private static final int ACCESS_TSS = 0x8B;
    private static final long APIC_BASE = 0xFEE00C00L;
    private static final long APIC_BASE_BSP = 0x100;

    private InitialState() {}

    /// What `zx_vcpu_create` sets.
    ///
    /// @param id 1 for the boot processor
    /// @param entry for the boot processor a virtual address, else the real-mode start address
    public static VcpuState zircon(int id, long entry) {
        VcpuState state = new VcpuState();
        setSegments(state, LIMIT, ACCESS_DATA);
        state.segment[SegmentRegister.LDTR].set(0, 0, LIMIT, ACCESS_LDT);
        state.segment[SegmentRegister.TR].set(0, 0, LIMIT, ACCESS_TSS);
        state.rflags = Rflags.RESERVED_ONE;
        state.cr0 = VcpuState.CR0_NE | VcpuState.CR0_ET;
        state.efer = VcpuState.EFER_SCE | VcpuState.EFER_NXE;
        state.apicBase = APIC_BASE;
        if (id == 1) {
            state.rip = entry;
            state.segment[SegmentRegister.CS].set(0, 0, LIMIT, ACCESS_CODE64);
            state.cr0 |= VcpuState.CR0_PE | VcpuState.CR0_PG;
            state.cr4 = VcpuState.CR4_PAE;
            state.efer |= VcpuState.EFER_LME | VcpuState.EFER_LMA;
            state.apicBase |= APIC_BASE_BSP;
        } else {
            int selector = (int) (entry >>> 4) & 0xFFFF;
            state.segment[SegmentRegister.CS].set(selector, entry, LIMIT, ACCESS_CODE16);
        }
        return state;
    }

    /// A processor after RESET (SDM Vol. 3A 10.1.1, table 10-1): real mode at F000:FFF0. All but
    /// the boot processor wait for a start-up message.
    ///
    /// @param id 1 for the boot processor
    public static VcpuState reset(int id) {
        VcpuState state = new VcpuState();
        if (id > 1) {
            state.activity = Activity.WAIT_FOR_SIPI;
            state.apicBase &= ~APIC_BASE_BSP;
        }
        setSegments(state, LIMIT, ACCESS_DATA);
        state.segment[SegmentRegister.CS].set(0xF000, 0xFFFF0000L, LIMIT, 0x9B);
        state.segment[SegmentRegister.LDTR].set(0, 0, LIMIT, ACCESS_LDT);
        state.segment[SegmentRegister.TR].set(0, 0, LIMIT, ACCESS_TSS);
        state.rip = 0xFFF0;
        state.rflags = Rflags.RESERVED_ONE;
        state.cr0 = VcpuState.CR0_CD | VcpuState.CR0_NW | VcpuState.CR0_ET;
        return state;
    }

    private static void setSegments(VcpuState state, int limit, int access) {
        for (int i = SegmentRegister.ES; i <= SegmentRegister.GS; i++) {
            state.segment[i].set(0, 0, limit, access);
        }
        state.gdtrLimit = limit;
        state.idtrLimit = limit;
    }
}
