package dev.ringside.engine.vmm;

import dev.ringside.engine.device.StateReader;
import dev.ringside.engine.device.StateWriter;
import dev.ringside.engine.device.Stateful;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.ApicState;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;

/// A VCPU's registers as a section of a saved state.
record VcpuSection(int number, VcpuState state) implements Stateful {
    @Override
    public String stateName() {
        return "vcpu" + number;
    }

    @Override
    public int stateVersion() {
        return 2;
    }

    @Override
    public void save(StateWriter out) {
        putLongs(out, state.gpr);
        for (SegmentRegister segment : state.segment) {
            out.putInt(segment.selector);
            out.putLong(segment.base);
            out.putLong(segment.limit);
            out.putInt(segment.access);
        }
        putLongs(out, system());
        putLongs(out, state.dr);
        putLongs(out, state.xmm);
        putLongs(out, state.ymmHigh);
        putLongs(out, state.fpuSignificand);
        putLongs(out, state.monitorLine);
        putLongs(out, state.mtrr);
        for (int exponent : state.fpuExponent) {
            out.putInt(exponent);
        }
        out.putByte(state.activity.ordinal());
        out.putBoolean(state.stiShadow);
        out.putBoolean(state.movSsShadow);
        out.putBoolean(state.nmiBlocked);
        out.putBoolean(state.mwaitBreaks);
        putApic(out);
    }

    private void putApic(StateWriter out) {
        ApicState a = state.apic;
        putLongs(out, a.inService);
        putLongs(out, a.triggerMode);
        putLongs(out, a.request);
        for (int entry : a.lvt) {
            out.putInt(entry);
        }
        putLongs(out, apicNumbers());
        out.putBoolean(a.nmi);
        out.putBoolean(a.init);
        out.putBoolean(a.external);
    }

    /// The local APIC's registers that are single numbers, in the order of [#getApic].
    private long[] apicNumbers() {
        ApicState a = state.apic;
        return new long[] {
            a.id,
            a.taskPriority,
            a.logicalDestination,
            a.destinationFormat,
            a.spurious,
            a.errorStatus,
            a.newErrors,
            a.command,
            a.divide,
            a.initialCount,
            a.timerStart,
            a.timerDue,
            a.tscDeadline,
            a.startup
        };
    }

    private void getApic(StateReader in) {
        ApicState a = state.apic;
        getLongs(in, a.inService);
        getLongs(in, a.triggerMode);
        getLongs(in, a.request);
        for (int i = 0; i < a.lvt.length; i++) {
            a.lvt[i] = in.getInt();
        }
        long[] v = new long[apicNumbers().length];
        getLongs(in, v);
        int i = 0;
        a.id = (int) v[i++];
        a.taskPriority = (int) v[i++];
        a.logicalDestination = (int) v[i++];
        a.destinationFormat = (int) v[i++];
        a.spurious = (int) v[i++];
        a.errorStatus = (int) v[i++];
        a.newErrors = (int) v[i++];
        a.command = v[i++];
        a.divide = (int) v[i++];
        a.initialCount = (int) v[i++];
        a.timerStart = v[i++];
        a.timerDue = v[i++];
        a.tscDeadline = v[i++];
        a.startup = (int) v[i];
        a.nmi = in.getBoolean();
        a.init = in.getBoolean();
        a.external = in.getBoolean();
    }

    private static void putLongs(StateWriter out, long[] values) {
        for (long value : values) {
            out.putLong(value);
        }
    }

    /// The registers that are single numbers, in the order of [#setSystem].
    private long[] system() {
        VcpuState s = state;
        return new long[] {
            s.rip,
            s.rflags,
            s.gdtrBase,
            s.gdtrLimit,
            s.idtrBase,
            s.idtrLimit,
            s.cr0,
            s.cr2,
            s.cr3,
            s.cr4,
            s.cr8,
            s.xcr0,
            s.dr6,
            s.dr7,
            s.efer,
            s.star,
            s.lstar,
            s.cstar,
            s.fmask,
            s.kernelGsBase,
            s.sysenterCs,
            s.sysenterEsp,
            s.sysenterEip,
            s.tscAux,
            s.pat,
            s.apicBase,
            s.miscEnable,
            s.tscOffset,
            s.mxcsr,
            s.fpuControl,
            s.fpuStatus,
            s.fpuTag,
            s.fpuOpcode,
            s.fpuInstructionPointer,
            s.fpuDataPointer,
            s.fpuCodeSelector,
            s.fpuDataSelector,
            s.instructionCount,
            s.timeBase,
            s.timeCount,
            s.timeRate,
            s.random,
            s.monitorAddress,
            s.performanceOffset
        };
    }

    @Override
    public void restore(StateReader in) {
        getLongs(in, state.gpr);
        for (SegmentRegister segment : state.segment) {
            int selector = in.getInt();
            long base = in.getLong();
            long limit = in.getLong();
            segment.set(selector, base, limit, in.getInt());
        }
        long[] values = new long[system().length];
        getLongs(in, values);
        setSystem(values);
        getLongs(in, state.dr);
        getLongs(in, state.xmm);
        getLongs(in, state.ymmHigh);
        getLongs(in, state.fpuSignificand);
        getLongs(in, state.monitorLine);
        getLongs(in, state.mtrr);
        for (int i = 0; i < state.fpuExponent.length; i++) {
            state.fpuExponent[i] = in.getInt();
        }
        Activity[] activities = Activity.values();
        state.activity = activities[in.getByte() % activities.length];
        state.stiShadow = in.getBoolean();
        state.movSsShadow = in.getBoolean();
        state.nmiBlocked = in.getBoolean();
        state.mwaitBreaks = in.getBoolean();
        getApic(in);
    }

    private static void getLongs(StateReader in, long[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = in.getLong();
        }
    }

    private void setSystem(long[] v) {
        VcpuState s = state;
        int i = 0;
        s.rip = v[i++];
        s.rflags = v[i++];
        s.gdtrBase = v[i++];
        s.gdtrLimit = (int) v[i++];
        s.idtrBase = v[i++];
        s.idtrLimit = (int) v[i++];
        s.cr0 = v[i++];
        s.cr2 = v[i++];
        s.cr3 = v[i++];
        s.cr4 = v[i++];
        s.cr8 = v[i++];
        s.xcr0 = v[i++];
        s.dr6 = v[i++];
        s.dr7 = v[i++];
        s.efer = v[i++];
        s.star = v[i++];
        s.lstar = v[i++];
        s.cstar = v[i++];
        s.fmask = v[i++];
        s.kernelGsBase = v[i++];
        s.sysenterCs = v[i++];
        s.sysenterEsp = v[i++];
        s.sysenterEip = v[i++];
        s.tscAux = v[i++];
        s.pat = v[i++];
        s.apicBase = v[i++];
        s.miscEnable = v[i++];
        s.tscOffset = v[i++];
        s.mxcsr = (int) v[i++];
        s.fpuControl = (int) v[i++];
        s.fpuStatus = (int) v[i++];
        s.fpuTag = (int) v[i++];
        s.fpuOpcode = (int) v[i++];
        s.fpuInstructionPointer = v[i++];
        s.fpuDataPointer = v[i++];
        s.fpuCodeSelector = (int) v[i++];
        s.fpuDataSelector = (int) v[i++];
        s.instructionCount = v[i++];
        s.timeBase = v[i++];
        s.timeCount = v[i++];
        s.timeRate = Math.max(1, (int) v[i++]);
        s.random = v[i++];
        s.monitorAddress = v[i++];
        s.performanceOffset = v[i];
    }
}
