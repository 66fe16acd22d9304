package dev.ringside.engine.kvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.InitialState;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.TrapMap;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Guests come and go without leaving files, mappings or timers.
class KvmLeakTest {
    private static final int ROUNDS = 200;

    private record Held(long files, long mappings, long timers) {
        /// What of KVM's this process holds now.
        static Held now() throws IOException {
            return new Held(
                    openFiles(),
                    lines("/proc/self/maps", "anon_inode:kvm"),
                    lines("/proc/self/timers", "ID:"));
        }

        private static long openFiles() throws IOException {
            long count = 0;
            try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
                for (Path file : all.toList()) {
                    String name =
                            Files.isSymbolicLink(file)
                                    ? Files.readSymbolicLink(file).toString()
                                    : "";
                    count += name.contains("anon_inode:kvm") || name.endsWith("/dev/kvm") ? 1 : 0;
                }
            }
            return count;
        }

        private static long lines(String file, String word) throws IOException {
            Path path = Path.of(file);
            return Files.exists(path)
                    ? Files.readAllLines(path).stream().filter(l -> l.contains(word)).count()
                    : 0;
        }
    }

    @BeforeAll
    static void needsKvm() {
        KvmHosts.assumeUsable();
    }

    @Test
    void twoHundredGuestsLeaveNothingBehind() throws IOException {
        KvmBackend backend = KvmBackend.open(null, line -> {});
        runOne(backend);
        Held before = Held.now();
        assertEquals(new Held(0, 0, 0), before);
        for (int i = 0; i < ROUNDS; i++) {
            runOne(backend);
        }
        assertEquals(before, Held.now());
    }

    /// `hlt` in real mode, with a deadline so that there is a timer too.
    private static void runOne(KvmBackend backend) {
        try (PhysicalMemory memory = new PhysicalMemory(1 << 16)) {
            memory.segment().set(ValueLayout.JAVA_BYTE, 0x1000, (byte) 0xF4);
            GuestPhysicalAddressSpace space = new GuestPhysicalAddressSpace();
            space.map(0, 0, 1 << 16, 7);
            VcpuState state = InitialState.reset(1);
            state.segment[SegmentRegister.CS].set(0, 0, 0xFFFF, 0x9B);
            state.rip = 0x1000;
            Vm vm = new Vm(memory, space, new TrapMap(), Profile.PC);
            try (BackendVcpu vcpu = backend.createVcpu(vm, 1, state)) {
                vcpu.debug().setDeadline(1_000_000_000);
                assertEquals(new Exit.Halted(), vcpu.run());
                assertEquals(0x1001, vcpu.state().rip);
            }
        }
    }
}
