package dev.ringside.adapter.console;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Granularity;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.StepKind;
import dev.ringside.engine.debug.Resume;
import java.util.List;

/// Running and stepping. The stop that follows is told as any other.
final class RunCommands {
    private RunCommands() {}

    static List<ConsoleCommand> all() {
        return List.of(
                ConsoleCommand.stopped(
                        "step s", "", "to another line, into calls", in -> line(in, StepKind.INTO)),
                ConsoleCommand.stopped(
                        "next n", "", "to another line, over calls", in -> line(in, StepKind.OVER)),
                ConsoleCommand.stopped(
                        "stepi si",
                        "",
                        "one instruction, into calls",
                        in -> instruction(in, StepKind.INTO)),
                ConsoleCommand.stopped(
                        "nexti ni",
                        "",
                        "one instruction, over calls, interrupts, rep and loop",
                        in -> instruction(in, StepKind.OVER)),
                ConsoleCommand.stopped(
                        "finish fin",
                        "",
                        "to the instruction after the call or interrupt that led here",
                        in -> instruction(in, StepKind.OUT)),
                ConsoleCommand.stopped(
                        "continue c", "", "run to the next breakpoint", RunCommands::go),
                ConsoleCommand.stopped(
                        "until u", "ADDRESS", "run to an address", RunCommands::until),
                ConsoleCommand.always("pause", "", "stop the running machine", RunCommands::pause),
                ConsoleCommand.stopped(
                        "jump", "ADDRESS", "set the instruction pointer", RunCommands::jump),
                ConsoleCommand.always("where w", "", "where the machine stands", Where::text));
    }

    private static String line(ConsoleInput in, StepKind kind) throws SessionException {
        return step(in, kind, Granularity.LINE);
    }

    private static String instruction(ConsoleInput in, StepKind kind) throws SessionException {
        return step(in, kind, Granularity.INSTRUCTION);
    }

    private static String step(ConsoleInput in, StepKind kind, Granularity granularity)
            throws SessionException {
        DebugSession session = in.session();
        Inspector inspector = in.inspect();
        if (in.hasArguments()) {
            throw new SessionException("%s takes no argument.".formatted(in.command()));
        }
        session.run().step(kind, in.vcpu(), granularity, pc -> inspector.fillsLine(in.vcpu(), pc));
        session.events().continued(in.vcpu());
        return "";
    }

    private static String go(ConsoleInput in) throws SessionException {
        return resume(in, new Resume.Continue());
    }

    private static String until(ConsoleInput in) throws SessionException {
        return resume(in, new Resume.RunTo(in.evaluator().number(in.arguments())));
    }

    private static String resume(ConsoleInput in, Resume how) throws SessionException {
        in.session().run().resume(how);
        in.session().events().continued(in.vcpu());
        return "";
    }

    private static String pause(ConsoleInput in) throws SessionException {
        in.session().run().pause();
        return "";
    }

    private static String jump(ConsoleInput in) throws SessionException {
        in.evaluator().assign("rip", in.arguments());
        in.session().changed();
        in.session().run().moved(in.vcpu());
        return "";
    }
}
