package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.DebugListener;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopEvent;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.device.StateReader;
import dev.ringside.engine.device.StateWriter;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.VcpuState;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Machines with somebody who debugs them.
@Timeout(120)
class DebuggedRunTest {
    private static final Resume GO = new Resume.Continue();

    private static Machine machine(String hex, ClockKind clock) throws ImageException {
        byte[] code = HexFormat.of().parseHex(hex);
        MachineConfig config = MachineConfig.builder().image("test.img", code).clock(clock).build();
        return Machine.create(config, MachineConsole.NONE);
    }

    /// `sti ; again: hlt ; jmp again`
    private static final String IDLE = "fbf4ebfd";

    @Test
    void idleGuestPausesWithEitherClock() throws ImageException {
        for (ClockKind clock : ClockKind.values()) {
            try (Machine machine = machine(IDLE, clock)) {
                Stops stops = new Stops(machine);
                for (int i = 0; i < 3; i++) {
                    machine.debugger().resume(GO);
                    machine.debugger().pause();
                    assertInstanceOf(StopReason.Pause.class, stops.next(), clock.toString());
                }
            }
        }
    }

    @Test
    void spinningGuestPausesAndGoesOn() throws ImageException {
        try (Machine machine = machine("ebfe", ClockKind.VIRTUAL)) {
            Stops stops = new Stops(machine);
            machine.debugger().resume(GO);
            machine.debugger().pause();
            assertInstanceOf(StopReason.Pause.class, stops.next());
            assertEquals(0x7C00, machine.debugger().state(0).linearRip());
        }
    }

    @Test
    void deafHaltStopsForTheUserWhoMayMoveOn() throws ImageException {
        // cli ; hlt ; xor al, al ; out 0xf4, al
        try (Machine machine = machine("faf430c0e6f4", ClockKind.VIRTUAL)) {
            Stops stops = new Stops(machine);
            assertInstanceOf(StopReason.HaltedForever.class, stops.resume(GO));
            VcpuState state = machine.debugger().state(0);
            assertEquals(0x7C02, state.rip);
            assertInstanceOf(StopReason.HaltedForever.class, stops.resume(GO));
            state.activity = Activity.ACTIVE;
            machine.debugger().setState(0, state);
            assertEquals(new EndReason.DebugExit(0), stops.resume(GO));
        }
    }

    @Test
    void stepsGoThroughTheBiosAsGuestCode() throws ImageException {
        // mov ax, 0x0e41 ; int 0x10 ; hlt
        try (Machine machine = machine("b8410ecd10f4", ClockKind.VIRTUAL)) {
            Stops stops = new Stops(machine);
            stops.resume(new Resume.StepInto(0, null));
            stops.resume(new Resume.StepInto(0, null));
            VcpuState state = machine.debugger().state(0);
            assertEquals(BiosRom.ADDRESS + BiosRom.handler(0x10), state.linearRip());
            stops.resume(new Resume.StepInto(0, null));
            assertEquals('A', machine.screen().characters()[0]);
            stops.resume(new Resume.StepInto(0, null));
            assertEquals(0x7C05, machine.debugger().state(0).linearRip());
        }
    }

    @Test
    void instructionLimitStopsOnceForTheUser() throws ImageException {
        byte[] code = HexFormat.of().parseHex("ebfe");
        MachineConfig config =
                MachineConfig.builder().image("test.img", code).maxInstructions(1000).build();
        try (Machine machine = Machine.create(config, MachineConsole.NONE)) {
            Stops stops = new Stops(machine);
            assertInstanceOf(StopReason.Limit.class, stops.resume(GO));
            assertEquals(1000, machine.debugger().state(0).instructionCount);
            machine.debugger().resume(GO);
            machine.debugger().pause();
            assertInstanceOf(StopReason.Pause.class, stops.next());
        }
    }

    @Test
    void tripleFaultStandsForADebuggerThatAttachedToARun() throws Exception {
        // lidt [cs:none] ; ud2: shutdown with nothing at the interrupt table
        try (Machine machine = machine("2e0f011e0a7c0f0b0000000000000000", ClockKind.VIRTUAL)) {
            Stops stops = new Stops(machine);
            StopReason.TripleFault stop =
                    assertInstanceOf(StopReason.TripleFault.class, stops.resume(GO));
            assertFalse(stop.chain().isEmpty());
            assertEquals(6, stop.chain().getFirst().vector());
        }
    }

    @Test
    void listenerMayCloseTheMachineFromTheVcpuThread() throws Exception {
        Machine machine = machine("30c0e6f4", ClockKind.VIRTUAL);
        CompletableFuture<Thread> closed = new CompletableFuture<>();
        machine.debugger()
                .setListener(
                        new Closer(() -> {
                            machine.close();
                            closed.complete(Thread.currentThread());
                        }));
        machine.start();
        machine.debugger().resume(GO);
        Thread vcpu = closed.get(60, TimeUnit.SECONDS);
        vcpu.join(60_000);
        assertFalse(vcpu.isAlive());
    }

    /// Acts when the machine ends.
    private record Closer(Runnable action) implements DebugListener {
        @Override
        public void stopped(StopEvent event) {}

        @Override
        public void resumed() {}

        @Override
        public void logged(Breakpoint breakpoint, String line) {}

        @Override
        public void ended(EndReason reason) {
            action.run();
        }
    }

    @Test
    void registersRoundTripThroughASavedState() {
        SplittableRandom random = new SplittableRandom(5);
        VcpuState state = new VcpuState();
        for (int i = 0; i < state.gpr.length; i++) {
            state.gpr[i] = random.nextLong();
        }
        for (int i = 0; i < state.xmm.length; i++) {
            state.xmm[i] = random.nextLong();
        }
        for (var segment : state.segment) {
            segment.set(random.nextInt(), random.nextLong(), random.nextLong(), 0x9B);
        }
        state.rip = random.nextLong();
        state.cr0 = random.nextLong();
        state.instructionCount = 12345;
        StateWriter out = new StateWriter();
        out.putSection(new VcpuSection(0, state));
        VcpuState back = new VcpuState();
        new StateReader(out.toByteArray()).getSection(new VcpuSection(0, back));
        StateWriter again = new StateWriter();
        again.putSection(new VcpuSection(0, back));
        assertArrayEquals(out.toByteArray(), again.toByteArray());
        assertEquals(state.toString(), back.toString());
    }
}
