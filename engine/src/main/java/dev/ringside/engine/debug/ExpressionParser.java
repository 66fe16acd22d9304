package dev.ringside.engine.debug;

/// Parses expressions.
final class ExpressionParser {
    private ExpressionParser() {}

    static Expression parse(String text, SymbolResolver symbols) throws ExpressionException {
        throw new ExpressionException("no expressions yet");
    }
}
