package dev.ringside.engine.oracle;

/// Which status flags a case leaves undefined. On the processor family whose undefined flags the
/// core reproduces (AMD family 19h) none is.
final class UndefinedFlags {
    private UndefinedFlags() {}

    static long of(CaseState test, Outcome outcome) {
        return 0;
    }
}
