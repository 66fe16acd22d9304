package dev.ringside.engine.vmm;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.device.EventQueue;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.hypervisor.VcpuDebug;
import dev.ringside.engine.object.GuestPackets;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The life of the boot processor's thread: make the VCPU, then enter it, serve what it asks for,
/// pass time while it halts, until somebody ends it.
final class VcpuLoop implements Runnable {
    private final Board board;
    private final Queue<Runnable> inputs;
    private final Owner owner;
    private int handle;
    private @Nullable BackendVcpu backend;

    /// Who decides whether the VCPU runs: the debugger, behind the machine.
    interface Owner {
        /// The VCPU exists.
        void created(int handle, BackendVcpu backend);

        /// Blocks until the VCPU may run.
        ///
        /// @return false to end the thread
        boolean awaitRun();

        void stopped(Stop stop);

        /// The VCPU cannot go on as it is; the next [#awaitRun] blocks or ends.
        void stuck(StopReason reason);

        /// The machine is done.
        void ended(EndReason reason);
    }

    /// @param inputs what came from outside, to be done on this thread
    VcpuLoop(Board board, Queue<Runnable> inputs, Owner owner) {
        this.board = board;
        this.inputs = inputs;
        this.owner = owner;
    }

    @Override
    public void run() {
        try {
            create();
            while (owner.awaitRun()) {
                turn();
                EndReason end = board.end();
                if (end != null) {
                    owner.ended(end);
                    break;
                }
            }
        } catch (RuntimeException | Error e) {
            owner.ended(new EndReason.EngineFault(report(e)));
        }
        closeHandle();
    }

    private void closeHandle() {
        try {
            board.syscalls.handle().close(handle);
        } catch (ZxException e) {
            // A listener closed the machine from this thread, and the kernel with it.
        }
    }

    private String report(Throwable e) {
        StringBuilder text = new StringBuilder(e.toString());
        if (backend != null) {
            VcpuState state = backend.state();
            text.append(
                    " at guest rip=0x%x after %d instructions"
                            .formatted(state.rip, state.instructionCount));
        }
        StackTraceElement[] trace = e.getStackTrace();
        if (trace.length > 0) {
            text.append(" in ").append(trace[0]);
        }
        return text.toString();
    }

    private BackendVcpu vcpu() {
        BackendVcpu made = backend;
        if (made == null) {
            throw new IllegalStateException("no VCPU yet");
        }
        return made;
    }

    private void create() {
        handle = board.syscalls.vcpu().create(board.guest.guest(), 0, 0);
        BackendVcpu made = board.syscalls.extension().backend(handle);
        made.state().copyFrom(board.initial());
        board.attach(made);
        made.debug().stateChanged();
        backend = made;
        owner.created(handle, made);
    }

    /// One entry and what follows from it.
    private void turn() {
        VcpuState state = vcpu().state();
        VcpuDebug debug = vcpu().debug();
        for (Runnable input = inputs.poll(); input != null; input = inputs.poll()) {
            input.run();
        }
        board.time.sync(state);
        debug.setDeadline(board.time.deadline(state));
        try {
            PortPacket packet = board.syscalls.vcpu().enter(handle);
            board.time.sync(state);
            dispatch(packet);
        } catch (ZxException e) {
            board.time.sync(state);
            left(e);
        }
        board.resetIfRequested();
    }

    private void dispatch(PortPacket packet) {
        switch (packet.type()) {
            case PortPacket.TYPE_GUEST_IO -> io(GuestPackets.io(packet));
            case PortPacket.TYPE_HALTED -> halted();
            case PortPacket.TYPE_DEADLINE -> {
                // The time was passed above.
            }
            default ->
                    owner.stuck(
                            new StopReason.Unsupported(
                                    "the guest left with a packet of type %d, which this machine does not serve"
                                            .formatted(packet.type())));
        }
    }

    private void io(GuestPackets.Io io) {
        if (io.input()) {
            int value = board.platform.bus.read(io.port(), io.accessSize());
            board.syscalls.vcpu().writeIo(handle, io.accessSize(), value);
        } else {
            board.platform.bus.write(io.port(), io.accessSize(), io.data());
        }
    }

    /// HLT: passes time up to the next event, and enters again to see whether that woke the VCPU.
    private void halted() {
        VcpuState state = vcpu().state();
        boolean open = (state.rflags & Rflags.IF) != 0;
        boolean deaf = board.platform.pics.master().mask() == 0xFF;
        if (!open || deaf && !board.platform.pics.pending()) {
            owner.stuck(new StopReason.HaltedForever());
            board.time.resumed();
        } else if (!board.platform.pics.pending()) {
            board.time.idle(state, EventQueue.NEVER, () -> !inputs.isEmpty());
        }
    }

    /// The entry ended in a status.
    private void left(ZxException e) {
        VcpuDebug debug = vcpu().debug();
        if (e.status() == ZxStatus.CANCELED) {
            Stop stop = debug.takeStop();
            if (stop instanceof Stop.Limit) {
                // Told once; whoever goes on after it means it.
                debug.setInstructionLimit(Long.MAX_VALUE);
            }
            if (stop != null) {
                owner.stopped(stop);
                board.time.resumed();
            }
            return;
        }
        List<FaultRecord> chain = debug.faultChain();
        owner.stuck(
                chain.isEmpty()
                        ? new StopReason.Unsupported(String.valueOf(e.getMessage()))
                        : new StopReason.TripleFault(chain));
    }
}
