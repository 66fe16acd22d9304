package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.engine.debug.Breakpoint.Place;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.vmm.RealGuest.Channel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// GRUB from a rescue image made here, which boots a Multiboot 2 kernel of ours. Skipped by name
/// where the packages are missing.
@Tag("long")
@Tag("real")
@Timeout(1800)
class GrubGuestTest {
    private static final String MARKER = "MULTIBOOT2 KERNEL RUNS";
    private static final long KERNEL = 0x200000;

    /// Says the marker on COM1 and leaves with 0x10 if the loader's magic number is right.
    private static final String SOURCE =
            """
                .section .multiboot, "a"
                .align 8
            header:
                .long 0xE85250D6, 0, end - header, -(0xE85250D6 + (end - header))
                .align 8
                .short 1, 0
                .long 16, 4, 6
                .align 8
                .short 0, 0
                .long 8
            end:
                .text
                .code32
                .globl _start
            _start:
                mov $stack, %%esp
                mov %%eax, %%ebp
                mov $message, %%esi
            next:
                lodsb
                test %%al, %%al
                jz done
                mov %%al, %%ah
                mov $0x3FD, %%dx
            wait:
                in %%dx, %%al
                test $0x20, %%al
                jz wait
                mov %%ah, %%al
                mov $0x3F8, %%dx
                out %%al, %%dx
                jmp next
            done:
                mov $1, %%al
                cmp $0x36D76289, %%ebp
                jne leave
                mov $0x10, %%al
            leave:
                out %%al, $0xF4
                hlt
            message:
                .asciz "%s\\r\\n"
                .bss
                .space 4096
            stack:
            """
                    .formatted(MARKER);

    private static final String CONFIGURATION =
            """
            serial --unit=0 --speed=115200
            terminal_input serial
            terminal_output serial
            set timeout=10
            menuentry "Ringside sample" {
                multiboot2 /boot/kernel.elf hello
                boot
            }
            """;

    @TempDir private Path folder;

    @BeforeEach
    void needPackages() {
        RealGuest.file("/usr/bin/gcc", "gcc");
        RealGuest.file("/usr/bin/grub-mkrescue", "grub-common");
        RealGuest.file("/usr/lib/grub/i386-pc/multiboot2.mod", "grub-pc-bin");
        RealGuest.file("/usr/bin/xorriso", "xorriso");
        RealGuest.file("/usr/bin/mformat", "mtools");
    }

    private Path kernel() throws Exception {
        Path source = Files.writeString(folder.resolve("kernel.S"), SOURCE);
        Path kernel = folder.resolve("iso/boot/kernel.elf");
        Files.createDirectories(kernel.getParent());
        command(
                "gcc",
                "-m32",
                "-nostdlib",
                "-static",
                "-Wl,-Ttext=0x%x".formatted(KERNEL),
                "-Wl,--build-id=none",
                "-Wl,-z,noseparate-code",
                "-o",
                kernel.toString(),
                source.toString());
        return kernel;
    }

    private Path rescueImage() throws Exception {
        kernel();
        Path grub = Files.createDirectories(folder.resolve("iso/boot/grub"));
        Files.writeString(grub.resolve("grub.cfg"), CONFIGURATION);
        Path image = folder.resolve("rescue.iso");
        command(
                "grub-mkrescue",
                "-o",
                image.toString(),
                "-d",
                "/usr/lib/grub/i386-pc",
                folder.resolve("iso").toString());
        return image;
    }

    private void command(String... words) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process =
                new ProcessBuilder(List.of(words))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), words[0] + " hangs");
        String said = Files.readString(log, StandardCharsets.ISO_8859_1);
        assumeTrue(
                !said.contains("skipping incompatible"), "package gcc-multilib is not installed");
        assertEquals(0, process.exitValue(), said);
    }

    private static int exitCode(int value) {
        return value << 1 | 1;
    }

    @Test
    void ourMultiboot2KernelRunsWithoutGrubTooSkippedWithoutPackageGrub() throws Exception {
        MachineConfig.Builder config = MachineConfig.builder().image(kernel());
        RealGuest guest = new RealGuest(config);
        RunResult result = guest.run();
        assertEquals(exitCode(0x10), result.exitCode(), () -> result + guest.all());
        assertTrue(guest.output(Channel.SERIAL).contains(MARKER), guest.all());
    }

    @Test
    void grubShowsItsMenuAndBootsTheKernelSkippedWithoutPackageGrub() throws Exception {
        MachineConfig.Builder config = MachineConfig.builder().image(rescueImage());
        RealGuest guest = new RealGuest(config).answer("automatically in", "\r");
        RunResult result = guest.run("GRUB");
        assertEquals(exitCode(0x10), result.exitCode(), () -> result + guest.all());
        assertTrue(guest.output(Channel.SERIAL).contains("GNU GRUB"), guest.all());
        assertTrue(guest.output(Channel.SERIAL).contains("Ringside sample"), guest.all());
        assertTrue(guest.output(Channel.SERIAL).contains(MARKER), guest.all());
    }

    @Test
    void debuggerStopsAtTheEntryInTheMiddleAndAtTheMarkerSkippedWithoutPackageGrub()
            throws Exception {
        MachineConfig.Builder config = MachineConfig.builder().image(rescueImage());
        try (RealGuest guest = new RealGuest(config).answer("automatically in", "\r")) {
            guest.debug();
            assertEquals(0x7C00, guest.state().linearRip());
            assertEquals(CodeSize.BITS_16, guest.state().codeSize());
            VcpuState state = guest.runTo(new Place.Physical(KERNEL));
            assertEquals(CodeSize.BITS_32, state.codeSize());
            assertEquals(0x36D76289, state.gpr[VcpuState.RAX]);
            assertTrue(guest.instruction().startsWith("mov esp, 0x20"), guest.instruction());
            guest.pauseAt(Channel.SERIAL, MARKER);
            state = guest.runToPause();
            assertEquals(0x3F8, state.gpr[VcpuState.RDX]);
            assertEquals("out dx, al", guest.instructionAt(state.linearRip() - 1));
            assertEquals(new EndReason.DebugExit(0x10), guest.go(new Resume.Continue()));
        }
    }
}
