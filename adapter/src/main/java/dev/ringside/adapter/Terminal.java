package dev.ringside.adapter;

import com.google.gson.JsonObject;
import dev.ringside.adapter.server.LocalTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The terminal debugger: reads lines, sends them to the server's console, shows what comes back.
final class Terminal {
    private static final String PROMPT = "(ringside) ";

    private final TerminalClient client;
    private final PrintStream out;
    private String last = "";

    Terminal(LocalTransport transport, PrintStream out) {
        this.client = new TerminalClient(transport, out);
        this.out = out;
    }

    /// Debugs to the end of the script and the input, or to `quit`.
    ///
    /// @param interactive a person types: prompts are shown, input is not echoed
    /// @return the process's exit code
    int run(
            Map<String, Object> attributes,
            BufferedReader script,
            BufferedReader input,
            boolean interactive)
            throws IOException {
        client.start();
        Interrupt.onInterrupt(client::pause);
        String failure = client.launch(attributes);
        if (failure != null) {
            System.err.println("ringside: " + failure);
            return Main.USAGE;
        }
        if (interactive) {
            out.println("Type help for the commands, quit to leave.");
        }
        showStop();
        boolean more = lines(script, false);
        if (more) {
            lines(input, interactive);
        }
        client.disconnect();
        return client.exitCode();
    }

    /// @return false after `quit`
    private boolean lines(BufferedReader from, boolean interactive) throws IOException {
        while (true) {
            if (interactive) {
                out.print(PROMPT);
                out.flush();
            }
            String line = from.readLine();
            if (line == null) {
                return true;
            }
            String command = line.strip();
            if (!interactive && (command.isEmpty() || command.startsWith("#"))) {
                continue;
            }
            if (!interactive) {
                out.println(PROMPT + command);
            }
            if (command.matches("quit|q|exit")) {
                return false;
            }
            command(command.isEmpty() ? last : command);
        }
    }

    private void command(String command) {
        last = command;
        if (command.isEmpty()) {
            return;
        }
        JsonObject response = client.evaluate(command);
        if (!response.get("success").getAsBoolean()) {
            out.println(response.get("message").getAsString());
            return;
        }
        String text = response.getAsJsonObject("body").get("result").getAsString();
        if (!text.isEmpty()) {
            out.println(text);
        }
        if (client.awaitStop()) {
            showStop();
        }
    }

    private void showStop() {
        if (client.ended()) {
            return;
        }
        @Nullable JsonObject response = client.evaluate("where");
        if (response.get("success").getAsBoolean()) {
            out.println(response.getAsJsonObject("body").get("result").getAsString());
        }
    }
}
