package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Programs that others wrote for real PCs, from distribution packages.
@Timeout(120)
class RealImagesTest {
    private static final Path MBR = Path.of("/usr/lib/syslinux/mbr/mbr.bin");
    private static final Path SEABIOS = Path.of("/usr/share/seabios/bios.bin");
    private static final Path SEABIOS_256K = Path.of("/usr/share/seabios/bios-256k.bin");

    private final Recorder console = new Recorder();

    @Test
    void syslinuxMbrFindsNoSystemThenTriesInt18SkippedWithoutPackageSyslinuxCommon()
            throws ImageException {
        assumeTrue(Files.exists(MBR), "package syslinux-common is not installed");
        MachineConfig config = MachineConfig.builder().image(MBR).build();
        RunResult result = Machine.create(config, console).run();
        assertEquals(0, result.exitCode(), result.message());
        assertTrue(console.text().contains("Missing operating system."), console.text());
        assertTrue(console.text().endsWith("No bootable device.\r\n"), console.text());
    }

    @Test
    void seabiosStartsAtTheResetVectorSkippedWithoutPackageSeabios() throws Exception {
        assumeTrue(Files.exists(SEABIOS), "package seabios is not installed");
        MachineConfig config = MachineConfig.builder().image(SEABIOS).build();
        try (Machine machine = Machine.create(config, console)) {
            assertEquals("firmware", machine.image().boot());
            assertEquals("f000:fff0", machine.image().entryText());
            Stops stops = new Stops(machine);
            VcpuState state = machine.debugger().state(0);
            assertEquals(0xFFFFFFF0L, state.linearRip());
            assertEquals(0xFFFF0000L, state.segment[SegmentRegister.CS].base);
            stops.resume(new Resume.StepInto(0, null));
            state = machine.debugger().state(0);
            assertEquals(0xF0000, state.segment[SegmentRegister.CS].base);
            assertEquals(0xFE05B, state.linearRip());
            assertTrue(reaches32Bits(machine.debugger(), stops), "SeaBIOS switches to 32 bits");
        }
    }

    private static boolean reaches32Bits(Debugger debugger, Stops stops) {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            VcpuState state = debugger.state(0);
            seen.add(state.linearRip());
            if (state.codeSize() == CodeSize.BITS_32) {
                return seen.size() > 5;
            }
            stops.resume(new Resume.StepInto(0, null));
        }
        return false;
    }

    @Test
    void seabiosFinishesItsSelfTestSkippedWithoutPackageSeabios() throws ImageException {
        assumeTrue(Files.exists(SEABIOS_256K), "package seabios is not installed");
        MachineConfig config =
                MachineConfig.builder().image(SEABIOS_256K).maxInstructions(20_000_000).build();
        Machine.create(config, console).run();
        assertTrue(console.debugcon().startsWith("SeaBIOS (version"), console.debugcon());
        assertTrue(console.debugcon().contains("PS2 keyboard initialized"), console.debugcon());
    }
}
