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

/// iPXE in the form of a Linux kernel that has real-mode code only. Skipped by name where the
/// package is missing.
@Tag("long")
@Tag("real")
@Timeout(1800)
class IpxeGuestTest {
    private static final String MARKER = "No more network devices";

    private static MachineConfig.Builder config() {
        return MachineConfig.builder().image(RealGuest.file("/boot/ipxe.lkrn", "ipxe"));
    }

    @Test
    void ipxeShowsItsBannerAndFindsNoNetworkSkippedWithoutPackageIpxe() throws Exception {
        RealGuest guest = new RealGuest(config());
        RunResult result = guest.run("iPXE");
        assertEquals(0, result.exitCode(), () -> result + guest.all());
        assertTrue(guest.screen().contains("iPXE 1."), guest.all());
        assertTrue(guest.screen().contains("Open Source Network Boot Firmware"), guest.all());
        assertTrue(guest.output(Channel.TEXT).contains("iPXE 1."), guest.all());
        assertTrue(guest.output(Channel.TEXT).contains(MARKER), guest.all());
    }

    @Test
    void debuggerStopsAtTheEntryInTheMiddleAndAtTheMarkerSkippedWithoutPackageIpxe()
            throws Exception {
        try (RealGuest guest = new RealGuest(config())) {
            guest.debug();
            assertEquals("1020:0000", guest.machine().image().entryText());
            assertEquals(0x1020, RealGuest.cs(guest.state()));
            assertTrue(guest.instruction().startsWith("jmp "), guest.instruction());
            int video = BiosRom.handler(0x10);
            VcpuState state = guest.runTo(new Place.CsIp(BiosRom.SEGMENT, video));
            assertEquals(CodeSize.BITS_16, state.codeSize());
            assertEquals("out 0xe6, al", guest.instruction());
            guest.pauseAt(Channel.TEXT, MARKER);
            state = guest.runToPause();
            assertEquals(BiosRom.ADDRESS + video + 2, state.linearRip());
            assertEquals('s', state.gpr[VcpuState.RAX] & 0xFF);
            assertEquals("iret", guest.instruction());
        }
    }
}
