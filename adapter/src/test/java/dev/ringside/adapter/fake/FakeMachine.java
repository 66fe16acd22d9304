package dev.ringside.adapter.fake;

import dev.ringside.adapter.session.Screen;
import dev.ringside.adapter.session.Target;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.DebugListener;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.Delivery;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.EvaluationContext;
import dev.ringside.engine.debug.EventStop;
import dev.ringside.engine.debug.ExceptionStop;
import dev.ringside.engine.debug.Expression;
import dev.ringside.engine.debug.NotStoppedException;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopEvent;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A machine of one real-mode VCPU that knows six instructions, for tests of everything above the
/// engine: NOP, PUSH BP (does nothing), MOV AX imm, JMP rel8, CALL rel16, RET.
///
/// Memory is 64 KiB at 0; linear addresses from 0x8000 to 0x8FFF are a hole.
public final class FakeMachine implements Target, Debugger {
    public static final int HOLE = 0x8000;
    private static final int HOLE_END = 0x9000;
    private static final int ENTRY = 0x7C00;

    private final byte[] memory = new byte[0x10000];
    private final VcpuState state = new VcpuState();
    private final List<String> typed = Collections.synchronizedList(new ArrayList<>());
    private final GuestOutput output;
    private List<Breakpoint> breakpoints = List.of();
    private List<ExceptionStop> exceptionStops = List.of();
    private List<Delivery> deliveries = List.of();
    private @Nullable DebugListener listener;
    private @Nullable StopEvent lastStop;
    private volatile boolean running;
    private volatile boolean pausing;
    private volatile boolean closed;
    private boolean killed;

    public FakeMachine(GuestOutput output, int... code) {
        this.output = output;
        for (int i = 0; i < code.length; i++) {
            memory[ENTRY + i] = (byte) code[i];
        }
        for (int i = 0; i < SegmentRegister.LDTR; i++) {
            state.segment[i].set(0, 0, 0xFFFF, 0x93);
        }
        state.segment[SegmentRegister.CS].access = 0x9B;
        state.rip = ENTRY;
        state.gpr[VcpuState.RSP] = ENTRY;
        state.rflags = Rflags.RESERVED_ONE | Rflags.IF;
        state.idtrLimit = 0x3FF;
    }

    /// The registers themselves, for a test to set up.
    public VcpuState registers() {
        return state;
    }

    public byte[] memory() {
        return memory;
    }

    public List<String> typed() {
        return typed;
    }

    public List<ExceptionStop> exceptionStops() {
        return exceptionStops;
    }

    public List<Breakpoint> breakpoints() {
        return breakpoints;
    }

    public boolean closed() {
        return closed;
    }

    public boolean killed() {
        return killed;
    }

    public void setDeliveries(List<Delivery> all) {
        deliveries = all;
    }

    /// Tells a stop as if the engine had made it.
    public void stop(StopReason reason) {
        running = false;
        StopEvent event = new StopEvent(0, reason);
        lastStop = event;
        tell(event);
    }

    /// Ends the guest.
    public void end(EndReason reason) {
        running = false;
        if (listener != null) {
            listener.ended(reason);
        }
    }

    /// Prints on COM1 as the guest would.
    public void print(String text) {
        text.chars().forEach(c -> output.write(Channel.COM1, (byte) c));
    }

    @Override
    public Debugger debugger() {
        return this;
    }

    @Override
    public String description() {
        return "fake boot sector, 512 bytes, starts at 0000:7c00";
    }

    @Override
    public void start() {
        stop(new StopReason.Entry());
    }

    @Override
    public void type(String text) {
        typed.add(text);
    }

    @Override
    public void serialInput(int port, byte[] bytes) {
        typed.add("COM" + port + " " + new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public Screen screen() {
        return new Screen(
                4, 2, List.of("ab", ""), new byte[] {'a', 7, 'b', 7, 0, 7, 0, 7}, 0, 2, true);
    }

    @Override
    public void kill() {
        killed = true;
        close();
    }

    @Override
    public void close() {
        closed = true;
        running = false;
    }

    @Override
    public int vcpuCount() {
        return 1;
    }

    @Override
    public boolean running() {
        return running;
    }

    @Override
    public void setListener(@Nullable DebugListener to) {
        listener = to;
    }

    @Override
    public VcpuState state(int vcpu) {
        requireStopped();
        return state.copy();
    }

    @Override
    public void setState(int vcpu, VcpuState to) {
        requireStopped();
        state.copyFrom(to);
    }

    private void requireStopped() {
        if (running) {
            throw new NotStoppedException();
        }
    }

    @Override
    public void resume(Resume how) {
        requireStopped();
        running = true;
        pausing = false;
        lastStop = null;
        Thread thread = new Thread(() -> run(how), "fake-vcpu");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Resume how) {
        int depth = 0;
        boolean first = true;
        while (running) {
            if (pausing) {
                stop(new StopReason.Pause());
                return;
            }
            List<Integer> hits = first ? List.of() : hits();
            if (!hits.isEmpty()) {
                stop(new StopReason.Hit(hits));
                return;
            }
            if (!first && done(how, depth)) {
                stop(new StopReason.Step());
                return;
            }
            first = false;
            depth += execute();
        }
    }

    private boolean done(Resume how, int depth) {
        return switch (how) {
            case Resume.Continue() -> false;
            case Resume.StepInto(int vcpu, var range) ->
                    range == null || !range.contains(state.rip);
            case Resume.StepOver(int vcpu, var range) ->
                    depth <= 0 && (range == null || !range.contains(state.rip));
            case Resume.StepOut(int vcpu) -> depth < 0;
            case Resume.RunTo(long address) -> state.rip == address;
        };
    }

    private List<Integer> hits() {
        List<Integer> hits = new ArrayList<>();
        for (Breakpoint breakpoint : breakpoints) {
            if (at(breakpoint.place())
                    && (breakpoint.condition() == null
                            || breakpoint.condition().evaluate(context()) != 0)) {
                if (breakpoint.log() == null) {
                    hits.add(breakpoint.id());
                } else if (listener != null) {
                    listener.logged(breakpoint, breakpoint.log().format(context()));
                }
            }
        }
        return hits;
    }

    private boolean at(Breakpoint.Place place) {
        return switch (place) {
            case Breakpoint.Place.Linear(long address) -> state.rip == address;
            case Breakpoint.Place.Physical(long address) -> state.rip == address;
            case Breakpoint.Place.CsIp(int selector, long ip) -> selector == 0 && state.rip == ip;
            case Breakpoint.Place.AddressSpace(long address, long cr3) -> state.rip == address;
            case Breakpoint.Place.Data ignored -> false;
            case Breakpoint.Place.Entry() -> false;
        };
    }

    /// @return +1 for a call, -1 for a return
    private int execute() {
        int at = (int) state.rip;
        int word = memory[at + 1] & 0xFF | (memory[at + 2] & 0xFF) << 8;
        state.instructionCount++;
        switch (memory[at] & 0xFF) {
            case 0xB8 -> {
                state.gpr[VcpuState.RAX] = state.gpr[VcpuState.RAX] & ~0xFFFFL | word;
                state.rip += 3;
            }
            case 0xEB -> state.rip = at + 2L + memory[at + 1] & 0xFFFF;
            case 0xE8 -> {
                push(at + 3);
                state.rip = at + 3L + (short) word & 0xFFFF;
                return 1;
            }
            case 0xC3 -> {
                int sp = (int) state.gpr[VcpuState.RSP];
                state.rip = memory[sp] & 0xFF | (memory[sp + 1] & 0xFF) << 8;
                state.gpr[VcpuState.RSP] += 2;
                return -1;
            }
            default -> state.rip++;
        }
        return 0;
    }

    private void push(int value) {
        state.gpr[VcpuState.RSP] -= 2;
        int sp = (int) state.gpr[VcpuState.RSP];
        memory[sp] = (byte) value;
        memory[sp + 1] = (byte) (value >> 8);
    }

    private void tell(StopEvent event) {
        if (listener != null) {
            listener.stopped(event);
        }
    }

    @Override
    public void pause() {
        pausing = true;
    }

    private static boolean readable(long address) {
        return address >= 0 && address < 0x10000 && (address < HOLE || address >= HOLE_END);
    }

    @Override
    public int read(AddressKind kind, int vcpu, long address, byte[] into, int offset, int length) {
        int done = 0;
        while (done < length && readable(address + done)) {
            into[offset + done] = memory[(int) address + done];
            done++;
        }
        return done;
    }

    @Override
    public int write(
            AddressKind kind, int vcpu, long address, byte[] from, int offset, int length) {
        int done = 0;
        while (done < length && readable(address + done)) {
            memory[(int) address + done] = from[offset + done];
            done++;
        }
        return done;
    }

    @Override
    public long translate(int vcpu, long linearAddress) {
        return readable(linearAddress) ? linearAddress : -1;
    }

    @Override
    public List<String> explain(int vcpu, long linearAddress) {
        return List.of("paging is off", "linear 0x%x is physical".formatted(linearAddress));
    }

    @Override
    public void setBreakpoints(List<Breakpoint> all) {
        breakpoints = List.copyOf(all);
    }

    @Override
    public void setInstructionLimit(long count) {}

    @Override
    public void setEventStops(List<EventStop> stops) {}

    @Override
    public void setExceptionStops(List<ExceptionStop> stops) {
        exceptionStops = List.copyOf(stops);
    }

    @Override
    public long evaluate(int vcpu, Expression expression) {
        requireStopped();
        return expression.evaluate(context());
    }

    private EvaluationContext context() {
        return new FakeContext(this, state);
    }

    @Override
    public List<Delivery> deliveries(int vcpu) {
        return deliveries;
    }

    @Override
    public void setStepIntoInterrupts(boolean enter) {}

    @Override
    public @Nullable StopEvent lastStop() {
        return lastStop;
    }
}
