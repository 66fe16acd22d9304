package dev.ringside.adapter.console;

import dev.ringside.adapter.session.Frame;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Variable;
import dev.ringside.adapter.source.CType;
import dev.ringside.adapter.source.LineRange;
import dev.ringside.adapter.source.SourceLocation;
import java.util.List;
import java.util.Optional;

/// Frames, variables and types of a program with debug information, as text.
final class ProgramCommands {
    private ProgramCommands() {}

    static List<ConsoleCommand> all() {
        return List.of(
                ConsoleCommand.stopped(
                        "frame f",
                        "[NUMBER]",
                        "select a frame of bt: expressions mean its variables",
                        ProgramCommands::frame),
                ConsoleCommand.stopped(
                        "up", "[COUNT]", "select the caller's frame", in -> move(in, 1)),
                ConsoleCommand.stopped(
                        "down",
                        "[COUNT]",
                        "select the called function's frame",
                        in -> move(in, -1)),
                ConsoleCommand.stopped(
                        "locals",
                        "",
                        "variables of the selected frame",
                        in -> variables(in, Inspector.VariableKind.LOCAL)),
                ConsoleCommand.stopped(
                        "args",
                        "",
                        "parameters of the selected frame",
                        in -> variables(in, Inspector.VariableKind.ARGUMENT)),
                ConsoleCommand.stopped(
                        "ptype whatis",
                        "TYPE|EXPRESSION",
                        "a type of the program with its members",
                        ProgramCommands::type));
    }

    private static Frame selected(ConsoleInput in) throws SessionException {
        Frame frame = in.frame();
        return frame == null ? in.inspect().frames(in.vcpu()).getFirst() : frame;
    }

    private static String frame(ConsoleInput in) throws SessionException {
        return in.hasArguments()
                ? select(in, in.count(0, 0, Integer.MAX_VALUE))
                : line(in, selected(in));
    }

    private static String move(ConsoleInput in, int direction) throws SessionException {
        int count = in.count(1, 1, 1000);
        return select(in, selected(in).depth() + direction * count);
    }

    private static String select(ConsoleInput in, int number) throws SessionException {
        List<Frame> frames = in.inspect().frames(in.vcpu());
        if (number < 0 || number >= frames.size()) {
            throw new SessionException(
                    "There is no frame %d; the last is %d.".formatted(number, frames.size() - 1));
        }
        Frame frame = frames.get(number);
        in.session().references().select(frame);
        return line(in, frame);
    }

    private static String line(ConsoleInput in, Frame frame) throws SessionException {
        if (frame.isLabel()) {
            return "#%d  [%s]".formatted(frame.depth(), frame.label());
        }
        SourceLocation call = frame.call();
        Optional<SourceLocation> place =
                call == null
                        ? in.inspect().symbols().lineAt(frame.lookup()).map(LineRange::location)
                        : Optional.of(call);
        return "#%d  %s%s  %s%s"
                .formatted(
                        frame.depth(),
                        frame.function(),
                        frame.function().isEmpty() ? "" : " ",
                        frame.pcText(),
                        place.map(l -> "  (%s:%d)".formatted(l.path(), l.line())).orElse(""));
    }

    private static String variables(ConsoleInput in, Inspector.VariableKind kind)
            throws SessionException {
        Frame frame = selected(in);
        if (!frame.hasVariables()) {
            throw new SessionException(
                    "No debug information says which variables there are at %s."
                            .formatted(MemoryReference.hex(frame.pc())));
        }
        List<Variable> variables = in.inspect().variables(frame, kind);
        if (variables.isEmpty()) {
            return "None.";
        }
        StringBuilder text = new StringBuilder();
        for (Variable variable : variables) {
            text.append(text.isEmpty() ? "" : "\n");
            text.append(variable.name()).append(" = ").append(variable.value());
        }
        return text.toString();
    }

    private static String type(ConsoleInput in) throws SessionException {
        if (!in.hasArguments()) {
            throw new SessionException("ptype TYPE, as in: ptype struct task, ptype *p.");
        }
        CType type =
                in.evaluator()
                        .type(in.arguments())
                        .orElseThrow(() ->
                                new SessionException("It has no type: it is a plain number."));
        CType bare = CType.strip(type);
        StringBuilder text = new StringBuilder(type.text());
        text.append("  (%d bytes)".formatted(type.size()));
        if (bare instanceof CType.Struct struct) {
            for (CType.Member member : struct.members().list()) {
                String bits = member.isBitField() ? " : " + member.bitSize() : "";
                text.append(
                        "\n  +0x%-4x %s%s  %s"
                                .formatted(
                                        member.offset(),
                                        member.name().isEmpty() ? "(anonymous)" : member.name(),
                                        bits,
                                        member.type().get().text()));
            }
        } else if (bare instanceof CType.Enumeration enumeration) {
            for (CType.Enumerator one : enumeration.values()) {
                text.append("\n  %s = %d".formatted(one.name(), one.value()));
            }
        }
        return text.toString();
    }
}
