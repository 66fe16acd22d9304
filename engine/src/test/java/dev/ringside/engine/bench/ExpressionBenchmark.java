package dev.ringside.engine.bench;

import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.EvaluationContext;
import dev.ringside.engine.debug.Expression;
import dev.ringside.engine.debug.ExpressionException;
import dev.ringside.engine.debug.SymbolResolver;
import dev.ringside.engine.state.VcpuState;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What one evaluation of a breakpoint's condition costs.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ExpressionBenchmark {
    private final VcpuState state = new VcpuState();
    private final Expression expression;

    public ExpressionBenchmark() {
        try {
            expression = Expression.parse("r8 == 0x12345 && cpl == 3", SymbolResolver.NONE);
        } catch (ExpressionException e) {
            throw new AssertionError(e);
        }
    }

    private final EvaluationContext context =
            new EvaluationContext() {
                @Override
                public VcpuState state() {
                    return state;
                }

                @Override
                public int vcpu() {
                    return 0;
                }

                @Override
                public int errorCode() {
                    return 0;
                }

                @Override
                public long read(AddressKind kind, long address, int size) {
                    return 0;
                }
            };

    @Benchmark
    public long evaluate() {
        return expression.evaluate(context);
    }
}
