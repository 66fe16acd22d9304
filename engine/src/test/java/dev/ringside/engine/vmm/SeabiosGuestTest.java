package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.debug.Breakpoint.Place;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.vmm.RealGuest.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// SeaBIOS from the reset vector. Skipped by name where a package is missing.
@Tag("real")
@Timeout(300)
class SeabiosGuestTest {
    private static final String SMALL = "/usr/share/seabios/bios.bin";
    private static final String LARGE = "/usr/share/seabios/bios-256k.bin";
    private static final String MARKER = "No bootable device.";
    private static final long BOOT_SECTOR = 0x7C00;

    /// More than the self-test takes; behind the marker the guest idles for ever.
    private static final long LIMIT = 25_000_000;

    @TempDir private Path folder;

    private static MachineConfig.Builder config(String rom) {
        return MachineConfig.builder().image(RealGuest.file(rom, "seabios")).maxInstructions(LIMIT);
    }

    private MachineConfig.DiskSpec disk(byte[] code) throws Exception {
        byte[] image = Arrays.copyOf(code, 1 << 20);
        image[510] = 0x55;
        image[511] = (byte) 0xAA;
        Path file = Files.write(folder.resolve("disk.img"), image);
        return new MachineConfig.DiskSpec(file, false);
    }

    @Test
    void bothSizesFindNothingToBootSkippedWithoutPackageSeabios() throws Exception {
        for (String rom : new String[] {SMALL, LARGE}) {
            RealGuest guest = new RealGuest(config(rom));
            RunResult result = guest.run("SeaBIOS " + rom);
            assertEquals(RunResult.LIMIT, result.exitCode(), result.message());
            assertTrue(guest.output(Channel.DEBUGCON).startsWith("SeaBIOS (version"));
            assertTrue(guest.output(Channel.DEBUGCON).contains(MARKER), guest.all());
        }
    }

    /// `mov dx, 0x402 ; mov al, '!' ; out dx, al ; mov al, 5 ; out 0xf4, al`
    @Test
    void bootSectorOnADiskRunsSkippedWithoutPackageSeabios() throws Exception {
        byte[] code = HexFormat.of().parseHex("ba0204b021eeb005e6f4");
        RealGuest guest = new RealGuest(config(LARGE).disk(disk(code)));
        RunResult result = guest.run();
        assertEquals(11, result.exitCode(), () -> result + guest.all());
        assertTrue(guest.output(Channel.DEBUGCON).contains("Booting from Hard Disk"));
        assertTrue(guest.output(Channel.DEBUGCON).endsWith("!"), guest.all());
    }

    @Test
    void samplesRunUnderItAsUnderTheBuiltInBiosSkippedWithoutPackageSeabios() throws Exception {
        for (String sample : new String[] {"hello-boot", "long-mode"}) {
            Path image = Path.of("../samples", sample, "boot.img");
            RealGuest guest =
                    new RealGuest(config(LARGE).disk(new MachineConfig.DiskSpec(image, false)));
            RunResult result = guest.run();
            assertEquals(RunResult.POWER_OFF, result.exitCode(), () -> result + guest.all());
            assertTrue(result.message().contains("halted for good"), result.message());
        }
    }

    @Test
    void masterBootRecordOfSyslinuxGoesBackToTheBiosSkippedWithoutPackageSeabios()
            throws Exception {
        Path mbr = RealGuest.file("/usr/lib/syslinux/mbr/mbr.bin", "syslinux-common");
        RealGuest guest = new RealGuest(config(LARGE).disk(disk(Files.readAllBytes(mbr))));
        RunResult result = guest.run();
        String said = guest.output(Channel.DEBUGCON);
        assertEquals(RunResult.LIMIT, result.exitCode(), result.message());
        assertTrue(said.indexOf(MARKER) > said.indexOf("Booting from 0000:7c00"), said);
        assertTrue(said.contains("enter handle_18"), said);
    }

    @Test
    void debuggerStopsAtTheResetVectorAtTheBootSectorAndAtTheMarkerSkippedWithoutPackageSeabios()
            throws Exception {
        byte[] code = HexFormat.of().parseHex("cd18");
        try (RealGuest guest = new RealGuest(config(LARGE).disk(disk(code)))) {
            guest.debug();
            assertEquals(0xFFFFFFF0L, guest.state().linearRip());
            assertEquals("ljmp 0xf000:0xe05b", guest.instruction());
            guest.step();
            assertTrue(guest.instruction().startsWith("cmp dword ptr cs:["));
            VcpuState state = guest.runTo(new Place.Linear(BOOT_SECTOR));
            assertEquals(CodeSize.BITS_16, state.codeSize());
            assertEquals(0x80, state.gpr[VcpuState.RDX] & 0xFF);
            assertEquals("int 0x18", guest.instruction());
            guest.pauseAt(Channel.DEBUGCON, MARKER);
            state = guest.runToPause();
            assertEquals(CodeSize.BITS_32, state.codeSize());
            assertEquals('.', state.gpr[VcpuState.RAX] & 0xFF);
            assertEquals("out dx, al", guest.instructionAt(state.linearRip() - 1));
            guest.machine().debugger().pause();
            Object end = guest.go(new Resume.Continue());
            assertTrue(!(end instanceof EndReason), end.toString());
        }
    }
}
