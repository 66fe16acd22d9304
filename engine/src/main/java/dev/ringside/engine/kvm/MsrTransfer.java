package dev.ringside.engine.kvm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ringside.engine.state.VcpuState;
import java.util.Arrays;

/// The model-specific registers of [VcpuState] (SDM Vol. 4 table 2-2) to and from `struct
/// kvm_msrs`. Those a host does not have keep their value in the state.
final class MsrTransfer {
    private static final int[] NUMBERS = {
        0x174,
        0x175,
        0x176,
        0x277,
        0xC0000081,
        0xC0000082,
        0xC0000083,
        0xC0000084,
        0xC0000102,
        0xC0000103
    };

    private final VcpuFile file;

    /// The numbers this host serves.
    private int[] known = NUMBERS;

    MsrTransfer(VcpuFile file) {
        this.file = file;
    }

    private static long get(VcpuState state, int number) {
        return switch (number) {
            case 0x174 -> state.sysenterCs;
            case 0x175 -> state.sysenterEsp;
            case 0x176 -> state.sysenterEip;
            case 0x277 -> state.pat;
            case 0xC0000081 -> state.star;
            case 0xC0000082 -> state.lstar;
            case 0xC0000083 -> state.cstar;
            case 0xC0000084 -> state.fmask;
            case 0xC0000102 -> state.kernelGsBase;
            default -> state.tscAux;
        };
    }

    private static void set(VcpuState state, int number, long value) {
        switch (number) {
            case 0x174 -> state.sysenterCs = value;
            case 0x175 -> state.sysenterEsp = value;
            case 0x176 -> state.sysenterEip = value;
            case 0x277 -> state.pat = value;
            case 0xC0000081 -> state.star = value;
            case 0xC0000082 -> state.lstar = value;
            case 0xC0000083 -> state.cstar = value;
            case 0xC0000084 -> state.fmask = value;
            case 0xC0000102 -> state.kernelGsBase = value;
            default -> state.tscAux = value;
        }
    }

    void read(VcpuState into) {
        int done = fetch();
        while (done >= 0 && done < known.length) {
            // The kernel stops at the first it does not have.
            int missing = known[done];
            known = Arrays.stream(known).filter(number -> number != missing).toArray();
            done = fetch();
        }
        if (done < 0) {
            throw KvmException.of("KVM_GET_MSRS", done);
        }
        for (int i = 0; i < known.length; i++) {
            set(into, known[i], file.msrs.get(JAVA_LONG, entry(i) + KvmAbi.Msrs.DATA));
        }
    }

    private int fetch() {
        file.msrs.set(JAVA_INT, 0, known.length);
        for (int i = 0; i < known.length; i++) {
            file.msrs.set(JAVA_INT, entry(i), known[i]);
        }
        return file.set(KvmAbi.GET_MSRS, file.msrs);
    }

    /// Writes those that differ.
    ///
    /// @return 0, or the number of the register that the kernel refused
    int write(VcpuState from, VcpuState present) {
        int[] changed =
                Arrays.stream(known)
                        .filter(number -> get(from, number) != get(present, number))
                        .toArray();
        file.msrs.set(JAVA_INT, 0, changed.length);
        for (int i = 0; i < changed.length; i++) {
            file.msrs.set(JAVA_INT, entry(i), changed[i]);
            file.msrs.set(JAVA_LONG, entry(i) + KvmAbi.Msrs.DATA, get(from, changed[i]));
        }
        int done = changed.length == 0 ? 0 : file.set(KvmAbi.SET_MSRS, file.msrs);
        return done < changed.length ? changed[Math.max(0, done)] : 0;
    }

    private static long entry(int index) {
        return KvmAbi.Msrs.HEADER + (long) index * KvmAbi.Msrs.ENTRY;
    }
}
