package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.semantics.Cpu;
import java.util.HexFormat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Guest instructions a second of execution without decoding: one decoded block run over and over.
///
/// Run as a JMH benchmark, or by [#main] without JMH's processes.
@State(Scope.Thread)
public class InterpreterBenchmark {
    private static final int ITERATIONS = 50_000;

    /// Guest loops, each ending in a backward Jcc or LOOP.
    public enum Kernel {
        /// xor eax,ebx; shl ebx,3; add eax,ecx; dec ecx; jnz
        REGISTERS(64, "31D8 C1E303 01C8 FFC9 75F5"),
        /// mov rax,qword ptr rsi; add rax,rdi; mov qword ptr rsi+8,rax; cmp rax,rdx; dec ecx; jnz
        MEMORY(64, "488B06 4801F8 48894608 4839D0 FFC9 75ED"),
        /// add ax,bx; rol ax,1; xor dx,ax; dec cx; jnz in 16-bit code
        REAL(16, "01D8 D1C0 31C2 49 75F7");

        private final int bits;
        private final String code;

        Kernel(int bits, String code) {
            this.bits = bits;
            this.code = code;
        }
    }

    @Param({"REGISTERS", "MEMORY", "REAL"})
    public Kernel kernel = Kernel.REGISTERS;

    private BareCore core = new BareCore(64);
    private Instruction[] block = {};

    @Setup(Level.Trial)
    public void decode() {
        core.close();
        core = new BareCore(kernel.bits);
        core.load(HexFormat.of().parseHex(kernel.code.replace(" ", "")));
        core.state.gpr[6] = 0x8000;
        core.state.gpr[3] = 0x1234567;
        core.state.gpr[7] = 77;
        block = new Instruction[kernel.code.split(" ").length];
        for (int i = 0; i < block.length; i++) {
            core.decode();
            block[i] = core.insn.copy();
            core.state.rip += core.insn.length;
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        core.close();
    }

    @Benchmark
    @OperationsPerInvocation(ITERATIONS)
    public long loop() {
        Cpu cpu = core.cpu;
        cpu.gpr[1] = ITERATIONS;
        long before = core.state.instructionCount;
        Instruction[] code = block;
        do {
            for (Instruction insn : code) {
                cpu.nextRip = Cpu.truncate(cpu.state.rip + insn.length, cpu.codeBytes);
                Interpreter.execute(cpu, insn);
                cpu.state.rip = cpu.nextRip;
                cpu.state.instructionCount++;
            }
            cpu.state.rip = BareCore.CODE;
        } while ((cpu.gpr[1] & 0xFFFF) != 0);
        return core.state.instructionCount - before;
    }

    /// Prints millions of guest instructions a second of CPU time for each kernel.
    public static void main(String[] arguments) {
        for (int round = 0; round < 3; round++) {
            for (Kernel kernel : Kernel.values()) {
                InterpreterBenchmark benchmark = new InterpreterBenchmark();
                benchmark.kernel = kernel;
                benchmark.decode();
                long count = 0;
                long start = System.nanoTime();
                long nanoseconds;
                do {
                    count += benchmark.loop();
                    nanoseconds = System.nanoTime() - start;
                } while (nanoseconds < 1_500_000_000L);
                System.out.printf("%s %.1f million/s%n", kernel, count * 1e3 / nanoseconds);
                benchmark.close();
            }
        }
    }
}
