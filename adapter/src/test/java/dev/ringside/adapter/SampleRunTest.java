package dev.ringside.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.adapter.source.LineRange;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.adapter.source.SymbolTables;
import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.DebugListener;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopEvent;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.vmm.ImageException;
import dev.ringside.engine.vmm.Machine;
import dev.ringside.engine.vmm.MachineConfig;
import dev.ringside.engine.vmm.MachineConsole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The committed images do on our machine what their pages promise.
class SampleRunTest {
    private static final Path SAMPLES =
            Path.of(System.getProperty("ringside.root", "..")).resolve("samples");
    private static final long LIMIT = 2_000_000;

    /// A sample in a machine that is run stop by stop.
    private static final class Run implements AutoCloseable, DebugListener, MachineConsole {
        final Machine machine;
        final Path image;
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private final BlockingQueue<StopReason> stops = new LinkedBlockingQueue<>();

        Run(String name) throws ImageException {
            image = SAMPLES.resolve(name).toAbsolutePath().normalize();
            MachineConfig config =
                    MachineConfig.builder().image(image).maxInstructions(LIMIT).build();
            machine = Machine.create(config, this);
            machine.debugger().setListener(this);
            machine.start();
            assertInstanceOf(StopReason.Entry.class, next());
        }

        StopReason resume(Resume how) {
            machine.debugger().resume(how);
            return next();
        }

        StopReason toTheEnd() {
            return resume(new Resume.Continue());
        }

        private StopReason next() {
            try {
                StopReason reason = stops.poll(60, TimeUnit.SECONDS);
                return reason == null ? new StopReason.Unsupported("no stop came") : reason;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /// What the guest wrote to port 0xE9 or a serial port.
        List<String> lines() {
            return output.toString(StandardCharsets.US_ASCII).lines().toList();
        }

        long linearRip() {
            return machine.debugger().state(0).linearRip();
        }

        @Override
        public void serial(int port, byte b) {
            output.write(b);
        }

        @Override
        public void debugcon(byte b) {
            output.write(b);
        }

        @Override
        public void stopped(StopEvent event) {
            stops.add(event.reason());
        }

        @Override
        public void resumed() {}

        @Override
        public void logged(Breakpoint breakpoint, String line) {}

        @Override
        public void ended(EndReason reason) {}

        @Override
        public void close() {
            machine.close();
        }
    }

    @Test
    void helloBootPrintsItsLine() throws ImageException {
        try (Run run = new Run("hello-boot/boot.img")) {
            assertInstanceOf(StopReason.HaltedForever.class, run.toTheEnd());
            assertTrue(run.machine.screen().text().contains("Hello from the boot sector!"));
        }
    }

    @Test
    void longModePrintsALineFromEachMode() throws ImageException {
        try (Run run = new Run("long-mode/boot.img")) {
            assertInstanceOf(StopReason.HaltedForever.class, run.toTheEnd());
            List<String> lines =
                    List.of("Real mode: 16 bits", "Protected mode: 32 bits", "Long mode: 64 bits");
            assertEquals(lines, run.lines());
            for (int row = 0; row < 3; row++) {
                assertEquals(lines.get(row), run.machine.screen().row(row).strip());
            }
            assertEquals(0x1122334455667788L, run.machine.debugger().state(0).gpr[VcpuState.RBX]);
        }
    }

    @Test
    void interruptsCountsTicksAndEchoesKeys() throws ImageException {
        try (Run run = new Run("interrupts/boot.img")) {
            run.machine.keyboard().type("hi 7");
            assertInstanceOf(StopReason.Limit.class, run.toTheEnd());
            assertEquals(List.of("hi 7"), run.lines());
            assertEquals("hi 7", run.machine.screen().row(2).strip());
            int ticks = Integer.parseInt(run.machine.screen().row(0).strip());
            assertTrue(ticks > 100, ticks + " ticks");
        }
    }

    @Test
    void pagingMapsFivePagesWhenTheyAreTouched() throws ImageException {
        try (Run run = new Run("paging/boot.img")) {
            assertInstanceOf(StopReason.HaltedForever.class, run.toTheEnd());
            List<String> lines = run.lines();
            assertTrue(lines.get(0).startsWith("#PF at FFFF800000000000 error 0000000000000002"));
            assertTrue(lines.get(3).startsWith("#PF at FFFF800000003000 error 0000000000000002"));
            assertTrue(lines.get(4).startsWith("#PF at 0000123456789000 error 0000000000000000"));
            assertEquals("Read back: 0123456789ABCDEF", lines.get(5));
            assertEquals("Faults:    0000000000000005", lines.get(6));
        }
    }

    @Test
    void kernelPrintsToSerialPortAndScreen() throws ImageException {
        try (Run run = new Run("kernel-c/kernel.elf")) {
            assertInstanceOf(StopReason.HaltedForever.class, run.toTheEnd());
            assertEquals("Hello from a C kernel!", run.lines().getFirst());
            assertEquals("Most moons: Saturn", run.lines().getLast());
            assertEquals("Hello from a C kernel!", run.machine.screen().row(0).strip());
        }
    }

    /// From the first instruction to 64-bit code: the line of each address is the instruction that
    /// runs there.
    @Test
    void everyStepThroughTheModesIsOnALineOfTheSource() throws ImageException, IOException {
        try (Run run = new Run("long-mode/boot.img")) {
            SymbolTable table = SymbolTables.load(List.of(), run.image, Map.of());
            String source = run.image.resolveSibling("boot.asm").toString();
            List<String> text = Files.readAllLines(Path.of(source));
            long target = table.symbol("long_mode").orElseThrow().address();
            int steps = 0;
            while (run.linearRip() != target && steps < 500) {
                LineRange range = table.lineAt(run.linearRip()).orElseThrow();
                String line = text.get(range.location().line() - 1);
                assertEquals(source, range.location().path());
                assertTrue(line.matches(" {8}[a-z].*"), line);
                assertEquals(range.first(), run.linearRip());
                boolean call = line.contains("int 0x10") || line.contains("call");
                StopReason reason =
                        run.resume(
                                call || line.contains("rep")
                                        ? new Resume.StepOver(0, null)
                                        : new Resume.StepInto(0, null));
                assertInstanceOf(StopReason.Step.class, reason, line);
                steps++;
            }
            assertEquals(target, run.linearRip());
            assertTrue(steps > 40, steps + " steps");
        }
    }
}
