package dev.ringside.engine.debug;

/// When a counted breakpoint stops: `5`, `>= 5`, `% 3`, `< 10`, `== 4`.
///
/// @param operator one of `>=`, `>`, `==`, `<`, `<=`, `%`
public record HitCondition(String operator, long count) {
    public static final HitCondition ALWAYS = new HitCondition(">=", 1);

    /// Parses a user's text; a bare number N means the Nth hit and every later one.
    ///
    /// @throws ExpressionException what to write instead
    public static HitCondition parse(String text) throws ExpressionException {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return ALWAYS;
        }
        int digits = 0;
        while (digits < trimmed.length() && "<>=%".indexOf(trimmed.charAt(digits)) >= 0) {
            digits++;
        }
        String operator = digits == 0 ? ">=" : trimmed.substring(0, digits);
        try {
            long count = Long.parseLong(trimmed.substring(digits).strip());
            boolean known =
                    switch (operator) {
                        case ">=", ">", "==", "<", "<=" -> true;
                        case "%" -> count != 0;
                        default -> false;
                    };
            if (known && count >= 0) {
                return new HitCondition(operator, count);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new ExpressionException(
                "'%s' is no hit count: write a number, or one of >= > == < <= %% and a number."
                        .formatted(text));
    }

    /// Whether the `hit`-th pass stops, counted from 1.
    public boolean stopsAt(long hit) {
        return switch (operator) {
            case ">" -> hit > count;
            case "==" -> hit == count;
            case "<" -> hit < count;
            case "<=" -> hit <= count;
            case "%" -> hit % count == 0;
            default -> hit >= count;
        };
    }
}
