package dev.ringside.adapter.session;

import static dev.ringside.adapter.session.RegisterGroup.CONTROL;
import static dev.ringside.adapter.session.RegisterGroup.DEBUG;
import static dev.ringside.adapter.session.RegisterGroup.MODEL_SPECIFIC;
import static dev.ringside.adapter.session.RegisterGroup.PART;

import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// Control and debug registers and MSRs (SDM Vol. 3A 2.5, 17.2; Vol. 4).
final class SystemRegisters {
    private SystemRegisters() {}

    static List<Register> all() {
        List<Register> all = new ArrayList<>();
        addControl(all);
        addDebug(all);
        addModelSpecific(all);
        all.add(new Register("cpl", PART, 2, VcpuState::cpl, null));
        all.add(new Register("count", PART, 64, s -> s.instructionCount, null));
        return all;
    }

    private static void addControl(List<Register> all) {
        all.add(register("cr0", CONTROL, 64, s -> s.cr0, SystemRegisters::setCr0));
        all.add(register("cr2", CONTROL, 64, s -> s.cr2, (s, v) -> s.cr2 = v));
        all.add(register("cr3", CONTROL, 64, s -> s.cr3, (s, v) -> s.cr3 = v));
        all.add(register("cr4", CONTROL, 64, s -> s.cr4, SystemRegisters::setCr4));
        all.add(register("cr8", CONTROL, 4, s -> s.cr8, (s, v) -> s.cr8 = v));
        all.add(register("efer", CONTROL, 64, s -> s.efer, SystemRegisters::setEfer));
        all.add(register("xcr0", CONTROL, 64, s -> s.xcr0, (s, v) -> s.xcr0 = v | 1));
        addBits(all, "cr0", Bits.CR0, s -> s.cr0, SystemRegisters::setCr0);
        addBits(all, "cr4", Bits.CR4, s -> s.cr4, SystemRegisters::setCr4);
        addBits(all, "efer", Bits.EFER, s -> s.efer, SystemRegisters::setEfer);
    }

    private static void addBits(
            List<Register> all,
            String name,
            List<Bits> bits,
            ToLongFunction<VcpuState> getter,
            Register.Setter setter) {
        for (Bits bit : bits) {
            all.add(
                    register(
                            name + "." + bit.name(),
                            PART,
                            bit.width(),
                            s -> bit.of(getter.applyAsLong(s)),
                            (s, v) -> setter.set(s, bit.with(getter.applyAsLong(s), v))));
        }
    }

    private static void addDebug(List<Register> all) {
        for (int i = 0; i < 4; i++) {
            int n = i;
            all.add(register("dr" + n, DEBUG, 64, s -> s.dr[n], (s, v) -> s.dr[n] = v));
        }
        all.add(register("dr6", DEBUG, 64, s -> s.dr6, (s, v) -> s.dr6 = v));
        all.add(register("dr7", DEBUG, 64, s -> s.dr7, (s, v) -> s.dr7 = v | 0x400));
    }

    private static void addModelSpecific(List<Register> all) {
        msr(all, "star", s -> s.star, (s, v) -> s.star = v);
        msr(all, "lstar", s -> s.lstar, (s, v) -> s.lstar = canonical("lstar", v));
        msr(all, "cstar", s -> s.cstar, (s, v) -> s.cstar = canonical("cstar", v));
        msr(all, "fmask", s -> s.fmask, (s, v) -> s.fmask = v);
        msr(
                all,
                "kernel_gs_base",
                s -> s.kernelGsBase,
                (s, v) -> s.kernelGsBase = canonical("kernel_gs_base", v));
        msr(all, "sysenter_cs", s -> s.sysenterCs, (s, v) -> s.sysenterCs = v);
        msr(all, "sysenter_esp", s -> s.sysenterEsp, (s, v) -> s.sysenterEsp = v);
        msr(all, "sysenter_eip", s -> s.sysenterEip, (s, v) -> s.sysenterEip = v);
        msr(all, "tsc_aux", s -> s.tscAux, (s, v) -> s.tscAux = v);
        msr(all, "pat", s -> s.pat, (s, v) -> s.pat = v);
        msr(all, "apic_base", s -> s.apicBase, (s, v) -> s.apicBase = v);
        msr(all, "misc_enable", s -> s.miscEnable, (s, v) -> s.miscEnable = v);
        msr(all, "tsc", s -> s.time() + s.tscOffset, (s, v) -> s.tscOffset = v - s.time());
    }

    private static void msr(
            List<Register> all,
            String name,
            ToLongFunction<VcpuState> getter,
            Register.Setter setter) {
        all.add(register(name, MODEL_SPECIFIC, 64, getter, setter));
    }

    private static Register register(
            String name,
            RegisterGroup group,
            int bits,
            ToLongFunction<VcpuState> getter,
            Register.Setter setter) {
        return new Register(name, group, bits, getter, setter);
    }

    /// Illegal combinations as MOV to CR0 has them (SDM Vol. 2B, MOV to control registers).
    private static void setCr0(VcpuState state, long value) throws SessionException {
        refuseReserved("CR0", value, Bits.CR0);
        if ((value & VcpuState.CR0_PG) != 0 && (value & VcpuState.CR0_PE) == 0) {
            throw new SessionException("CR0.PG needs CR0.PE: set both, or PE first.");
        }
        if ((value & VcpuState.CR0_NW) != 0 && (value & VcpuState.CR0_CD) == 0) {
            throw new SessionException("CR0.NW needs CR0.CD: set both, or CD first.");
        }
        state.cr0 = value | VcpuState.CR0_ET;
    }

    private static void setCr4(VcpuState state, long value) throws SessionException {
        refuseReserved("CR4", value, Bits.CR4);
        if (state.longMode() && (value & VcpuState.CR4_PAE) == 0) {
            throw new SessionException("CR4.PAE cannot be cleared in long mode.");
        }
        state.cr4 = value;
    }

    private static void setEfer(VcpuState state, long value) throws SessionException {
        refuseReserved("EFER", value, Bits.EFER);
        state.efer = value;
    }

    private static void refuseReserved(String name, long value, List<Bits> bits)
            throws SessionException {
        long known = 0;
        for (Bits bit : bits) {
            known |= bit.mask() << bit.position();
        }
        if ((value & ~known) != 0) {
            throw new SessionException(
                    "%s bits %s are reserved."
                            .formatted(name, MemoryReference.hex(value & ~known)));
        }
    }

    private static long canonical(String name, long value) throws SessionException {
        if (value << 16 >> 16 != value) {
            throw new SessionException(
                    "%s must hold a canonical address, and %s is none."
                            .formatted(name, MemoryReference.hex(value)));
        }
        return value;
    }
}
