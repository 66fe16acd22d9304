package dev.ringside.engine.vmm;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.device.PicPair;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.hypervisor.VcpuDebug;
import dev.ringside.engine.object.GuestPackets;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The life of one VCPU's thread: make the VCPU, then, whenever it is its turn, enter it, serve
/// what it asks for, pass time while all halt, until somebody ends it.
final class VcpuLoop implements Runnable {
    private final int index;
    private final Board board;
    private final Turns turns;
    private final Queue<Runnable> inputs;
    private final Owner owner;
    private int handle;
    private @Nullable BackendVcpu backend;

    /// Who decides whether the VCPUs run: the debugger, behind the machine.
    interface Owner {
        /// The VCPU exists.
        void created(int vcpu, BackendVcpu backend);

        /// Blocks until the VCPU may run.
        ///
        /// @return false to end the thread
        boolean awaitRun(int vcpu);

        /// The VCPU that runs while the others are held, or [Turns#NONE].
        int alone();

        /// Retired instructions of all VCPUs at which the machine stops.
        long instructionLimit();

        void stopped(int vcpu, Stop stop);

        /// The VCPU cannot go on as it is; the next [#awaitRun] blocks or ends.
        void stuck(int vcpu, StopReason reason);

        /// The machine is done.
        void ended(EndReason reason);
    }

    /// @param index of the VCPU; 0 is the boot processor
    /// @param inputs what came from outside, to be done on the thread whose turn it is
    VcpuLoop(int index, Board board, Turns turns, Queue<Runnable> inputs, Owner owner) {
        this.index = index;
        this.board = board;
        this.turns = turns;
        this.inputs = inputs;
        this.owner = owner;
    }

    @Override
    public void run() {
        try {
            if (turns.await(index)) {
                create();
                turns.pass((index + 1) % turns.count());
            }
            while (turns.await(index) && owner.awaitRun(index)) {
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
        turns.close();
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

    /// Ids are given in the order of creation, so VCPUs are made in turn.
    private void create() {
        handle = board.syscalls.vcpu().create(board.guest.guest(), 0, 0);
        BackendVcpu made = board.syscalls.extension().backend(handle);
        turns.attach(index, made);
        board.attach(index, made);
        backend = made;
        owner.created(index, made);
    }

    /// One entry and what follows from it, or the turn goes to another.
    private void turn() {
        VcpuState state = vcpu().progress();
        for (Runnable input = inputs.poll(); input != null; input = inputs.poll()) {
            input.run();
        }
        board.time.sync(state);
        int next = turns.choose(owner.alone(), board.platform.clock.now());
        if (next == Turns.NONE && turns.instructions() < owner.instructionLimit()) {
            idle();
        } else if (next == Turns.NONE || next == index) {
            enter(state);
        } else {
            turns.pass(next);
        }
    }

    private void enter(VcpuState state) {
        VcpuDebug debug = vcpu().debug();
        board.running(vcpu());
        board.time.setSlice(turns.sliceEnd(), turns.nextHaltedTimer());
        debug.setDeadline(board.time.deadline(state));
        debug.setYield(turns.yieldAt());
        long left = owner.instructionLimit() - turns.instructions();
        long most = Long.MAX_VALUE - state.instructionCount;
        debug.setInstructionLimit(state.instructionCount + Math.min(left, most));
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
            // Also the time was passed above.
            case PortPacket.TYPE_HALTED, PortPacket.TYPE_DEADLINE -> turns.endSlice();
            default ->
                    owner.stuck(
                            index,
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

    /// All VCPUs wait: passes time up to the next event.
    private void idle() {
        PicPair pics = board.platform.pics;
        if (turns.canWake(pics.master().mask() != 0xFF || pics.pending())) {
            board.time.idle(vcpu().progress(), turns.nextTimer(), () -> !inputs.isEmpty());
        } else {
            owner.stuck(index, new StopReason.HaltedForever());
            board.time.resumed();
        }
    }

    /// The entry ended in a status.
    private void left(ZxException e) {
        VcpuDebug debug = vcpu().debug();
        if (e.status() == ZxStatus.CANCELED) {
            Stop stop = debug.takeStop();
            if (stop != null) {
                owner.stopped(index, stop);
                board.time.resumed();
            }
            return;
        }
        List<FaultRecord> chain = debug.faultChain();
        owner.stuck(
                index,
                chain.isEmpty()
                        ? new StopReason.Unsupported(String.valueOf(e.getMessage()))
                        : new StopReason.TripleFault(chain));
    }
}
