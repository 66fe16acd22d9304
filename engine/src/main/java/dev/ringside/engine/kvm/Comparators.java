package dev.ringside.engine.kvm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ringside.engine.hypervisor.CodeHook;
import org.jspecify.annotations.Nullable;

/// What `KVM_SET_GUEST_DEBUG` is set to: the four address comparators of the debug registers (SDM
/// Vol. 3B 18.2) and the single step.
///
/// While comparators are in use the guest's own debug registers do not trap.
final class Comparators {
    private static final int COUNT = 4;
    private static final long DR7_ONE = 1 << 10;
    private static final long[] NONE = {};

    private final VcpuFile file;
    private long[] addresses = NONE;
    private boolean tooMany;

    /// What the kernel has.
    private int control;

    private long[] set = NONE;

    Comparators(VcpuFile file) {
        this.file = file;
    }

    /// Takes over the addresses that a hook marks.
    void setHook(@Nullable CodeHook hook) {
        long[] wanted = hook == null ? NONE : hook.linearAddresses();
        tooMany = wanted == null || wanted.length > COUNT;
        addresses = wanted == null || tooMany ? NONE : wanted;
    }

    /// Whether somebody waits for more than the comparators can.
    boolean tooMany() {
        return tooMany;
    }

    boolean inUse() {
        return addresses.length != 0;
    }

    /// Whether the kernel was last set to single steps.
    boolean singleStep() {
        return (control & KvmAbi.GuestDebug.SINGLE_STEP) != 0;
    }

    void off() {
        apply(0, NONE);
    }

    /// @param single one instruction instead of the comparators
    void set(boolean single) {
        if (single) {
            apply(KvmAbi.GuestDebug.ENABLE | KvmAbi.GuestDebug.SINGLE_STEP, NONE);
        } else if (inUse()) {
            apply(KvmAbi.GuestDebug.ENABLE | KvmAbi.GuestDebug.HARDWARE_BREAKPOINTS, addresses);
        } else {
            off();
        }
    }

    private void apply(int newControl, long[] newAddresses) {
        if (newControl == control && newAddresses == set) {
            return;
        }
        file.guestDebug.fill((byte) 0);
        file.guestDebug.set(JAVA_INT, 0, newControl);
        long dr7 = DR7_ONE;
        for (int i = 0; i < newAddresses.length; i++) {
            file.guestDebug.set(JAVA_LONG, KvmAbi.GuestDebug.REGISTERS + 8L * i, newAddresses[i]);
            dr7 |= 2L << 2 * i;
        }
        file.guestDebug.set(JAVA_LONG, KvmAbi.GuestDebug.DR7, dr7);
        int done = file.set(KvmAbi.SET_GUEST_DEBUG, file.guestDebug);
        if (done < 0) {
            throw KvmException.of("KVM_SET_GUEST_DEBUG", done);
        }
        control = newControl;
        set = newAddresses;
    }
}
