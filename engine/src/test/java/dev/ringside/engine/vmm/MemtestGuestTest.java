package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.Breakpoint.Place;
import dev.ringside.engine.debug.DataAccess;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Memtest86+, 32- and 64-bit. Skipped by name where the package is missing.
@Tag("long")
@Tag("real")
@Timeout(7200)
class MemtestGuestTest {
    /// The start screen waits some seconds; then tests run.
    private static final long TESTING = 4_000_000_000L;

    /// 60 s of machine time.
    private static final long MINUTE = 60_000_000_000L;

    /// The first instruction of the 64-bit code.
    private static final long LONG_MODE = 0x100220;

    /// The cell of the text screen where the title begins.
    private static final long TITLE = 0xB8000 + 2 * 6;

    private static MachineConfig.Builder config(String bits) {
        return MachineConfig.builder()
                .image(RealGuest.file("/boot/memtest86+%s.bin".formatted(bits), "memtest86+"));
    }

    private static void checkTesting(String bits, int vcpus, long instructions) throws Exception {
        RealGuest guest = new RealGuest(config(bits).vcpus(vcpus).maxInstructions(instructions));
        RunResult result = guest.run("memtest86+ %s, %d VCPU".formatted(bits, vcpus));
        assertEquals(RunResult.LIMIT, result.exitCode(), () -> result + guest.all());
        String screen = guest.screen();
        assertTrue(screen.contains("Memtest86+ v6"), screen);
        assertTrue(screen.contains("Status: Testing"), screen);
        assertTrue(screen.contains("Errors: 0"), screen);
        assertTrue(screen.contains("%d Threads".formatted(vcpus)), screen);
    }

    @Test
    void tests64BitWithoutErrorsSkippedWithoutPackageMemtest() throws Exception {
        checkTesting("x64", 1, TESTING);
    }

    @Test
    void tests32BitWithoutErrorsSkippedWithoutPackageMemtest() throws Exception {
        checkTesting("ia32", 1, TESTING);
    }

    @Test
    void testsOnTwoProcessorsWithoutErrorsSkippedWithoutPackageMemtest() throws Exception {
        checkTesting("x64", 2, TESTING);
        checkTesting("ia32", 2, TESTING);
    }

    @Test
    @Tag("nightly")
    void testsAMinuteOfMachineTimeWithoutErrorsSkippedWithoutPackageMemtest() throws Exception {
        for (int vcpus = 1; vcpus <= 2; vcpus++) {
            checkTesting("x64", vcpus, MINUTE);
            checkTesting("ia32", vcpus, MINUTE);
        }
    }

    @Test
    void debuggerStopsAtTheEntryWhenLongModeBeginsAndAtTheTitleSkippedWithoutPackageMemtest()
            throws Exception {
        try (RealGuest guest = new RealGuest(config("x64"))) {
            guest.debug();
            assertEquals(0x100000, guest.state().rip);
            assertEquals("cld", guest.instruction());
            assertEquals(CodeSize.BITS_32, guest.state().codeSize());
            VcpuState state = guest.runTo(new Place.Linear(LONG_MODE));
            assertEquals(CodeSize.BITS_64, state.codeSize());
            assertTrue(guest.instruction().startsWith("lock bts"), guest.instruction());
            Place title = new Place.Data(AddressKind.LINEAR, TITLE, 1, DataAccess.Kind.WRITE);
            guest.machine().debugger().setBreakpoints(List.of(Breakpoint.at(1, title)));
            for (int i = 0; i < 8 && !guest.screen().contains("      M"); i++) {
                assertInstanceOf(StopReason.Data.class, guest.go(new Resume.Continue()));
            }
            assertTrue(guest.screen().startsWith("      M"), guest.screen());
        }
    }
}
