package dev.ringside.adapter.console;

import dev.ringside.adapter.session.Frame;
import dev.ringside.adapter.session.PcText;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.source.LoadedModule;
import dev.ringside.adapter.source.SymbolTable;
import java.util.List;
import java.util.stream.Stream;

/// The machine's tables, stack and screen as text.
final class MachineCommands {
    private MachineCommands() {}

    static List<ConsoleCommand> all() {
        return List.of(
                ConsoleCommand.stopped("bt", "", "back trace", MachineCommands::backTrace),
                ConsoleCommand.stopped(
                        "stack",
                        "",
                        "words from the stack pointer up",
                        in -> Trees.lines(in.inspect().tables(in.vcpu()).stack())),
                ConsoleCommand.stopped(
                        "gdt",
                        "",
                        "global descriptor table",
                        in -> Trees.lines(in.inspect().tables(in.vcpu()).gdt())),
                ConsoleCommand.stopped(
                        "idt",
                        "",
                        "interrupt descriptor table, or real mode's vectors",
                        in -> Trees.lines(in.inspect().tables(in.vcpu()).idt())),
                ConsoleCommand.stopped(
                        "page why",
                        "ADDRESS",
                        "how an address translates, or why it faults",
                        MachineCommands::page),
                ConsoleCommand.always("screen", "", "the guest's text screen", in -> screen(in)),
                ConsoleCommand.always(
                        "type",
                        "TEXT",
                        "type on the guest's keyboard; \\n is Enter",
                        MachineCommands::type),
                ConsoleCommand.always(
                        "serial",
                        "TEXT",
                        "send to the guest's serial port; \\n is a line end",
                        MachineCommands::serial),
                ConsoleCommand.always(
                        "stop", "", "say again why the machine stopped", MachineCommands::stop),
                ConsoleCommand.always(
                        "info",
                        "b|symbols|image|locals|args|frame",
                        "breakpoints, files read, variables",
                        MachineCommands::info));
    }

    private static String backTrace(ConsoleInput in) throws SessionException {
        StringBuilder text = new StringBuilder();
        for (Frame frame : in.inspect().frames(in.vcpu())) {
            text.append(text.isEmpty() ? "" : "\n").append('#').append(frame.depth()).append("  ");
            if (frame.isLabel()) {
                text.append('[').append(frame.label()).append(']');
                continue;
            }
            String name =
                    frame.function().isEmpty()
                            ? PcText.symbol(in.inspect().symbols(), frame.pc()).orElse("")
                            : frame.function();
            text.append(name).append(name.isEmpty() ? "" : "  ");
            text.append(frame.pcText()).append("  (").append(frame.how()).append(')');
        }
        return text.toString();
    }

    private static String page(ConsoleInput in) throws SessionException {
        long address =
                in.hasArguments()
                        ? in.evaluator().number(in.arguments())
                        : in.inspect().state(in.vcpu()).linearRip();
        return String.join("\n", in.inspect().debugger().explain(in.vcpu(), address));
    }

    private static String screen(ConsoleInput in) throws SessionException {
        return in.session().target().screen().text().stripTrailing();
    }

    private static String type(ConsoleInput in) throws SessionException {
        in.session().target().type(unescape(in.arguments()));
        return "";
    }

    private static String serial(ConsoleInput in) throws SessionException {
        in.session()
                .target()
                .serialInput(
                        1,
                        unescape(in.arguments()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return "";
    }

    private static String unescape(String text) {
        return text.replace("\\n", "\n").replace("\\t", "\t");
    }

    private static String stop(ConsoleInput in) throws SessionException {
        var words = in.session().run().lastWords();
        if (words == null) {
            return "The machine has not stopped yet.";
        }
        return words.text().isEmpty() ? words.description() : words.text();
    }

    private static String info(ConsoleInput in) throws SessionException {
        return switch (in.arguments()) {
            case "b", "break", "breakpoints" -> BreakpointCommands.list(in);
            case "symbols" -> symbols(in);
            case "image" -> in.session().target().description();
            case "registers", "r" -> Console.run(in, "regs");
            case "locals" -> Console.run(in, "locals");
            case "args" -> Console.run(in, "args");
            case "frame" -> Console.run(in, "frame");
            default ->
                    throw new SessionException(
                            "info b, info symbols, info image, info locals, info args or info frame.");
        };
    }

    private static String symbols(ConsoleInput in) throws SessionException {
        List<LoadedModule> modules = in.inspect().symbols().modules();
        StringBuilder text = new StringBuilder();
        for (LoadedModule module : modules) {
            text.append(text.isEmpty() ? "" : "\n");
            text.append(
                    "%s: %s, %d symbols, %d lines"
                            .formatted(
                                    module.name(),
                                    module.format(),
                                    module.symbols(),
                                    module.lines()));
        }
        for (String note : notes(in.inspect().symbols())) {
            text.append(text.isEmpty() ? "" : "\n").append(note);
        }
        return text.isEmpty() ? "No symbols were read." : text.toString();
    }

    private static List<String> notes(SymbolTable symbols) {
        return Stream.concat(symbols.notes().stream(), symbols.debug().troubles().stream())
                .distinct()
                .toList();
    }
}
