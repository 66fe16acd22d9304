package dev.ringside.engine.x86;

import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.TrapMap;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The whole core, run loop included: guest programs from their first instruction to HLT.
///
/// A JMH benchmark (time for one program); [#main] prints guest instructions a second, the best of
/// four rounds; its argument names one program.
@State(Scope.Thread)
public class CoreBenchmark {
    private static final long MEMORY = 16 << 20;
    private static final long CODE = 0x7C00;
    private static final long TABLES = 0x400000;

    /// Guest programs.
    public enum Program {
        /// Two million times xor, shl, add, dec, jnz.
        REGISTERS(64, "b980841e00bb6745230131d8c1e30301c8ffc975f5f4"),
        /// A million rounds of a 64-bit xorshift generator with a random branch.
        XORSHIFT(
                64,
                """
                b940420f0048b8efcdab89674523014889c348c1e30d4831d84889c348c1eb074831d84889c348c1e311
                4831d8a80174034801c248ffc975d6f4
                """),
        /// Four times the primes below 2^17 in bytes.
        SIEVE(
                64,
                """
                41b804000000bf00001000b900000200c6440fff01ffc975f7be02000000803c37007415488d0436483d
                000002007309c60407004801f0ebefffc681fe0000020072db41ffc875bef4
                """),
        /// The 25th Fibonacci number by recursion.
        FIBONACCI(
                64,
                """
                bc00000900bf19000000e801000000f483ff02721a5357ffcfe8f2ffffff4889c35f83ef02e8e6ffffff
                4801d85bc389f8c3
                """),
        /// REP MOVSQ and REP STOSD over 256 and 128 KiB, 20 times.
        COPY(
                64,
                """
                41b814000000be00001000bf00002000b900800000f348a5bf00002000b90080000031c0f3ab41ffc875
                dbf4
                """),
        /// Bytes read, changed and stored in real mode, 60 times 64 Ki.
        REAL_MODE(16, "bd3c00b9ffff31f6ac00e08885004089cb81e3ff0001d8e2ef4d75e7f4");

        private final int bits;
        private final String code;

        Program(int bits, String code) {
            this.bits = bits;
            this.code = code;
        }
    }

    @Param({"REGISTERS", "XORSHIFT", "SIEVE", "FIBONACCI", "COPY", "REAL_MODE"})
    public Program program = Program.REGISTERS;

    private PhysicalMemory memory = new PhysicalMemory(MEMORY);
    private BackendVcpu vcpu = create(memory);

    private static BackendVcpu create(PhysicalMemory memory) {
        GuestPhysicalAddressSpace space = new GuestPhysicalAddressSpace();
        int all =
                GuestPhysicalAddressSpace.READ
                        | GuestPhysicalAddressSpace.WRITE
                        | GuestPhysicalAddressSpace.EXECUTE;
        space.map(0, 0, MEMORY, all);
        Vm vm = new Vm(memory, space, new TrapMap(), Profile.PC);
        return new X86Backend().createVcpu(vm, 1, new VcpuState());
    }

    @Setup(Level.Trial)
    public void load() {
        close();
        memory = new PhysicalMemory(MEMORY);
        byte[] code = HexFormat.of().parseHex(program.code.replaceAll("\\s", ""));
        for (int i = 0; i < code.length; i++) {
            memory.segment().set(ValueLayout.JAVA_BYTE, CODE + i, code[i]);
        }
        // Identity in 2 MiB pages, present and writable.
        put(TABLES, TABLES + 0x1003);
        put(TABLES + 0x1000, TABLES + 0x2003);
        for (int i = 0; i < 512; i++) {
            put(TABLES + 0x2000 + 8 * i, (long) i << 21 | 0x83);
        }
        vcpu = create(memory);
    }

    private void put(long address, long value) {
        memory.segment().set(ValueLayout.JAVA_LONG, address, value);
    }

    @TearDown(Level.Trial)
    public void close() {
        vcpu.close();
        memory.close();
    }

    /// Runs the program once.
    ///
    /// @return how many instructions it retired
    @Benchmark
    public long run() {
        VcpuState state = vcpu.state();
        prepare(state);
        vcpu.debug().stateChanged();
        vcpu.debug().setInstructionLimit(Long.MAX_VALUE);
        long before = state.instructionCount;
        Exit exit = vcpu.run();
        if (!(exit instanceof Exit.Halted)) {
            throw new IllegalStateException("%s ended in %s".formatted(program, exit));
        }
        return state.instructionCount - before;
    }

    private void prepare(VcpuState state) {
        boolean wide = program.bits == 64;
        state.cr0 = wide ? VcpuState.CR0_PE | VcpuState.CR0_PG : 0;
        state.cr3 = TABLES;
        state.cr4 = wide ? VcpuState.CR4_PAE : 0;
        state.efer = wide ? VcpuState.EFER_LME | VcpuState.EFER_LMA : 0;
        for (int i = 0; i < SegmentRegister.LDTR; i++) {
            int type = wide && i == SegmentRegister.CS ? SegmentRegister.ACCESS_L | 0x9B : 0x93;
            state.segment[i].set(0, 0, 0xFFFF, type);
        }
        state.rip = CODE;
        state.activity = Activity.ACTIVE;
    }

    public static void main(String[] arguments) {
        for (Program program : Program.values()) {
            if (arguments.length > 0 && !arguments[0].contains(program.name())) {
                continue;
            }
            CoreBenchmark benchmark = new CoreBenchmark();
            benchmark.program = program;
            benchmark.load();
            double best = 0;
            for (int round = 0; round < 4; round++) {
                long count = 0;
                long start = System.nanoTime();
                long nanoseconds;
                do {
                    count += benchmark.run();
                    nanoseconds = System.nanoTime() - start;
                } while (nanoseconds < 700_000_000L);
                best = Math.max(best, count * 1e3 / nanoseconds);
            }
            System.out.printf("%-10s %7.1f million instructions/s%n", program, best);
            benchmark.close();
        }
    }
}
