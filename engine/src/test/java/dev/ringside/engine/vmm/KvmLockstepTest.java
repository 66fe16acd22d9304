package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Delivery;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.disassemble.Capstone;
import dev.ringside.engine.disassemble.DisassembledInstruction;
import dev.ringside.engine.disassemble.Disassembler;
import dev.ringside.engine.kvm.KvmHosts;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// KVM beside the core, instruction by instruction: a second oracle. The first difference names the
/// instruction before it and the registers.
@Timeout(120)
class KvmLockstepTest {
    private static final Path SAMPLES =
            Path.of(System.getProperty("ringside.root", "..")).resolve("samples");

    /// Flags that processors may leave differently: AF after logic and shifts, RF, and what a
    /// single step does to TF.
    private static final long FLAGS = ~(Rflags.AF | Rflags.RF | Rflags.TF);

    @BeforeAll
    static void needsKvm() {
        KvmHosts.assumeUsable();
    }

    /// A machine and its stops.
    private record Side(Machine machine, Stops stops) implements AutoCloseable {
        static Side of(MachineConfig.Builder config, String backend) throws ImageException {
            Machine machine = Machine.create(config.backend(backend).build(), MachineConsole.NONE);
            return new Side(machine, new Stops(machine));
        }

        VcpuState state() {
            return machine.debugger().state(0);
        }

        @Override
        public void close() {
            machine.close();
        }
    }

    /// @return steps made before both ended in HLT
    private static int compare(MachineConfig.Builder config, int most) throws ImageException {
        try (Disassembler disassembler = Capstone.open();
                Side core = Side.of(config, "core");
                Side kvm = Side.of(config, "kvm")) {
            for (int i = 0; i < most; i++) {
                String at = text(core, disassembler);
                // A host that emulates does all iterations of a string instruction in one step.
                Resume how =
                        at.startsWith("rep")
                                ? new Resume.StepOver(0, null)
                                : new Resume.StepInto(0, null);
                Object one = core.stops().resume(how);
                Object other = kvm.stops().resume(how);
                String where = "step %d, after %s".formatted(i + 1, at);
                assertEquals(one.getClass(), other.getClass(), where);
                if (at.startsWith("cpuid")) {
                    // The processors differ, and say so.
                    kvm.machine().debugger().setState(0, core.state());
                }
                if (faulted(core) && !describe(core.state()).equals(describe(kvm.state()))) {
                    // A fault's delivery is a step on the core, and a part of one on some hosts.
                    Object _ = core.stops().resume(how);
                }
                assertEquals(describe(core.state()), describe(kvm.state()), where);
                if (!(one instanceof StopReason.Step)) {
                    assertInstanceOf(StopReason.HaltedForever.class, one, where);
                    return i;
                }
            }
            return most;
        }
    }

    /// The last step delivered an exception.
    private static boolean faulted(Side core) {
        List<Delivery> deliveries = core.machine().debugger().deliveries(0);
        return !deliveries.isEmpty() && deliveries.getFirst().vector() < 32;
    }

    private static String text(Side side, Disassembler disassembler) {
        VcpuState state = side.state();
        byte[] code = new byte[15];
        int _ =
                side.machine()
                        .debugger()
                        .read(AddressKind.LINEAR, 0, state.linearRip(), code, 0, code.length);
        DisassembledInstruction insn =
                disassembler.decode(code, 0, state.linearRip(), state.codeSize());
        return insn == null
                ? HexFormat.of().formatHex(code)
                : "%s at %s".formatted(insn.text(), Results.place(state));
    }

    private static String describe(VcpuState s) {
        StringBuilder text = new StringBuilder();
        text.append("rip=%x rflags=%x".formatted(s.rip, s.rflags & FLAGS));
        for (int i = 0; i < s.gpr.length; i++) {
            text.append(" r%d=%x".formatted(i, s.gpr[i]));
        }
        for (int i = 0; i <= SegmentRegister.GS; i++) {
            SegmentRegister segment = s.segment[i];
            text.append(
                    " %s=%x:%x".formatted(SegmentRegister.name(i), segment.selector, segment.base));
        }
        text.append(" cr0=%x cr3=%x cr4=%x efer=%x".formatted(s.cr0, s.cr3, s.cr4, s.efer));
        text.append(" gdtr=%x:%x idtr=%x".formatted(s.gdtrBase, s.gdtrLimit, s.idtrBase));
        return text.append(" ").append(s.activity).toString();
    }

    @ParameterizedTest
    @CsvSource({
        "hello-boot/boot.img, 1000",
        "long-mode/boot.img, 4000",
        "paging/boot.img, 2000",
        "kernel-c/kernel.elf, 2000"
    })
    void sampleStepsAlikeOnKvmAndTheCore(String image, int most) throws ImageException {
        int steps = compare(MachineConfig.builder().image(SAMPLES.resolve(image)), most);
        assertTrue(steps > 10, steps + " steps");
    }

    @Test
    void arithmeticStepsAlike() throws ImageException {
        // add, adc, sbb, mul, div, shifts and rotates, bit tests, string moves, push and pop
        byte[] code =
                HexFormat.of()
                        .parseHex(
                                "b83412bb7856"
                                        + "01d811c319d8"
                                        + "f7e3b9070031d2f7f1"
                                        + "d1e0d1d8c1c803"
                                        + "0fa3c30fabc3"
                                        + "be007cbf007ea4a5"
                                        + "5058"
                                        + "9c9d"
                                        + "4080c37f6698"
                                        + "faf4");
        int steps = compare(MachineConfig.builder().image("arithmetic.img", code), 100);
        assertEquals(25, steps, 5);
    }
}
