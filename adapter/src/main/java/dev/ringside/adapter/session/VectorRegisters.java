package dev.ringside.adapter.session;

import static dev.ringside.adapter.session.RegisterGroup.FLOATING_POINT;
import static dev.ringside.adapter.session.RegisterGroup.PART;
import static dev.ringside.adapter.session.RegisterGroup.SSE;

import java.util.ArrayList;
import java.util.List;

/// x87 and SSE registers, as raw bits (SDM Vol. 1 8.1 and 10.2).
final class VectorRegisters {
    private VectorRegisters() {}

    static List<Register> all() {
        List<Register> all = new ArrayList<>();
        all.add(
                new Register(
                        "fcw",
                        FLOATING_POINT,
                        16,
                        s -> s.fpuControl,
                        (s, v) -> s.fpuControl = (int) v));
        all.add(
                new Register(
                        "fsw",
                        FLOATING_POINT,
                        16,
                        s -> s.fpuStatus,
                        (s, v) -> s.fpuStatus = (int) v));
        all.add(
                new Register(
                        "ftw", FLOATING_POINT, 16, s -> s.fpuTag, (s, v) -> s.fpuTag = (int) v));
        for (int i = 0; i < 8; i++) {
            int n = i;
            all.add(
                    new Register(
                            "fpr" + n + ".significand",
                            FLOATING_POINT,
                            64,
                            s -> s.fpuSignificand[n],
                            (s, v) -> s.fpuSignificand[n] = v));
            all.add(
                    new Register(
                            "fpr" + n + ".exponent",
                            FLOATING_POINT,
                            16,
                            s -> s.fpuExponent[n],
                            (s, v) -> s.fpuExponent[n] = (int) v));
        }
        addSse(all);
        return all;
    }

    private static void addSse(List<Register> all) {
        for (int i = 0; i < 32; i++) {
            int n = i;
            all.add(
                    new Register(
                            "xmm" + n / 2 + (n % 2 == 0 ? ".low" : ".high"),
                            PART,
                            64,
                            s -> s.xmm[n],
                            (s, v) -> s.xmm[n] = v));
        }
        all.add(new Register("mxcsr", SSE, 32, s -> s.mxcsr, VectorRegisters::setMxcsr));
    }

    private static void setMxcsr(dev.ringside.engine.state.VcpuState state, long value)
            throws SessionException {
        if (value >>> 16 != 0) {
            throw new SessionException("MXCSR bits 16 and up are reserved.");
        }
        state.mxcsr = (int) value;
    }
}
