package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.Expression;
import dev.ringside.engine.debug.ExpressionException;
import dev.ringside.engine.hypervisor.DebugFeature;
import dev.ringside.engine.state.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// An exception or another event of the machine that stops it.
///
/// @param name a filter's id: `PF`, `IRQ`
/// @param vector of an exception, or -1
/// @param event or null for an exception
/// @param text of the condition, empty for none
public record Catch(
        String name,
        int vector,
        @Nullable EventName event,
        String text,
        @Nullable Expression condition) {
    private static final int VECTORS = 22;

    /// @param name in any case
    /// @throws SessionException no such event, or no condition
    public static Catch parse(String name, String condition, SymbolTable symbols)
            throws SessionException {
        Expression parsed = expression(condition, symbols);
        for (EventName event : EventName.values()) {
            if (event.name().equalsIgnoreCase(name)) {
                return new Catch(event.name(), -1, event, condition, parsed);
            }
        }
        OptionalInt vector = vectorOf(name);
        if (vector.isEmpty()) {
            throw new SessionException(
                    "There is nothing named '%s' to stop at; there are %s."
                            .formatted(Texts.clip(name, 40), String.join(", ", names())));
        }
        return new Catch(id(vector.getAsInt()), vector.getAsInt(), null, condition, parsed);
    }

    private static @Nullable Expression expression(String condition, SymbolTable symbols)
            throws SessionException {
        try {
            return condition.isBlank()
                    ? null
                    : Expression.parse(condition, Symbols.resolver(symbols));
        } catch (ExpressionException e) {
            throw new SessionException("Condition: " + e.getMessage());
        }
    }

    /// Vectors that are exceptions.
    public static List<Integer> vectors() {
        List<Integer> vectors = new ArrayList<>();
        for (int vector = 0; vector < VECTORS; vector++) {
            if (!FaultText.title(vector).isEmpty()) {
                vectors.add(vector);
            }
        }
        return vectors;
    }

    /// A vector's mnemonic without `#`.
    public static String id(int vector) {
        return Vector.name(vector).replace("#", "");
    }

    private static OptionalInt vectorOf(String name) {
        return vectors().stream()
                .filter(vector -> id(vector).equalsIgnoreCase(name))
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        vectors().forEach(vector -> names.add(Texts.lower(id(vector))));
        for (EventName event : EventName.values()) {
            names.add(Texts.lower(event.name()));
        }
        return names;
    }

    /// What the machine's backend must be able to do.
    public DebugFeature feature() {
        return event == null ? DebugFeature.EXCEPTION_STOPS : DebugFeature.EVENT_STOPS;
    }

    /// As the console lists it.
    public String words() {
        return Texts.lower(name) + (text.isBlank() ? "" : " if " + text);
    }
}
