package dev.ringside.adapter.console;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Frame;
import dev.ringside.adapter.session.RegisterFile;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Texts;
import dev.ringside.adapter.session.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The debug console: commands by name, and everything else an expression or an assignment.
public final class Console {
    private static final Pattern LINE = Pattern.compile("([A-Za-z]+(?:/\\w*)?)(?:\\s+(.*))?");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("((?=[^=])[^=<>!-]*+(?:->?[^=<>!-]*+)*+)=([^=].*)");

    /// Expressions are no longer than this, and the pattern above takes stack by length.
    private static final int LONGEST_ASSIGNMENT = 4096;

    private static final List<ConsoleCommand> COMMANDS = new ArrayList<>();
    private static final Map<String, ConsoleCommand> BY_NAME = new LinkedHashMap<>();

    static {
        COMMANDS.add(ConsoleCommand.always("help h", "[COMMAND]", "this list", Console::help));
        COMMANDS.addAll(RunCommands.all());
        COMMANDS.addAll(BreakpointCommands.all());
        COMMANDS.addAll(CatchCommands.all());
        COMMANDS.addAll(RegisterCommands.all());
        COMMANDS.addAll(MemoryCommands.all());
        COMMANDS.addAll(MachineCommands.all());
        COMMANDS.addAll(ProgramCommands.all());
        COMMANDS.forEach(c -> c.names().forEach(name -> BY_NAME.put(name, c)));
    }

    private Console() {}

    /// A command's text, or the value of an expression.
    ///
    /// @param text empty where a command has nothing to say
    /// @param value what an expression evaluated to, else null
    public record Answer(String text, @Nullable Variable value) {}

    /// Every command, in the order of the help.
    public static List<ConsoleCommand> commands() {
        return List.copyOf(COMMANDS);
    }

    /// Runs one line.
    ///
    /// @param vcpu whose registers are meant
    /// @throws SessionException told to the user
    public static Answer evaluate(DebugSession session, String line, int vcpu)
            throws SessionException {
        Frame selected = session.references().selected();
        boolean own = selected != null && selected.vcpu() == vcpu;
        return evaluate(session, line, vcpu, own ? selected : null);
    }

    /// Runs one line that means one frame's variables.
    ///
    /// @throws SessionException told to the user
    public static Answer evaluate(DebugSession session, String line, Frame frame)
            throws SessionException {
        return evaluate(session, line, frame.vcpu(), frame);
    }

    private static Answer evaluate(
            DebugSession session, String line, int vcpu, @Nullable Frame frame)
            throws SessionException {
        String text = line.strip();
        if (text.isEmpty()) {
            return new Answer("", null);
        }
        Matcher matcher = LINE.matcher(text);
        if (matcher.matches()) {
            String word = matcher.group(1);
            ConsoleCommand command = BY_NAME.get(name(word));
            String rest = matcher.group(2) == null ? "" : matcher.group(2).strip();
            if (command != null && !looksLikeExpression(word, rest)) {
                return new Answer(
                        run(command, new ConsoleInput(session, word, rest, vcpu, frame)), null);
            }
        }
        return expression(new ConsoleInput(session, "", text, vcpu, frame));
    }

    /// Runs another command in the place of one.
    static String run(ConsoleInput in, String name) throws SessionException {
        ConsoleCommand command = BY_NAME.get(name);
        if (command == null) {
            throw new SessionException("There is no command " + name + ".");
        }
        return run(command, new ConsoleInput(in.session(), name, "", in.vcpu(), in.frame()));
    }

    private static String run(ConsoleCommand command, ConsoleInput input) throws SessionException {
        if (command.needsStopped()) {
            input.session().run().requireStopped();
        }
        return command.action().run(input);
    }

    private static String name(String word) {
        int slash = word.indexOf('/');
        return Texts.lower(slash < 0 ? word : word.substring(0, slash));
    }

    /// `r = 5` or `b + 1` with a symbol named like a command.
    private static boolean looksLikeExpression(String word, String rest) {
        return !word.contains("/") && rest.matches("(=[^=]|[-+*&|^]\\s|[=!<>]=).*");
    }

    private static Answer expression(ConsoleInput in) throws SessionException {
        Matcher assignment = ASSIGNMENT.matcher(in.arguments());
        if (in.arguments().length() <= LONGEST_ASSIGNMENT && assignment.matches()) {
            return new Answer(
                    RegisterCommands.assign(
                            in, assignment.group(1).strip(), assignment.group(2).strip()),
                    null);
        }
        in.session().run().requireStopped();
        try {
            Variable value = in.evaluator().evaluate(in.arguments());
            return new Answer(value.value(), value);
        } catch (SessionException e) {
            boolean word = in.arguments().matches("[A-Za-z]+(\\s.*)?");
            boolean register = RegisterFile.find(in.arguments()).isPresent();
            throw word && !register
                    ? new SessionException(e.getMessage() + " Type help for the commands.")
                    : e;
        }
    }

    private static String help(ConsoleInput in) throws SessionException {
        if (in.hasArguments()) {
            ConsoleCommand command = BY_NAME.get(Texts.lower(in.arguments()));
            if (command == null) {
                throw new SessionException(
                        "There is no command '%s'.".formatted(Texts.clip(in.arguments(), 40)));
            }
            return line(command);
        }
        StringBuilder text = new StringBuilder();
        for (ConsoleCommand command : COMMANDS) {
            text.append(line(command)).append('\n');
        }
        return text.append(
                        "Anything else is an expression over variables, registers, symbols and"
                                + " memory: p->next, rax + 4, word [es:di], cs.base, zf;"
                                + " PLACE=VALUE writes.")
                .toString();
    }

    private static String line(ConsoleCommand command) {
        String names = String.join(", ", command.names());
        return "%-36s %s".formatted((names + " " + command.usage()).strip(), command.help());
    }
}
