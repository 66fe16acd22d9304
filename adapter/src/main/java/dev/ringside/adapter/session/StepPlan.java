package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CodeScope;
import dev.ringside.adapter.source.LineRange;
import dev.ringside.adapter.source.SourceLocation;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.Resume.LinearRange;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// A step by lines: engine steps until another line begins.
///
/// The engine leaves one row of the line table at a time. A step is not over in the middle of a
/// line (a return landed there) nor at another row of the line it began on. A step over a call that
/// the compiler inlined goes on until its code is left, and so does a step out of one.
final class StepPlan {
    /// Rows passed before the step stops where it is.
    private static final int MOST_ROWS = 20_000;

    private final StepKind kind;
    private final int vcpu;
    private final SymbolTable symbols;
    private final @Nullable SourceLocation start;
    private final List<CodeScope> functions;
    private int rows;
    private boolean ranged;

    private StepPlan(
            StepKind kind,
            int vcpu,
            SymbolTable symbols,
            @Nullable SourceLocation start,
            List<CodeScope> functions) {
        this.kind = kind;
        this.vcpu = vcpu;
        this.symbols = symbols;
        this.start = start;
        this.functions = functions;
    }

    /// A plan from `pc` on; it has no more than one engine step where no line is known.
    static StepPlan from(
            StepKind kind, int vcpu, Granularity granularity, SymbolTable symbols, long pc) {
        SourceLocation start =
                granularity == Granularity.LINE
                        ? symbols.lineAt(pc).map(LineRange::location).orElse(null)
                        : null;
        List<CodeScope> functions = start == null ? List.of() : functionsAt(symbols, pc);
        return new StepPlan(kind, vcpu, symbols, start, functions);
    }

    /// The function at an address and those inlined in it, outermost first.
    private static List<CodeScope> functionsAt(SymbolTable symbols, long pc) {
        return symbols.debug().scopesAt(pc).stream()
                .filter(scope -> scope.kind() != CodeScope.Kind.BLOCK)
                .toList();
    }

    private boolean beganInlined() {
        return functions.size() > 1;
    }

    /// Whether an address is in code that the step passes: of calls inlined into the function it
    /// began in, or for a step out of that function itself.
    private boolean isPassed(long pc) {
        if (functions.isEmpty()
                || kind == StepKind.INTO
                || kind == StepKind.OUT && !beganInlined()) {
            return false;
        }
        List<CodeScope> now = functionsAt(symbols, pc);
        boolean inside =
                now.size() >= functions.size()
                        && now.subList(0, functions.size()).equals(functions);
        return inside && (kind == StepKind.OUT || now.size() > functions.size());
    }

    /// The first engine step.
    ///
    /// @param alone whether one instruction fills the whole row: then it is stepped by itself, so
    ///   that a jump to itself ends
    Resume first(long pc, LongPredicate alone) {
        if (kind == StepKind.OUT && !beganInlined()) {
            return new Resume.StepOut(vcpu);
        }
        LinearRange range = start == null ? null : row(pc).orElse(null);
        ranged = range != null && !alone.test(pc);
        StepKind how = kind == StepKind.OUT ? StepKind.OVER : kind;
        return step(how, ranged ? range : null);
    }

    /// What to do after the engine's step, empty when the step is over.
    Optional<Resume> next(long pc) {
        Optional<LineRange> row = symbols.lineAt(pc);
        if (start == null || row.isEmpty() || rows++ >= MOST_ROWS) {
            return Optional.empty();
        }
        boolean middle = row.get().first() != pc;
        boolean sameLine = ranged && same(row.get().location(), start);
        if (!middle && !sameLine && !isPassed(pc)) {
            return Optional.empty();
        }
        StepKind how = kind == StepKind.OUT ? StepKind.OVER : kind;
        return Optional.of(step(how, row(pc).orElse(null)));
    }

    private static boolean same(SourceLocation a, SourceLocation b) {
        return a.line() == b.line() && a.path().equals(b.path());
    }

    private Optional<LinearRange> row(long pc) {
        return symbols.lineAt(pc).map(row -> new LinearRange(row.first(), row.last()));
    }

    private Resume step(StepKind how, @Nullable LinearRange range) {
        return how == StepKind.INTO
                ? new Resume.StepInto(vcpu, range)
                : new Resume.StepOver(vcpu, range);
    }
}
