package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.hypervisor.VcpuDebug;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The debug extension: steps, limits, hooks and stops from other threads.
class DebugHookTest {
    @Test
    void oneStepIsOneInstruction() {
        try (Guest guest = Guest.pc()) {
            guest.code(0x7C00, "40 40 40 f4"); // inc ax
            assertInstanceOf(Stop.Step.class, guest.step());
            assertEquals(0x7C01, guest.state().rip);
            assertEquals(1, guest.reg(0));
            assertEquals(1, guest.state().instructionCount);
            guest.vcpu().debug().setSteps(2, false);
            assertInstanceOf(Exit.Canceled.class, guest.vcpu().run());
            assertInstanceOf(Stop.Step.class, guest.vcpu().debug().takeStop());
            assertNull(guest.vcpu().debug().takeStop(), "reading clears it");
            assertEquals(3, guest.reg(0));
        }
    }

    @Test
    void stepIntoRepDoesOneIteration() {
        try (Guest guest = Guest.pc()) {
            guest.code(0x7C00, "b90300 f3aa f4"); // mov cx, 3; rep stosb; hlt
            guest.initial.gpr[VcpuState.RDI] = 0x9000;
            guest.step();
            guest.step();
            assertEquals(0x7C03, guest.state().rip);
            assertEquals(2, guest.reg(VcpuState.RCX));
            guest.step();
            guest.step();
            assertEquals(0x7C05, guest.state().rip);
            assertEquals(4, guest.state().instructionCount);
        }
    }

    @Test
    void stepOfAFaultingInstructionEndsAtTheHandler() {
        try (Guest guest = Guest.pc()) {
            guest.dword(6 * 4, 0x9000);
            guest.code(0x7C00, "0f0b");
            assertInstanceOf(Stop.Step.class, guest.step());
            assertEquals(0x9000, guest.state().rip);
            assertEquals(0, guest.state().instructionCount);
        }
    }

    @Test
    void codeHookStopsBeforeTheInstructionAndLetsItRunNext() {
        try (Guest guest = Guest.pc()) {
            guest.code(0x7C00, "40 40 ebfc"); // a: inc ax; inc ax; jmp a
            Breakpoint breakpoint = new Breakpoint(0x7C01);
            VcpuDebug debug = guest.vcpu().debug();
            debug.setCodeHook(breakpoint);
            assertInstanceOf(Exit.Canceled.class, guest.run());
            assertEquals(new Stop.Code(0x7C01, 0x7C01), debug.takeStop());
            assertEquals(1, guest.reg(0));
            assertEquals(0x7C01, guest.state().rip);
            guest.run();
            assertEquals(new Stop.Code(0x7C01, 0x7C01), debug.takeStop());
            assertEquals(3, guest.reg(0));
            breakpoint.stop = false;
            debug.setInstructionLimit(300);
            guest.vcpu().run();
            assertInstanceOf(Stop.Limit.class, debug.takeStop());
            assertEquals(300, guest.state().instructionCount);
            assertTrue(breakpoint.reached > 50, "asked at each arrival");
        }
    }

    @Test
    void codeHookIsAskedOnceForARepInstruction() {
        try (Guest guest = Guest.pc()) {
            guest.code(0x7C00, "b9ff7f f3ac f4"); // mov cx, 0x7fff; rep lodsb; hlt
            Breakpoint breakpoint = new Breakpoint(0x7C03);
            breakpoint.stop = false;
            guest.vcpu().debug().setCodeHook(breakpoint);
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(1, breakpoint.reached);
        }
    }

    @Test
    void eventHookStopsBeforeDeliveryAndTheNextRunDelivers() {
        try (Guest guest = Guest.pc()) {
            guest.dword(6 * 4, 0x9000);
            guest.bytes(0x9000, "f4");
            guest.code(0x7C00, "40 0f0b");
            List<FaultRecord> seen = new ArrayList<>();
            guest.vcpu().debug().setEventHook(stopper(seen));
            assertInstanceOf(Exit.Canceled.class, guest.run());
            Stop.Event stop = assertInstanceOf(Stop.Event.class, guest.vcpu().debug().takeStop());
            assertEquals(Vector.UD, stop.fault().vector());
            assertEquals(0x7C01, guest.state().rip);
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0x9001, guest.state().rip);
            assertEquals(1, seen.size());
        }
    }

    @Test
    void heldFaultIsDroppedWhenRipIsMoved() {
        try (Guest guest = Guest.pc()) {
            guest.code(0x7C00, "0f0b f4");
            guest.vcpu().debug().setEventHook(stopper(new ArrayList<>()));
            guest.run();
            guest.state().rip = 0x7C02;
            guest.vcpu().debug().stateChanged();
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0x7C03, guest.state().rip);
        }
    }

    @Test
    void deliveriesAndReturnsAreReported() {
        try (Guest guest = Guest.pc()) {
            guest.dword(0x21 * 4, 0x9000);
            guest.bytes(0x9000, "cf");
            guest.code(0x7C00, "cd21 f4");
            List<String> log = new ArrayList<>();
            guest.vcpu()
                    .debug()
                    .setEventHook(
                            new EventHook() {
                                @Override
                                public boolean exception(VcpuState state, FaultRecord fault) {
                                    return false;
                                }

                                @Override
                                public void delivered(
                                        VcpuState state,
                                        int vector,
                                        boolean external,
                                        long cs,
                                        long rip) {
                                    log.add(
                                            "%x %b %x:%x at %x"
                                                    .formatted(
                                                            vector, external, cs, rip, state.rip));
                                }

                                @Override
                                public void returned(VcpuState state) {
                                    log.add("back at %x".formatted(state.rip));
                                }
                            });
            guest.run();
            assertEquals(List.of("21 false 0:7c02 at 9000", "back at 7c02"), log);
        }
    }

    @Test
    void deadlineReturnsAsSoonAsTheCountIsReached() {
        try (Guest guest = Guest.pc()) {
            guest.code(0x7C00, "ebfe");
            guest.vcpu().debug().setDeadline(12345);
            assertInstanceOf(Exit.Deadline.class, guest.vcpu().run());
            assertEquals(12345, guest.state().instructionCount);
        }
    }

    @Test
    void kickAndPauseReachASpinningGuest() throws InterruptedException {
        try (Guest guest = Guest.pc()) {
            guest.code(0x7C00, "ebfe");
            guest.vcpu();
            Thread kicker = Thread.ofPlatform().start(() -> guest.vcpu().kick());
            assertInstanceOf(Exit.Canceled.class, guest.vcpu().run());
            assertNull(guest.vcpu().debug().takeStop(), "a kick is no debug stop");
            kicker.join();
            Thread pauser = Thread.ofPlatform().start(() -> guest.vcpu().debug().requestStop());
            assertInstanceOf(Exit.Canceled.class, guest.vcpu().run());
            assertInstanceOf(Stop.Pause.class, guest.vcpu().debug().takeStop());
            pauser.join();
        }
    }

    @Test
    void anEndlessDeliveryLoopCannotHoldTheLoop() throws InterruptedException {
        try (Guest guest = Guest.pc()) {
            // #UD's handler begins with UD2: no instruction ever retires.
            guest.dword(6 * 4, 0x9000);
            guest.bytes(0x9000, "0f0b");
            guest.code(0x7C00, "0f0b");
            guest.initial.gpr[VcpuState.RSP] = 0x7000;
            BackendVcpu vcpu = guest.vcpu();
            Thread kicker = Thread.ofPlatform().start(vcpu::kick);
            assertInstanceOf(Exit.Canceled.class, vcpu.run());
            kicker.join();
        }
    }

    @Test
    void debuggersChangesToCodeAreSeenByTheNextRun() {
        try (Guest guest = Guest.pc()) {
            guest.code(0x7C00, "40 ebfd");
            guest.vcpu().debug().setInstructionLimit(10);
            guest.vcpu().run();
            guest.bytes(0x7C00, "f4");
            assertInstanceOf(Exit.Halted.class, guest.run());
        }
    }

    private static EventHook stopper(List<FaultRecord> seen) {
        return (state, fault) -> {
            seen.add(fault);
            return true;
        };
    }

    private static final class Breakpoint implements CodeHook {
        private final long linear;
        boolean stop = true;
        int reached;

        Breakpoint(long linear) {
            this.linear = linear;
        }

        @Override
        public boolean marks(long linearAddress, long guestPhysicalAddress) {
            return linearAddress == linear;
        }

        @Override
        public boolean reached(VcpuState state, long linearAddress, long guestPhysicalAddress) {
            reached++;
            return stop;
        }
    }
}
