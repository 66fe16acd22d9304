package dev.ringside.engine.kvm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ringside.engine.state.VcpuState;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The registers as others see them: fetched from the kernel when somebody looks, written back
/// group by group where they were changed.
///
/// Activity, instruction count and clock offset are the backend's own; the kernel knows none.
final class LiveState {
    private final VcpuFile file;
    private final MsrTransfer msrs;

    /// What others hold on to.
    final VcpuState state;

    /// What the kernel has; good while `current`.
    private final VcpuState present = new VcpuState();

    private boolean basicCurrent;
    private boolean current;
    private boolean changed = true;

    /// @param state what the VCPU starts with
    LiveState(VcpuFile file, VcpuState state) {
        this.file = file;
        this.state = state;
        this.msrs = new MsrTransfer(file);
        fetchBasic(present);
        fetchRest(present);
        basicCurrent = true;
        current = true;
    }

    /// Whether general, segment and control registers in [#state] are what the kernel has, or
    /// newer.
    boolean basicCurrent() {
        return basicCurrent;
    }

    /// The guest ran.
    void ran() {
        basicCurrent = false;
        current = false;
    }

    /// Somebody wrote to [#state].
    void changed() {
        changed = true;
    }

    boolean isChanged() {
        return changed;
    }

    /// Brings [#state] up to date. The VCPU must have nothing to complete.
    void refresh() {
        refreshBasic();
        if (!current) {
            fetchRest(state);
            present.copyFrom(state);
            current = true;
        }
    }

    /// [#refresh] of general, segment and control registers only.
    void refreshBasic() {
        if (!basicCurrent) {
            fetchBasic(state);
            present.copyFrom(state);
            basicCurrent = true;
        }
    }

    private void fetchBasic(VcpuState into) {
        file.get(KvmAbi.GET_REGS, file.regs, "KVM_GET_REGS");
        RegisterTransfer.readRegs(file.regs, into);
        file.get(KvmAbi.GET_SREGS, file.sregs, "KVM_GET_SREGS");
        RegisterTransfer.readSregs(file.sregs, into);
        file.get(KvmAbi.GET_VCPU_EVENTS, file.events, "KVM_GET_VCPU_EVENTS");
        readEvents(into);
    }

    private void fetchRest(VcpuState into) {
        file.get(KvmAbi.GET_XCRS, file.xcrs, "KVM_GET_XCRS");
        into.xcr0 = file.xcrs.get(JAVA_LONG, KvmAbi.Xcrs.FIRST_VALUE);
        file.get(KvmAbi.GET_DEBUGREGS, file.debugRegs, "KVM_GET_DEBUGREGS");
        readDebugRegs(into);
        file.get(KvmAbi.GET_XSAVE, file.xsave, "KVM_GET_XSAVE");
        XsaveTransfer.read(file.xsave, into);
        msrs.read(into);
    }

    private void readEvents(VcpuState into) {
        int shadow = file.events.get(JAVA_BYTE, KvmAbi.Events.INTERRUPT_SHADOW);
        into.movSsShadow = (shadow & KvmAbi.Events.SHADOW_MOV_SS) != 0;
        // Hosts that cannot tell the two apart report both.
        into.stiShadow = (shadow & KvmAbi.Events.SHADOW_STI) != 0 && !into.movSsShadow;
        into.nmiBlocked = file.events.get(JAVA_BYTE, KvmAbi.Events.NMI_MASKED) != 0;
    }

    private void readDebugRegs(VcpuState into) {
        for (int i = 0; i < into.dr.length; i++) {
            into.dr[i] = file.debugRegs.get(JAVA_LONG, 8L * i);
        }
        into.dr6 = file.debugRegs.get(JAVA_LONG, KvmAbi.DebugRegs.DR6);
        into.dr7 = file.debugRegs.get(JAVA_LONG, KvmAbi.DebugRegs.DR7);
    }

    /// Gives the kernel what was changed.
    ///
    /// @return null, or what the kernel refused
    @Nullable String flush() {
        if (!changed) {
            return null;
        }
        changed = false;
        String refused = writeSystem();
        if (refused == null) {
            refused = writeRest();
        }
        present.copyFrom(state);
        return refused;
    }

    private @Nullable String writeSystem() {
        if (!RegisterTransfer.sameSregs(state, present)) {
            RegisterTransfer.writeSregs(state, file.sregs);
            if (file.set(KvmAbi.SET_SREGS, file.sregs) < 0) {
                return "segments and control registers";
            }
            // Without an APIC in the kernel, CR8 goes in with each entry.
            file.page.setCr8(state.cr8);
        }
        if (state.xcr0 != present.xcr0) {
            file.xcrs.set(JAVA_INT, 0, 1);
            file.xcrs.set(JAVA_INT, KvmAbi.Xcrs.FIRST_NUMBER, 0);
            file.xcrs.set(JAVA_LONG, KvmAbi.Xcrs.FIRST_VALUE, state.xcr0);
            if (file.set(KvmAbi.SET_XCRS, file.xcrs) < 0) {
                return "XCR0 0x%x".formatted(state.xcr0);
            }
        }
        int msr = msrs.write(state, present);
        return msr == 0 ? null : "MSR 0x%x".formatted(msr);
    }

    private @Nullable String writeRest() {
        if (!XsaveTransfer.same(state, present)) {
            XsaveTransfer.write(state, file.xsave);
            if (file.set(KvmAbi.SET_XSAVE, file.xsave) < 0) {
                return "x87 and SSE registers";
            }
        }
        if (!sameDebugRegs(state, present)) {
            writeDebugRegs();
            if (file.set(KvmAbi.SET_DEBUGREGS, file.debugRegs) < 0) {
                return "debug registers";
            }
        }
        if (!RegisterTransfer.sameRegs(state, present)) {
            RegisterTransfer.writeRegs(state, file.regs);
            if (file.set(KvmAbi.SET_REGS, file.regs) < 0) {
                return "general registers";
            }
        }
        if (state.stiShadow != present.stiShadow
                || state.movSsShadow != present.movSsShadow
                || state.nmiBlocked != present.nmiBlocked) {
            return writeEvents() ? null : "interrupt shadows";
        }
        return null;
    }

    private static boolean sameDebugRegs(VcpuState a, VcpuState b) {
        return a.dr6 == b.dr6 && a.dr7 == b.dr7 && Arrays.equals(a.dr, b.dr);
    }

    private void writeDebugRegs() {
        MemorySegment into = file.debugRegs;
        for (int i = 0; i < state.dr.length; i++) {
            into.set(JAVA_LONG, 8L * i, state.dr[i]);
        }
        into.set(JAVA_LONG, KvmAbi.DebugRegs.DR6, state.dr6);
        into.set(JAVA_LONG, KvmAbi.DebugRegs.DR7, state.dr7);
    }

    private boolean writeEvents() {
        int shadow =
                (state.movSsShadow ? KvmAbi.Events.SHADOW_MOV_SS : 0)
                        | (state.stiShadow ? KvmAbi.Events.SHADOW_STI : 0);
        file.events.set(JAVA_BYTE, KvmAbi.Events.INTERRUPT_SHADOW, (byte) shadow);
        file.events.set(JAVA_BYTE, KvmAbi.Events.NMI_MASKED, (byte) (state.nmiBlocked ? 1 : 0));
        file.events.set(JAVA_INT, KvmAbi.Events.FLAGS, KvmAbi.Events.VALID_SHADOW);
        return file.set(KvmAbi.SET_VCPU_EVENTS, file.events) >= 0;
    }

    /// Has an exception delivered at the next entry.
    ///
    /// @return whether the kernel took it
    boolean injectException(int vector, boolean errorCode) {
        file.get(KvmAbi.GET_VCPU_EVENTS, file.events, "KVM_GET_VCPU_EVENTS");
        file.events.set(JAVA_BYTE, KvmAbi.Events.EXCEPTION_INJECTED, (byte) 1);
        file.events.set(JAVA_BYTE, KvmAbi.Events.EXCEPTION_NUMBER, (byte) vector);
        file.events.set(JAVA_BYTE, KvmAbi.Events.EXCEPTION_HAS_ERROR, (byte) (errorCode ? 1 : 0));
        file.events.set(JAVA_INT, KvmAbi.Events.EXCEPTION_ERROR, 0);
        file.events.set(JAVA_INT, KvmAbi.Events.FLAGS, 0);
        return file.set(KvmAbi.SET_VCPU_EVENTS, file.events) >= 0;
    }
}
