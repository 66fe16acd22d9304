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
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Debian's unmodified cloud kernel with busybox as its user space. Skipped by name where the
/// packages are missing.
@Tag("long")
@Tag("real")
@Timeout(1800)
class LinuxGuestTest {
    private static final String MARKER = "RINGSIDE-MARKER";
    private static final String APPEND = "console=ttyS0 nokaslr panic=-1";
    private static final long MEMORY = 256L << 20;

    /// Where the image is put, and later the decompressed kernel begins.
    private static final long KERNEL = 0x1000000;

    private static final String SCRIPT =
            """
            #!/bin/busybox sh
            i=0
            while [ $i -lt 1000 ]; do i=$((i+1)); done
            echo "loop $i"
            /bin/busybox sha256sum /data
            /bin/busybox echo hello | /bin/busybox tr a-z A-Z
            /bin/busybox mount -t proc proc /proc
            echo "processors $(/bin/busybox grep -c ^processor /proc/cpuinfo)"
            /bin/busybox sleep 1 && echo slept
            echo %s
            /bin/busybox poweroff -f
            """
                    .formatted(MARKER);

    @TempDir private Path folder;

    private static Path kernel() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/boot"))) {
            Optional<Path> kernel =
                    files.filter(f -> f.toString().matches(".*/vmlinuz-.*-cloud-amd64"))
                            .filter(Files::isReadable)
                            .max(Path::compareTo);
            assumeTrue(kernel.isPresent(), "package linux-image-cloud-amd64 is not installed");
            return kernel.orElseThrow();
        }
    }

    private static byte[] data() {
        byte[] data = new byte[65536];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 7 + (i >> 8));
        }
        return data;
    }

    private MachineConfig.Builder config() throws IOException {
        Path busybox = RealGuest.file("/usr/bin/busybox", "busybox-static");
        byte[] archive =
                new Initramfs()
                        .directory("dev")
                        .directory("bin")
                        .directory("proc")
                        .device("dev/console", 5, 1)
                        .file("bin/busybox", Files.readAllBytes(busybox))
                        .file("data", data())
                        .file("init", SCRIPT.getBytes(StandardCharsets.US_ASCII))
                        .toByteArray();
        Path initrd = Files.write(folder.resolve("initramfs.cpio"), archive);
        return MachineConfig.builder().image(kernel()).memory(MEMORY).initrd(initrd).append(APPEND);
    }

    private static void checkRun(MachineConfig.Builder config, int vcpus) throws Exception {
        RealGuest guest = new RealGuest(config.vcpus(vcpus));
        RunResult result = guest.run("Linux, %d VCPU".formatted(vcpus));
        assertEquals(RunResult.POWER_OFF, result.exitCode(), () -> result + guest.all());
        String said = guest.output(Channel.SERIAL);
        String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data()));
        assertTrue(said.contains("loop 1000"), said);
        assertTrue(said.contains(sum + "  /data"), said);
        assertTrue(said.contains("HELLO"), said);
        assertTrue(said.contains("processors " + vcpus), said);
        assertTrue(said.contains("slept"), said);
        assertTrue(said.contains(MARKER), said);
    }

    @Test
    void unmodifiedKernelRunsProgramsAndPowersOffSkippedWithoutPackageLinuxImage()
            throws Exception {
        checkRun(config(), 1);
    }

    @Test
    void unmodifiedKernelRunsOnTwoProcessorsSkippedWithoutPackageLinuxImage() throws Exception {
        checkRun(config(), 2);
    }

    @Test
    void kernelStartsFromIts64BitEntryTooSkippedWithoutPackageLinuxImage() throws Exception {
        RealGuest guest = new RealGuest(config().mode(CpuMode.LONG).maxInstructions(400_000_000));
        guest.run();
        assertTrue(guest.output(Channel.SERIAL).contains("Linux version"), guest.all());
    }

    @Test
    void kernelStartsFromItsRealModeCodeTooSkippedWithoutPackageLinuxImage() throws Exception {
        RealGuest guest = new RealGuest(config().mode(CpuMode.REAL).maxInstructions(400_000_000));
        guest.run();
        assertTrue(guest.output(Channel.SERIAL).contains("Linux version"), guest.all());
    }

    @Test
    void twoRunsOfSoManyInstructionsEndInTheSameStateSkippedWithoutPackageLinuxImage()
            throws Exception {
        for (int vcpus = 1; vcpus <= 2; vcpus++) {
            MachineConfig.Builder config = config().vcpus(vcpus).maxInstructions(600_000_000);
            String first = new RealGuest(config).runAndHash();
            assertEquals(first, new RealGuest(config).runAndHash(), vcpus + " VCPUs");
        }
    }

    @Test
    void debuggerStopsAtTheEntryInTheMiddleAndAtTheMarkerSkippedWithoutPackageLinuxImage()
            throws Exception {
        try (RealGuest guest = new RealGuest(config())) {
            guest.debug();
            assertEquals(KERNEL, guest.state().rip);
            assertEquals(CodeSize.BITS_32, guest.state().codeSize());
            assertEquals("cld", guest.instruction());
            VcpuState state = guest.runTo(new Place.Physical(KERNEL));
            assertEquals(CodeSize.BITS_64, state.codeSize());
            assertTrue(state.instructionCount > 50_000_000, "it was decompressed meanwhile");
            assertTrue(guest.instruction().startsWith("lea rsp, [rip + "), guest.instruction());
            guest.pauseAt(Channel.SERIAL, MARKER);
            state = guest.runToPause();
            assertEquals(0x3F8, state.gpr[VcpuState.RDX] & 0xFFFF);
            assertEquals(MARKER.charAt(MARKER.length() - 1), state.gpr[VcpuState.RAX] & 0xFF);
            assertEquals("out dx, al", guest.instructionAt(state.linearRip() - 1));
            assertTrue(state.linearRip() < 0, "in the kernel's half of the address space");
            assertEquals(new EndReason.PowerOff(), guest.go(new Resume.Continue()));
        }
    }
}
