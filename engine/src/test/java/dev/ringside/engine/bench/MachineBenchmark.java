package dev.ringside.engine.bench;

import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.DebugListener;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.Expression;
import dev.ringside.engine.debug.ExpressionException;
import dev.ringside.engine.debug.HitCondition;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopEvent;
import dev.ringside.engine.debug.SymbolResolver;
import dev.ringside.engine.vmm.ImageException;
import dev.ringside.engine.vmm.Machine;
import dev.ringside.engine.vmm.MachineConfig;
import dev.ringside.engine.vmm.MachineConsole;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A whole machine under the debugger: instructions, steps and breakpoint hits a second.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 4, time = 2)
public class MachineBenchmark {
    private static final int LOOP_INSTRUCTIONS = 50_000_000;
    private static final int HITS = 1_000_000;
    private static final int STEPS = 100_000;

    /// 7C00 mov eax,123; 7C06 mov ebx,eax; shl ebx,13; xor eax,ebx; add edx,eax; dec ecx; 7C18 jmp
    /// 7C06
    private static final String LOOP =
            "66b87b000000" + "6689c3" + "66c1e30d" + "6631d8" + "6601c2" + "6649" + "ebef";

    private final SynchronousQueue<StopEvent> stops = new SynchronousQueue<>();
    private Machine machine;

    @Setup(Level.Trial)
    public void start() throws ImageException, InterruptedException {
        byte[] sector = new byte[512];
        byte[] code = HexFormat.of().parseHex(LOOP);
        System.arraycopy(code, 0, sector, 0, code.length);
        sector[510] = 0x55;
        sector[511] = (byte) 0xAA;
        machine =
                Machine.create(
                        MachineConfig.builder().image("loop.img", sector).build(),
                        new MachineConsole() {
                            @Override
                            public void serial(int port, byte b) {}

                            @Override
                            public void debugcon(byte b) {}
                        });
        machine.debugger().setListener(new Listener());
        machine.start();
        stops.take();
    }

    @TearDown(Level.Trial)
    public void stop() {
        machine.close();
    }

    /// Guest instructions of a register loop; the stop is a hit count on the loop's head.
    @Benchmark
    @OperationsPerInvocation(LOOP_INSTRUCTIONS)
    public StopEvent registerLoop() throws InterruptedException, ExpressionException {
        long until = machine.debugger().state(0).instructionCount + LOOP_INSTRUCTIONS;
        machine.debugger().setBreakpoints(List.of());
        machine.debugger().setInstructionLimit(until);
        return resume(new Resume.Continue());
    }

    /// A breakpoint whose condition is false.
    @Benchmark
    @OperationsPerInvocation(HITS)
    public StopEvent falseConditions() throws InterruptedException, ExpressionException {
        long last = machine.debugger().state(0).instructionCount + 6L * HITS;
        machine.debugger()
                .setBreakpoints(
                        List.of(
                                new Breakpoint(
                                        1,
                                        new Breakpoint.Place.Linear(0x7C06),
                                        -1,
                                        Expression.parse("count >= " + last, SymbolResolver.NONE),
                                        HitCondition.ALWAYS,
                                        null)));
        return resume(new Resume.Continue());
    }

    /// Single steps of the engine, as a step over a long line makes them.
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public StopEvent engineSteps() throws InterruptedException {
        machine.debugger().setBreakpoints(List.of());
        machine.debugger()
                .setInstructionLimit(machine.debugger().state(0).instructionCount + STEPS);
        return resume(new Resume.StepInto(0, new Resume.LinearRange(0, Long.MAX_VALUE)));
    }

    /// Steps that each come back to the caller.
    @Benchmark
    public StopEvent steps() throws InterruptedException {
        return resume(new Resume.StepInto(0, null));
    }

    private StopEvent resume(Resume how) throws InterruptedException {
        machine.debugger().resume(how);
        return stops.take();
    }

    private final class Listener implements DebugListener {
        @Override
        public void stopped(StopEvent event) {
            try {
                stops.put(event);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void resumed() {}

        @Override
        public void logged(Breakpoint breakpoint, String line) {}

        @Override
        public void ended(EndReason reason) {}
    }
}
