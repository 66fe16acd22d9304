package dev.ringside.adapter;

import dev.ringside.adapter.server.Connection;
import dev.ringside.adapter.server.LocalTransport;
import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.session.SessionException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ringside debug`: a terminal, client of the same server as an IDE.
@Command(
        name = "debug",
        description = "Debugs an image in the terminal; 'help' lists the commands.",
        mixinStandardHelpOptions = true)
final class DebugCommand implements Callable<Integer> {
    @Mixin private MachineOptions options = new MachineOptions();

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description = "Commands to run first, one a line; # begins a comment.")
    private @Nullable String script;

    @Override
    public Integer call() throws SessionException {
        Map<String, Object> attributes = options.attributes();
        options.read();
        PrintStream out = new PrintStream(Main.STDOUT, true, StandardCharsets.UTF_8);
        LocalTransport.Pair pair = LocalTransport.pair();
        Connection connection =
                new Connection(pair.server(), Production.services(AttachPoint.none()));
        Thread server = new Thread(connection::serve, "ringside-server");
        server.setDaemon(true);
        server.start();
        Terminal terminal = new Terminal(pair.client(), out);
        try (BufferedReader commands = script()) {
            return terminal.run(attributes, commands, reader(), interactive());
        } catch (IOException e) {
            throw new SessionException("The script cannot be read: %s.".formatted(e.getMessage()));
        }
    }

    @SuppressWarnings("SystemConsoleNull")
    private static boolean interactive() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static BufferedReader reader() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    private BufferedReader script() throws SessionException {
        if (script == null) {
            return new BufferedReader(java.io.Reader.nullReader());
        }
        try {
            return Files.newBufferedReader(Path.of(script));
        } catch (IOException | InvalidPathException e) {
            throw new SessionException("--script %s cannot be read.".formatted(script));
        }
    }
}
