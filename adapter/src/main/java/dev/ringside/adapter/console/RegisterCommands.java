package dev.ringside.adapter.console;

import dev.ringside.adapter.session.Bits;
import dev.ringside.adapter.session.PcText;
import dev.ringside.adapter.session.Register;
import dev.ringside.adapter.session.RegisterFile;
import dev.ringside.adapter.session.RegisterGroup;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Variable;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.VcpuState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Registers as text.
final class RegisterCommands {
    private RegisterCommands() {}

    static List<ConsoleCommand> all() {
        return List.of(
                ConsoleCommand.stopped(
                        "regs",
                        "[GROUP]",
                        "registers; groups: segments control debug msr fpu sse",
                        RegisterCommands::registers),
                ConsoleCommand.stopped(
                        "r", "NAME[=VALUE]", "show or set a register", RegisterCommands::register),
                ConsoleCommand.stopped(
                        "set",
                        "PLACE=VALUE",
                        "set a register or memory: set word [0x7c00]=0x90",
                        RegisterCommands::set),
                ConsoleCommand.stopped(
                        "print p",
                        "EXPRESSION[,FORMAT]",
                        "a value; formats x d b o c s i",
                        RegisterCommands::print));
    }

    private static String registers(ConsoleInput in) throws SessionException {
        if (in.hasArguments()) {
            return group(in);
        }
        VcpuState state = in.inspect().state(in.vcpu());
        boolean wide = state.codeSize() == CodeSize.BITS_64;
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (Register register : RegisterFile.of(RegisterGroup.GENERAL)) {
            String name = register.name();
            boolean extended = Character.isDigit(name.charAt(1));
            if (!wide && extended) {
                continue;
            }
            long value = register.read(state);
            text.append(column % 4 == 0 && column > 0 ? "\n" : column > 0 ? "  " : "");
            text.append(
                    wide
                            ? "%-3s %016x".formatted(name, value)
                            : "%-3s %08x".formatted(narrow(name), value & 0xFFFFFFFFL));
            column++;
        }
        text.append(
                "\nrflags %08x  %s".formatted(state.rflags, Bits.set(Bits.RFLAGS, state.rflags)));
        text.append("\n").append(PcText.of(state)).append("  ").append(PcText.mode(state));
        return text.toString();
    }

    private static String narrow(String name) {
        return "e" + name.substring(1);
    }

    private static String group(ConsoleInput in) throws SessionException {
        String wanted = in.arguments().toLowerCase(java.util.Locale.ROOT);
        String prefix =
                switch (wanted) {
                    case "msr", "msrs" -> "model";
                    case "fpu" -> "floating";
                    default -> wanted;
                };
        List<Variable> groups = in.inspect().registers(in.vcpu()).groups();
        Optional<Variable> group =
                groups.stream()
                        .filter(g -> g.name().toLowerCase(java.util.Locale.ROOT).startsWith(prefix))
                        .findFirst();
        if (group.isEmpty()) {
            throw new SessionException(
                    "There is no group '%s'; the groups are %s."
                            .formatted(
                                    wanted,
                                    String.join(
                                            ", ",
                                            Arrays.stream(RegisterGroup.values())
                                                    .filter(g -> g != RegisterGroup.PART)
                                                    .map(RegisterGroup::title)
                                                    .toList())));
        }
        return Trees.text(group.get());
    }

    private static String register(ConsoleInput in) throws SessionException {
        if (in.arguments().contains("=")) {
            return set(in);
        }
        if (!in.hasArguments()) {
            return registers(in);
        }
        return print(in);
    }

    private static String set(ConsoleInput in) throws SessionException {
        int equals = in.arguments().indexOf('=');
        if (equals <= 0) {
            throw new SessionException("PLACE=VALUE, as in: ax=0x10, byte [0x7c00]=0x90.");
        }
        return assign(
                in,
                in.arguments().substring(0, equals).strip(),
                in.arguments().substring(equals + 1).strip());
    }

    static String assign(ConsoleInput in, String place, String value) throws SessionException {
        in.session().run().requireStopped();
        Variable now = in.evaluator().assign(place, value);
        in.session().changed();
        return "%s = %s".formatted(place, now.value());
    }

    private static String print(ConsoleInput in) throws SessionException {
        return in.evaluator().evaluate(in.arguments()).value();
    }
}
