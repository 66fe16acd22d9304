package dev.ringside.adapter;

import dev.ringside.adapter.server.BugReport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program: `dap`, `debug`, `run` and `info`.
@Command(
        name = "ringside",
        description = "Step through boot code and kernels in your IDE, from the first instruction.",
        mixinStandardHelpOptions = true,
        version = "Ringside 0.1.0",
        subcommands = {
            DapCommand.class,
            DebugCommand.class,
            RunCommand.class,
            InfoCommand.class,
            TestCommand.class
        })
public final class Main implements Runnable {
    /// Exit code for a bad image or option.
    static final int USAGE = 64;

    /// Exit code for a bug of ours.
    static final int ENGINE_FAULT = 76;

    /// The process's standard output. Everything that prints without thinking goes to standard
    /// error instead: standard output may be the protocol's.
    static final FileOutputStream STDOUT = new FileOutputStream(FileDescriptor.out);

    private Main() {}

    public static void main(String[] arguments) {
        System.setOut(System.err);
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        try {
            // The way an IDE starts it, without the time an option parser takes.
            if (arguments.length == 1 && arguments[0].equals("dap")) {
                return DapCommand.stdio();
            }
            return commandLine().execute(arguments);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            System.err.println("ringside: " + BugReport.write("the command line", e));
            return ENGINE_FAULT;
        }
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setOut(new java.io.PrintWriter(STDOUT, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler(Main::refuse);
        line.setExecutionExceptionHandler(Main::failed);
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    private static int refuse(CommandLine.ParameterException e, String[] arguments) {
        System.err.println("ringside: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(
                e, new java.io.PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.err.println(
                "Try 'ringside %s--help'."
                        .formatted(
                                e.getCommandLine().getParent() == null
                                        ? ""
                                        : e.getCommandLine().getCommandName() + " "));
        return USAGE;
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        if (e instanceof dev.ringside.adapter.session.SessionException) {
            System.err.println("ringside: " + e.getMessage());
            return USAGE;
        }
        System.err.println("ringside: " + BugReport.write(line.getCommandName(), e));
        return ENGINE_FAULT;
    }

    /// Without a command: the help.
    @Override
    public void run() {
        commandLine().usage(System.err);
    }
}
