package dev.ringside.adapter.console;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Evaluator;
import dev.ringside.adapter.session.Frame;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.SessionException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a command gets.
///
/// @param command the name it was called by, with what follows a `/`
/// @param arguments the rest of the line, stripped
/// @param vcpu whose registers are meant, from 0
/// @param frame whose variables are meant; null: the innermost one's
public record ConsoleInput(
        DebugSession session, String command, String arguments, int vcpu, @Nullable Frame frame) {

    Inspector inspect() throws SessionException {
        return session.inspect();
    }

    Evaluator evaluator() throws SessionException {
        Frame selected = frame;
        return selected == null
                ? session.inspect().evaluator(vcpu)
                : session.inspect().evaluator(selected);
    }

    boolean hasArguments() {
        return !arguments.isEmpty();
    }

    /// The arguments at blanks.
    List<String> words() {
        return arguments.isEmpty() ? List.of() : List.of(arguments.split("\\s+"));
    }

    /// What follows the `/` of the command, empty if nothing.
    String format() {
        int slash = command.indexOf('/');
        return slash < 0 ? "" : command.substring(slash + 1);
    }

    /// The arguments as a number.
    ///
    /// @param otherwise for no arguments
    /// @throws SessionException not a number from `min` to `max`
    int count(int otherwise, int min, int max) throws SessionException {
        if (!hasArguments()) {
            return otherwise;
        }
        long value = evaluator().number(arguments);
        if (value < min || value > max) {
            throw new SessionException(
                    "%s takes a number from %d to %d.".formatted(command, min, max));
        }
        return (int) value;
    }
}
