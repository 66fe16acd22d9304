package dev.ringside.engine.bench;

import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.InitialState;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.Trap;
import dev.ringside.engine.hypervisor.TrapMap;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.kvm.KvmBackend;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// I/O exits and a register loop on KVM, beside a C program that makes the same ioctls on the same
/// host in the same run. `main` prints; needs `cc` and `/dev/kvm`.
public final class KvmExitBenchmark {
    /// `again: out 0x11, al ; jmp again`
    private static final String EXITS = "e611ebfc";

    /// `mov ecx, N ; again: dec ecx ; jnz again ; hlt`, in 16-bit code.
    private static final String LOOP = "66b9%s6649" + "75fcf4";

    private static final int ROUNDS = 7;
    private static final int EXIT_COUNT = 40_000;
    private static final int LOOP_COUNT = 500_000;

    private static final String C =
            """
            #include <fcntl.h>
            #include <linux/kvm.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/ioctl.h>
            #include <sys/mman.h>
            #include <time.h>
            static double now(void) {
                struct timespec t;
                clock_gettime(CLOCK_MONOTONIC, &t);
                return t.tv_sec * 1e9 + t.tv_nsec;
            }
            int main(int argc, char **argv) {
                int kvm = open("/dev/kvm", O_RDWR), vm = ioctl(kvm, KVM_CREATE_VM, 0);
                unsigned char *ram = mmap(0, 65536, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                for (size_t i = 0; i < strlen(argv[1]) / 2; i++) {
                    unsigned v;
                    sscanf(argv[1] + 2 * i, "%2x", &v);
                    ram[0x1000 + i] = v;
                }
                struct kvm_userspace_memory_region r = {0, 0, 0, 65536, (unsigned long) ram};
                ioctl(vm, KVM_SET_USER_MEMORY_REGION, &r);
                int cpu = ioctl(vm, KVM_CREATE_VCPU, 0);
                struct kvm_run *run =
                        mmap(0, ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0), 3, MAP_SHARED, cpu, 0);
                struct kvm_sregs s;
                ioctl(cpu, KVM_GET_SREGS, &s);
                s.cs.base = 0;
                s.cs.selector = 0;
                ioctl(cpu, KVM_SET_SREGS, &s);
                int count = atoi(argv[2]);
                for (int round = 0; round < atoi(argv[3]); round++) {
                    struct kvm_regs g = {.rip = 0x1000, .rflags = 2};
                    ioctl(cpu, KVM_SET_REGS, &g);
                    double start = now();
                    for (int i = 0; i < count; i++) {
                        run->immediate_exit = 0;
                        ioctl(cpu, KVM_RUN, 0);
                    }
                    printf("%f\\n", (now() - start) / count);
                }
                return 0;
            }
            """;

    private KvmExitBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String count =
                HexFormat.of()
                        .formatHex(
                                new byte[] {
                                    (byte) LOOP_COUNT,
                                    (byte) (LOOP_COUNT >> 8),
                                    (byte) (LOOP_COUNT >> 16),
                                    0
                                });
        String loop = LOOP.formatted(count);
        Path program = compile();
        double exits = best(measure(EXITS, EXIT_COUNT));
        double exitsInC = best(runC(program, EXITS, EXIT_COUNT));
        double loops = best(measure(loop, 1)) / LOOP_COUNT;
        double loopsInC = best(runC(program, loop, 1)) / LOOP_COUNT;
        System.out.printf(
                "I/O exit: %.0f ns, C %.0f ns, ratio %.3f%n", exits, exitsInC, exits / exitsInC);
        System.out.printf(
                "loop: %.2f ns an iteration, C %.2f ns, ratio %.3f; native %.2f ns%n",
                loops, loopsInC, loopsInC / loops, nativeLoop());
    }

    private static double best(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    private static Path compile() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kvm-bench");
        Path source = Files.writeString(folder.resolve("exits.c"), C);
        Path program = folder.resolve("exits");
        new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
                .inheritIO()
                .start()
                .waitFor();
        return program;
    }

    private static List<Double> runC(Path program, String code, int count) throws IOException {
        Process process =
                new ProcessBuilder(
                                program.toString(),
                                code,
                                Integer.toString(count),
                                Integer.toString(ROUNDS))
                        .start();
        String text =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return text.lines().map(Double::valueOf).toList();
    }

    /// Nanoseconds an exit, one value a round.
    private static List<Double> measure(String hex, int count) {
        byte[] code = HexFormat.of().parseHex(hex);
        List<Double> values = new ArrayList<>();
        try (PhysicalMemory memory = new PhysicalMemory(1 << 16)) {
            MemorySegment.copy(
                    MemorySegment.ofArray(code), 0, memory.segment(), 0x1000, code.length);
            GuestPhysicalAddressSpace space = new GuestPhysicalAddressSpace();
            space.map(0, 0, 1 << 16, 7);
            TrapMap traps = new TrapMap();
            traps.add(new Trap(Trap.Kind.IO, 0, 0xFF, 1, null));
            VcpuState state = InitialState.reset(1);
            state.segment[SegmentRegister.CS].set(0, 0, 0xFFFF, 0x9B);
            Vm vm = new Vm(memory, space, traps, Profile.PC);
            try (BackendVcpu vcpu = KvmBackend.open(null, line -> {}).createVcpu(vm, 1, state)) {
                for (int round = 0; round < ROUNDS; round++) {
                    VcpuState live = vcpu.state();
                    live.rip = 0x1000;
                    live.activity = state.activity;
                    vcpu.debug().stateChanged();
                    long start = System.nanoTime();
                    for (int i = 0; i < count; i++) {
                        Exit _ = vcpu.run();
                    }
                    values.add((System.nanoTime() - start) / (double) count);
                }
            }
        }
        return values;
    }

    /// The same loop by the JVM's compiler: a decrement and a branch an iteration.
    private static double nativeLoop() {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            int left = 200_000_000;
            int odd = 0;
            while (left != 0) {
                left--;
                odd ^= left * 31;
            }
            best = Math.min(best, (System.nanoTime() - start) / 2e8 + (odd == 1 ? 1e-9 : 0));
        }
        return best;
    }
}
