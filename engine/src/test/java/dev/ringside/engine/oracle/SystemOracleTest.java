package dev.ringside.engine.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.InitialState;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.hypervisor.Trap;
import dev.ringside.engine.hypervisor.TrapMap;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.X86Backend;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// System behaviour step by step against QEMU's translator: mode switches, faults, gates, tasks.
/// Both run the same ROM from the reset vector until it jumps to itself.
///
/// QEMU has faults of its own, and the SDM decides; what is known to differ is left out of the
/// programs.
@Tag("long")
@Timeout(300)
class SystemOracleTest {
    private static final long MEMORY = 16 << 20;
    private static final int ROM = 0x10000;
    private static final int SHOWN = 20;
    private static final int MAX_STEPS = 20_000;

    /// AF is undefined after logic; RF shows at different moments of a step.
    private static final long FLAGS = Rflags.ALL & ~(Rflags.AF | Rflags.RF);

    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "long"})
    void systemProgramsRunAsInQemu_needsQemuAndNasm(String name) throws Exception {
        assumeTrue(isThere("qemu-system-x86_64", "--version"), "qemu-system-x86_64 is not there");
        assumeTrue(isThere("nasm", "-v"), "nasm is not there");
        Path rom = assemble(name);
        PhysicalMemory memory = new PhysicalMemory(MEMORY + ROM);
        try (Qemu qemu = new Qemu(rom);
                BackendVcpu vcpu = core(memory, Files.readAllBytes(rom))) {
            compare(qemu, vcpu, memory);
        } finally {
            memory.close();
        }
    }

    private static boolean isThere(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private Path assemble(String name) throws Exception {
        Path source = folder.resolve(name + ".asm");
        Path rom = folder.resolve(name + ".rom");
        try (InputStream in =
                Objects.requireNonNull(
                        getClass().getResourceAsStream("/oracle/system/" + name + ".asm"))) {
            Files.copy(in, source);
        }
        Process nasm =
                new ProcessBuilder("nasm", "-f", "bin", "-o", rom.toString(), source.toString())
                        .inheritIO()
                        .start();
        assertEquals(0, nasm.waitFor());
        assertEquals(ROM, Files.size(rom));
        return rom;
    }

    /// RAM but for the hole below 1 MiB, and the ROM at its end and at the end of 4 GiB.
    private static BackendVcpu core(PhysicalMemory memory, byte[] rom) {
        GuestPhysicalAddressSpace space = new GuestPhysicalAddressSpace();
        int all = 7;
        long ram = memory.allocate(MEMORY);
        long shadow = memory.allocate(ROM);
        MemorySegment.copy(MemorySegment.ofArray(rom), 0, memory.segment(), shadow, ROM);
        space.map(0, ram, 0xA0000, all);
        space.map(0x100000, ram + 0x100000, MEMORY - 0x100000, all);
        int readOnly = GuestPhysicalAddressSpace.READ | GuestPhysicalAddressSpace.EXECUTE;
        space.map(0xF0000, shadow, ROM, readOnly);
        space.map(0xFFFF0000L, shadow, ROM, readOnly);
        TrapMap traps = new TrapMap();
        traps.add(new Trap(Trap.Kind.IO, 0, 0xFFFE, 0, null));
        Vm vm = new Vm(memory, space, traps, Profile.PC);
        BackendVcpu vcpu = new X86Backend().createVcpu(vm, 1, InitialState.reset(1));
        vcpu.debug().stateChanged();
        return vcpu;
    }

    private static void step(BackendVcpu vcpu) {
        vcpu.debug().setSteps(1, true);
        for (int i = 0; i < 10; i++) {
            Exit exit = vcpu.run();
            if (vcpu.debug().takeStop() instanceof Stop.Step) {
                return;
            }
            if (exit instanceof Exit.Io io && io.input()) {
                vcpu.completeIo(io.accessSize(), -1);
            } else if (exit instanceof Exit.Failed failed) {
                throw new AssertionError(failed.reason());
            }
        }
        throw new AssertionError("a step does not end");
    }

    private static void compare(Qemu qemu, BackendVcpu vcpu, PhysicalMemory memory)
            throws Exception {
        VcpuState state = vcpu.state();
        // What RESET leaves in general registers names the processor.
        Qemu.Registers expected = qemu.registers();
        System.arraycopy(expected.gpr(), 0, state.gpr, 0, 16);
        state.cr0 = expected.system()[3];
        vcpu.debug().stateChanged();
        String trail = "";
        Deque<String> last = new ArrayDeque<>();
        for (int i = 0; i < MAX_STEPS; i++) {
            long before = state.rip;
            trail = place(state) + " " + bytes(state, memory);
            last.add(trail);
            if (last.size() > SHOWN) {
                last.remove();
            }
            String differs = difference(expected, state);
            assertTrue(differs.isEmpty(), "step " + i + ", at " + trail + ": " + differs);
            step(vcpu);
            qemu.step();
            expected = qemu.registers();
            if (state.rip == before && expected.rip() == before && isSelfJump(trail)) {
                return;
            }
            // Its REP takes one step more, at a count of 0.
            if (expected.rip() == before && state.rip != before && expected.gpr()[1] == 0) {
                qemu.step();
                expected = qemu.registers();
            }
            // Its step includes the delivery of a trap, which is a step of its own here.
            if (state.rip != expected.rip()) {
                step(vcpu);
            }
            String after = difference(expected, state);
            assertTrue(after.isEmpty(), "step %d, behind %s: %s".formatted(i, trail, after));
        }
        throw new AssertionError("the program does not end; it came by " + last);
    }

    private static boolean isSelfJump(String trail) {
        return trail.endsWith("ebfe") || trail.contains(" ebfe");
    }

    private static String place(VcpuState state) {
        return "%04x:%x".formatted(state.segment[1].selector, state.rip);
    }

    /// The bytes at the program's place in the ROM.
    private static String bytes(VcpuState state, PhysicalMemory memory) {
        byte[] bytes = new byte[8];
        long offset = state.linearRip() & 0xFFFF;
        if (offset + bytes.length <= ROM) {
            MemorySegment.copy(
                    memory.segment(), MEMORY + offset, MemorySegment.ofArray(bytes), 0, 8);
        }
        return HexFormat.of().formatHex(bytes);
    }

    /// What is different, or nothing.
    private static String difference(Qemu.Registers qemu, VcpuState state) {
        StringBuilder text = new StringBuilder();
        // The stub shows 32-bit code no more than its registers.
        boolean code64 = state.codeSize() == CodeSize.BITS_64;
        long mask = code64 ? -1L : 0xFFFFFFFFL;
        for (int i = 0; i < (code64 ? 16 : 8); i++) {
            note(text, "r" + i, qemu.gpr()[i] & mask, state.gpr[i] & mask);
        }
        note(text, "rip", qemu.rip(), state.rip);
        note(text, "rflags", qemu.rflags() & FLAGS, state.rflags & FLAGS);
        for (int i = 0; i < 6; i++) {
            note(text, "seg" + i, qemu.selectors()[i], state.segment[i].selector);
        }
        note(text, "cr0", qemu.system()[3], state.cr0);
        note(text, "cr3", qemu.system()[5], state.cr3);
        note(text, "cr4", qemu.system()[6], state.cr4);
        note(text, "efer", qemu.system()[8], state.efer);
        return text.toString();
    }

    private static void note(StringBuilder text, String name, long qemu, long core) {
        if (qemu != core) {
            text.append(" %s is 0x%x, QEMU has 0x%x;".formatted(name, core, qemu));
        }
    }
}
