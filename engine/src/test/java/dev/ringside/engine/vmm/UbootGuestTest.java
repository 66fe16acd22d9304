package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.debug.Breakpoint.Place;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.vmm.RealGuest.Channel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// U-Boot as firmware. Skipped by name where the package is missing.
@Tag("long")
@Tag("real")
@Timeout(1800)
class UbootGuestTest {
    private static final String ROM = "/usr/lib/u-boot/qemu-x86/u-boot.rom";
    private static final String MARKER = "GNU ld";

    /// Where the 32-bit code begins, behind a Multiboot header.
    private static final long START = 0xFFF0001CL;

    private static RealGuest guest() throws ImageException {
        MachineConfig.Builder config =
                MachineConfig.builder()
                        .image(RealGuest.file(ROM, "u-boot-qemu"))
                        .memory(128L << 20)
                        .maxInstructions(4_000_000_000L);
        return new RealGuest(config).answer("Hit any key", "\r").answer("=> ", "version\r");
    }

    @Test
    void promptAnswersVersionTypedOnTheSerialLineSkippedWithoutPackageUboot() throws Exception {
        try (RealGuest guest = guest()) {
            guest.debug().pauseAt(Channel.SERIAL, MARKER);
            VcpuState state = guest.runToPause();
            String said = guest.output(Channel.SERIAL);
            assertTrue(said.contains("=> version\r\nU-Boot 20"), said);
            System.out.printf("U-Boot: %,d instructions%n", state.instructionCount);
        }
    }

    @Test
    void debuggerStopsAtTheEntryInTheMiddleAndAtTheMarkerSkippedWithoutPackageUboot()
            throws Exception {
        try (RealGuest guest = guest()) {
            guest.debug();
            assertEquals("firmware", guest.machine().image().boot());
            assertEquals(0xFFFFFFF0L, guest.state().linearRip());
            assertEquals("cli", guest.instruction());
            assertEquals("cld", guest.instructionAt(0xFFFFFFF1L));
            VcpuState state = guest.runTo(new Place.Linear(START));
            assertEquals(CodeSize.BITS_32, state.codeSize());
            assertEquals("mov ebp, eax", guest.instruction());
            guest.pauseAt(Channel.SERIAL, MARKER);
            state = guest.runToPause();
            assertEquals('d', state.gpr[VcpuState.RAX] & 0xFF);
            assertEquals("out dx, al", guest.instructionAt(state.linearRip() - 1));
        }
    }
}
