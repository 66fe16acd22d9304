package dev.ringside.engine.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.debug.Breakpoint.Place;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The debugger on a real machine, one small boot sector a claim.
class MachineDebuggerTest {
    /// 7C00 mov cx,5; 7C03 inc ax; 7C04 dec cx; 7C05 jnz 7C03; 7C07 hlt; 7C08 jmp 7C07
    private static final int[] LOOP = {0xB9, 5, 0, 0x40, 0x49, 0x75, 0xFC, 0xF4, 0xEB, 0xFD};

    /// 7C00 mov sp,7000; 7C03 call 7C0A; 7C06 nop; 7C07 cli; 7C08 hlt; 7C09 nop; 7C0A inc bx; 7C0B
    /// call 7C0F; 7C0E ret; 7C0F inc dx; 7C10 ret
    private static final int[] CALLS = {
        0xBC, 0x00, 0x70, 0xE8, 4, 0, 0x90, 0xFA, 0xF4, 0x90, 0x43, 0xE8, 1, 0, 0xC3, 0x42, 0xC3
    };

    String backend() {
        return "core";
    }

    private DebuggedMachine bootSector(int... code) {
        return DebuggedMachine.bootSector(backend(), code);
    }

    private static Breakpoint when(int id, long address, String condition) {
        try {
            return new Breakpoint(
                    id,
                    new Place.Linear(address),
                    -1,
                    Expression.parse(condition, SymbolResolver.NONE),
                    HitCondition.ALWAYS,
                    null);
        } catch (ExpressionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void machineStandsAtTheFirstInstructionOfTheBootSector() {
        try (DebuggedMachine m = bootSector(LOOP)) {
            assertEquals(0x7C00, m.state().linearRip());
            StopEvent stop = m.debugger.lastStop();
            assertInstanceOf(StopReason.Entry.class, stop == null ? null : stop.reason());
        }
    }

    @Test
    void oneStepRetiresOneInstruction() {
        try (DebuggedMachine m = bootSector(LOOP)) {
            long before = m.state().instructionCount;
            assertInstanceOf(StopReason.Step.class, m.stepInto().reason());
            assertEquals(0x7C03, m.rip());
            assertEquals(5, m.state().gpr[VcpuState.RCX] & 0xFFFF);
            assertEquals(before + 1, m.state().instructionCount);
        }
    }

    static Stream<Place> placesOfTheLoopsHead() {
        return Stream.of(
                new Place.Linear(0x7C03),
                new Place.Physical(0x7C03),
                new Place.CsIp(0, 0x7C03),
                new Place.AddressSpace(0x7C03, 0));
    }

    @ParameterizedTest
    @MethodSource("placesOfTheLoopsHead")
    void breakpointHitsEachPassAndMovesOn(Place place) {
        try (DebuggedMachine m = bootSector(LOOP)) {
            byte[] before = new byte[10];
            m.debugger.read(AddressKind.LINEAR, 0, 0x7C00, before, 0, 10);
            m.debugger.setBreakpoints(List.of(Breakpoint.at(7, place)));
            for (int pass = 5; pass > 0; pass--) {
                assertEquals(new StopReason.Hit(List.of(7)), m.go().reason());
                assertEquals(0x7C03, m.rip());
                assertEquals(pass, m.state().gpr[VcpuState.RCX] & 0xFFFF);
            }
            byte[] after = new byte[10];
            m.debugger.read(AddressKind.LINEAR, 0, 0x7C00, after, 0, 10);
            assertEquals(List.of(box(before)), List.of(box(after)));
        }
    }

    @Test
    void breakpointBehindAnInstructionThatLeavesTheGuestHits() {
        int[] code = {
            0xE6, 0x80, 0x40, 0xE6, 0x80, 0x40, 0xEB, 0xF8
        }; // a: out; inc; out; inc; jmp a
        try (DebuggedMachine m = bootSector(code)) {
            m.debugger.setBreakpoints(List.of(Breakpoint.at(1, new Place.Linear(0x7C05))));
            for (int pass = 0; pass < 3; pass++) {
                assertEquals(new StopReason.Hit(List.of(1)), m.go().reason());
                assertEquals(0x7C05, m.rip());
            }
        }
    }

    private static String box(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void otherPlacesDoNotStop() {
        try (DebuggedMachine m = bootSector(LOOP)) {
            m.debugger.setBreakpoints(
                    List.of(
                            Breakpoint.at(1, new Place.CsIp(0x7C0, 0x7C03)),
                            Breakpoint.at(2, new Place.AddressSpace(0x7C03, 0x5000)),
                            Breakpoint.at(3, new Place.Physical(0x7C07))));
            assertEquals(new StopReason.Hit(List.of(3)), m.go().reason());
        }
    }

    @Test
    void conditionStopsOnlyWhereItHolds() {
        try (DebuggedMachine m = bootSector(LOOP)) {
            m.debugger.setBreakpoints(List.of(when(1, 0x7C03, "cx == 2")));
            m.go();
            assertEquals(2, m.state().gpr[VcpuState.RCX] & 0xFFFF);
        }
    }

    @Test
    void hitCountSkipsPasses() throws ExpressionException {
        try (DebuggedMachine m = bootSector(LOOP)) {
            m.debugger.setBreakpoints(
                    List.of(
                            new Breakpoint(
                                    1,
                                    new Place.Linear(0x7C03),
                                    -1,
                                    null,
                                    HitCondition.parse("4"),
                                    null)));
            m.go();
            assertEquals(2, m.state().gpr[VcpuState.RCX] & 0xFFFF);
        }
    }

    @Test
    void logpointLogsEachPassAndNeverStops() throws ExpressionException {
        try (DebuggedMachine m = bootSector(LOOP)) {
            Breakpoint logpoint =
                    new Breakpoint(
                            1,
                            new Place.Linear(0x7C04),
                            -1,
                            null,
                            HitCondition.ALWAYS,
                            LogTemplate.parse("cx={cx}", SymbolResolver.NONE));
            m.debugger.setBreakpoints(
                    List.of(logpoint, Breakpoint.at(2, new Place.Linear(0x7C07))));
            assertEquals(new StopReason.Hit(List.of(2)), m.go().reason());
            assertEquals(List.of("cx=0x5", "cx=0x4", "cx=0x3", "cx=0x2", "cx=0x1"), m.log);
        }
    }

    @Test
    void stepOverPassesACallAndStepIntoEntersIt() {
        try (DebuggedMachine m = bootSector(CALLS)) {
            m.stepInto();
            m.stepInto();
            assertEquals(0x7C0A, m.rip());
            m.stepOver();
            m.stepOver();
            assertEquals(0x7C0E, m.rip());
            assertEquals(0x81, m.state().gpr[VcpuState.RDX] & 0xFF);
        }
    }

    @Test
    void stepOutReturnsToTheCallerFromAnyDepth() {
        try (DebuggedMachine m = bootSector(CALLS)) {
            m.debugger.setBreakpoints(List.of(Breakpoint.at(1, new Place.Linear(0x7C0F))));
            m.go();
            m.resume(new Resume.StepOut(0));
            assertEquals(0x7C0E, m.rip());
            m.resume(new Resume.StepOut(0));
            assertEquals(0x7C06, m.rip());
        }
    }

    @Test
    void breakpointInsideAStepOverStops() {
        try (DebuggedMachine m = bootSector(CALLS)) {
            m.stepInto();
            m.debugger.setBreakpoints(List.of(Breakpoint.at(9, new Place.Linear(0x7C0F))));
            assertEquals(new StopReason.Hit(List.of(9)), m.stepOver().reason());
        }
    }

    @Test
    void stepOverRunsAWholeStringInstructionAndStepIntoOneIteration() {
        // mov cx,8; mov di,0x8000; rep stosb; hlt
        try (DebuggedMachine m = bootSector(0xB9, 8, 0, 0xBF, 0, 0x80, 0xF3, 0xAA, 0xF4)) {
            m.stepInto();
            m.stepInto();
            m.stepInto();
            assertEquals(0x7C06, m.rip());
            assertEquals(7, m.state().gpr[VcpuState.RCX] & 0xFFFF);
            m.stepOver();
            assertEquals(0x7C08, m.rip());
        }
    }

    @Test
    void stepOverPassesABiosCall() {
        // mov ax,0x0e41; int 0x10; hlt
        try (DebuggedMachine m = bootSector(0xB8, 0x41, 0x0E, 0xCD, 0x10, 0xF4)) {
            m.stepInto();
            m.stepOver();
            assertEquals(0x7C05, m.rip());
            assertTrue(m.machine.screen().text().contains("A"));
        }
    }

    @Test
    void lineStepEndsWhenThePcLeavesTheLine() {
        try (DebuggedMachine m = bootSector(LOOP)) {
            m.stepInto();
            m.resume(new Resume.StepInto(0, new Resume.LinearRange(0x7C03, 0x7C06)));
            assertEquals(0x7C07, m.rip());
        }
    }

    @Test
    void runToStopsAtTheAddress() {
        try (DebuggedMachine m = bootSector(LOOP)) {
            assertInstanceOf(StopReason.Step.class, m.resume(new Resume.RunTo(0x7C07)).reason());
            assertEquals(0x7C07, m.rip());
        }
    }

    @Test
    void pauseStopsAnEndlessLoop() {
        // jmp $
        try (DebuggedMachine m = bootSector(0xEB, 0xFE)) {
            m.debugger.resume(new Resume.Continue());
            assertThrows(NotStoppedException.class, () -> m.debugger.state(0));
            m.debugger.pause();
            assertInstanceOf(StopReason.Pause.class, m.await().reason());
            assertEquals(0x7C00, m.rip());
        }
    }

    @Test
    void breakpointSetWhileRunningStops() {
        // inc ax; jmp back
        try (DebuggedMachine m = bootSector(0x40, 0xEB, 0xFD)) {
            m.debugger.resume(new Resume.Continue());
            m.debugger.setBreakpoints(List.of(Breakpoint.at(4, new Place.Linear(0x7C01))));
            assertEquals(new StopReason.Hit(List.of(4)), m.await().reason());
        }
    }

    @Test
    void writtenRegistersAndMemoryAreWhatTheGuestSeesNext() {
        // nop; mov bl,[0x8000]; hlt
        try (DebuggedMachine m = bootSector(0x90, 0x8A, 0x1E, 0, 0x80, 0xF4)) {
            m.stepInto();
            VcpuState state = m.state();
            state.segment[3].base = 0x100;
            m.debugger.setState(0, state);
            m.debugger.write(AddressKind.PHYSICAL, 0, 0x8100, new byte[] {0x5A}, 0, 1);
            m.stepInto();
            assertEquals(0x5A, m.state().gpr[VcpuState.RBX] & 0xFF);
        }
    }

    @Test
    void codeWrittenByTheDebuggerRuns() {
        try (DebuggedMachine m = bootSector(LOOP)) {
            m.stepInto();
            m.stepInto();
            VcpuState state = m.state();
            state.rip = 0x7C03;
            m.debugger.setState(0, state);
            m.debugger.write(AddressKind.LINEAR, 0, 0x7C03, new byte[] {0x42}, 0, 1);
            long before = m.state().gpr[VcpuState.RDX];
            m.stepInto();
            assertEquals(before + 1, m.state().gpr[VcpuState.RDX]);
        }
    }

    @Test
    void watchedExceptionStopsBeforeItsHandler() {
        // xor cx,cx; div cx
        try (DebuggedMachine m = bootSector(0x31, 0xC9, 0xF7, 0xF1, 0xF4)) {
            m.debugger.setExceptionStops(List.of(new ExceptionStop(Vector.DE, null)));
            StopReason.Fault fault = assertInstanceOf(StopReason.Fault.class, m.go().reason());
            assertEquals(Vector.DE, fault.fault().vector());
            assertEquals(0x7C02, m.rip());
            m.stepInto();
            assertFalse(m.debugger.deliveries(0).isEmpty());
            assertEquals(0x7C02, m.debugger.deliveries(0).getFirst().returnRip());
        }
    }

    @Test
    void haltWithInterruptsOffIsToldAndTheMachineStaysThere() {
        try (DebuggedMachine m = bootSector(0xFA, 0xF4)) {
            assertInstanceOf(StopReason.HaltedForever.class, m.go().reason());
            assertEquals(0x7C02, m.rip());
        }
    }

    @Test
    void tripleFaultStopsWithItsChain() {
        // lidt [0x7c10] (zero limit); cli; ud2
        int[] code = new int[0x16];
        System.arraycopy(new int[] {0xFA, 0x0F, 0x01, 0x1E, 0x10, 0x7C, 0x0F, 0x0B}, 0, code, 0, 8);
        try (DebuggedMachine m = bootSector(code)) {
            StopReason.TripleFault stop =
                    assertInstanceOf(StopReason.TripleFault.class, m.go().reason());
            assertEquals(Vector.UD, stop.chain().getFirst().vector());
            assertEquals(0x7C06, stop.chain().getFirst().state().rip);
            assertTrue(stop.chain().size() >= 2, stop.chain().toString());
        }
    }

    @Test
    void interruptThatComesDuringAStepRunsThroughItsHandler() {
        // sti; then 200,000 nops' worth of: inc ax; jmp back. The PIT ticks every 55 ms of guest
        // time.
        try (DebuggedMachine m = bootSector(0xFB, 0x40, 0xEB, 0xFD)) {
            m.stepInto();
            m.resume(new Resume.StepInto(0, new Resume.LinearRange(0, 0x7BFF)));
            for (int i = 0; i < 2000; i++) {
                m.stepInto();
                long rip = m.rip();
                assertTrue(
                        rip == 0x7C01 || rip == 0x7C02,
                        () -> "stepped into 0x" + Long.toHexString(rip));
            }
        }
    }

    @Test
    void explainNamesEveryLevelOrSaysPagingIsOff() {
        try (DebuggedMachine m = bootSector(LOOP)) {
            List<String> lines = m.debugger.explain(0, 0x7C00);
            assertTrue(lines.getLast().contains("paging is off"), lines.toString());
        }
    }
}
