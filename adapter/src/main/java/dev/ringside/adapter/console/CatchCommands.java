package dev.ringside.adapter.console;

import dev.ringside.adapter.session.Catch;
import dev.ringside.adapter.session.SessionException;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Exceptions and events by text.
final class CatchCommands {
    private static final Pattern FORM =
            Pattern.compile("(\\S+)(?:\\s+if\\s+(.*))?", Pattern.DOTALL);

    private CatchCommands() {}

    static List<ConsoleCommand> all() {
        return List.of(
                ConsoleCommand.always(
                        "catch",
                        "[pf|gp|...|irq|int|mode|cr|msr|in|out|magic [if CONDITION]]",
                        "stop at an exception or event; lists them without arguments",
                        CatchCommands::add),
                ConsoleCommand.always(
                        "uncatch", "", "forget what catch asked for", CatchCommands::clear));
    }

    private static String add(ConsoleInput in) throws SessionException {
        if (!in.hasArguments()) {
            return list(in);
        }
        Matcher matcher = FORM.matcher(in.arguments());
        if (!matcher.matches()) {
            throw new SessionException(
                    "catch EVENT [if CONDITION], as in: catch pf if cr2 < 0x1000");
        }
        String condition = matcher.group(2) == null ? "" : matcher.group(2);
        Catch wanted = Catch.parse(matcher.group(1), condition, in.session().inspect().symbols());
        in.session().addCatch(wanted);
        return "Stops at " + wanted.words() + ".";
    }

    private static String list(ConsoleInput in) {
        List<Catch> all = in.session().catches().all();
        return all.isEmpty()
                ? "No exceptions or events stop the machine, but a triple fault does."
                : String.join("\n", all.stream().map(Catch::words).toList());
    }

    private static String clear(ConsoleInput in) throws SessionException {
        in.session().clearCatches();
        return list(in);
    }
}
