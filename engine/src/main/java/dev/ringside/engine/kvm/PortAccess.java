package dev.ringside.engine.kvm;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.Trap;
import dev.ringside.engine.state.VcpuState;
import org.jspecify.annotations.Nullable;

/// `KVM_EXIT_IO`: one exit an element of a string instruction, answers to inputs, and Zircon's
/// rules for ports that nobody traps.
///
/// Whether RIP is past an OUT at its exit depends on kernel and host, so nothing here relies on it.
final class PortAccess {
    private final KvmVcpu vcpu;
    private final RunPage page;
    private final GuestCode code;
    private @Nullable Trap trap;

    /// Elements of the exit, and the one whose turn it is; equal when all are done.
    private int count;

    private int index;

    /// The element handed out last is an input without an answer.
    private boolean unanswered;

    PortAccess(KvmVcpu vcpu, RunPage page, GuestCode code) {
        this.vcpu = vcpu;
        this.page = page;
        this.code = code;
    }

    /// Serves the exit.
    @Nullable Exit exit() {
        trap = vcpu.vm().traps().findIo(page.ioPort());
        count = page.ioCount();
        index = 0;
        if (trap == null) {
            int port = page.ioPort();
            stepBack();
            return vcpu.failed(
                    ZxStatus.NOT_FOUND, "access to port 0x%x, which has no trap".formatted(port));
        }
        if (!vcpu.pc() && isString()) {
            stepBack();
            return vcpu.failed(ZxStatus.NOT_SUPPORTED, "string access to a port");
        }
        return next();
    }

    /// The next element's exit, or null when there is none.
    @Nullable Exit next() {
        Trap to = trap;
        if (to == null || index == count) {
            return null;
        }
        if (unanswered) {
            // Nobody answered the element before.
            page.setIoData(index - 1, 0);
        }
        int element = index++;
        boolean input = !page.ioIsOutput();
        unanswered = input;
        int data = input ? 0 : page.ioData(element);
        return new Exit.Io(to.key(), page.ioPort(), page.ioSize(), input, data);
    }

    /// Whether elements are left, so that the instruction is not to be completed yet.
    boolean inTheMiddle() {
        return index < count;
    }

    /// @return false when no input waits, or its instruction is complete already
    boolean answer(int data) {
        if (!unanswered) {
            return false;
        }
        unanswered = false;
        page.setIoData(index - 1, data);
        return true;
    }

    /// An input that nobody answers keeps AL and AX and zeroes EAX.
    void beforeCompletion() {
        if (unanswered) {
            unanswered = false;
            vcpu.fetchBeforeCompletion();
            long rax = vcpu.live.state.gpr[VcpuState.RAX];
            page.setIoData(index - 1, page.ioSize() == 4 ? 0 : (int) rax);
        }
    }

    /// What an input of `size` bytes makes of RAX.
    static long merge(long rax, int size, int data) {
        return switch (size) {
            case 1 -> rax & ~0xFFL | data & 0xFF;
            case 2 -> rax & ~0xFFFFL | data & 0xFFFF;
            default -> data & 0xFFFFFFFFL;
        };
    }

    private boolean isString() {
        vcpu.fetchBeforeCompletion();
        return code.isStringAccess(!page.ioIsOutput(), page.ioPort());
    }

    /// Takes the instruction back: registers as before it.
    private void stepBack() {
        vcpu.fetchBeforeCompletion();
        VcpuState state = vcpu.live.state;
        long rip = state.rip;
        long rax = state.gpr[VcpuState.RAX];
        boolean output = page.ioIsOutput();
        int size = page.ioSize();
        index = count;
        unanswered = !output;
        VcpuState after = vcpu.state();
        after.gpr[VcpuState.RAX] = rax;
        after.rip = after.rip != rip ? rip : output ? rip - code.outLengthBefore(size) : rip;
        vcpu.stateChanged();
    }
}
