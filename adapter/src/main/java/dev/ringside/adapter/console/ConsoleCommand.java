package dev.ringside.adapter.console;

import dev.ringside.adapter.session.SessionException;
import java.util.List;

/// One command of the debug console, as data.
///
/// @param names the first is the one help shows
/// @param usage what follows the name
/// @param help one line
/// @param needsStopped refused while the machine runs
public record ConsoleCommand(
        List<String> names, String usage, String help, boolean needsStopped, Action action) {

    /// What a command does.
    @FunctionalInterface
    public interface Action {
        /// @return text to show, empty for none; no newline at the end
        /// @throws SessionException told to the user
        String run(ConsoleInput input) throws SessionException;
    }

    static ConsoleCommand stopped(String names, String usage, String help, Action action) {
        return new ConsoleCommand(List.of(names.split(" ")), usage, help, true, action);
    }

    static ConsoleCommand always(String names, String usage, String help, Action action) {
        return new ConsoleCommand(List.of(names.split(" ")), usage, help, false, action);
    }

    public String name() {
        return names.get(0);
    }
}
