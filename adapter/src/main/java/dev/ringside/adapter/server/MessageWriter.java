package dev.ringside.adapter.server;

import com.google.gson.Gson;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Numbers and sends responses and events. Thread-safe.
///
/// A client that went away is no error here: the reader sees the end of the stream.
final class MessageWriter {
    /// Requests that follow from a stop, not from a deed of the user.
    private static final Set<String> OF_VIEWS =
            Set.of(
                    "threads",
                    "stackTrace",
                    "scopes",
                    "variables",
                    "evaluate",
                    "modules",
                    "loadedSources",
                    "exceptionInfo",
                    "disassemble",
                    "readMemory",
                    "completions",
                    "breakpointLocations",
                    "ringside/screen");

    private final Transport transport;
    private final Gson gson;
    private int sequence = 1;

    MessageWriter(Transport transport, Gson gson) {
        this.transport = transport;
        this.gson = gson;
    }

    synchronized void event(String event, @Nullable Object body) {
        StringBuilder json = begin("event").append(",\"event\":").append(quote(event));
        send(json, body);
    }

    synchronized void success(long request, String command, @Nullable Object body) {
        send(response(request, command, true), body);
    }

    /// A refusal. What a client asks by itself, for its views, fails in silence: VS Code would show
    /// each structured error as a notification, and a quick step makes many.
    synchronized void failure(long request, String command, String message) {
        StringBuilder json =
                response(request, command, false).append(",\"message\":").append(quote(message));
        boolean quiet = OF_VIEWS.contains(command);
        send(json, quiet ? null : new ErrorBody(new ErrorMessage(1, message, true)));
    }

    /// DAP's structured error.
    private record ErrorBody(ErrorMessage error) {}

    /// @param showUser the client should show it
    private record ErrorMessage(int id, String format, boolean showUser) {}

    private StringBuilder begin(String type) {
        return new StringBuilder(256)
                .append("{\"seq\":")
                .append(sequence++)
                .append(",\"type\":\"")
                .append(type)
                .append('"');
    }

    private StringBuilder response(long request, String command, boolean success) {
        return begin("response")
                .append(",\"request_seq\":")
                .append(request)
                .append(",\"success\":")
                .append(success)
                .append(",\"command\":")
                .append(quote(command));
    }

    private void send(StringBuilder json, @Nullable Object body) {
        if (body != null) {
            json.append(",\"body\":");
            gson.toJson(body, json);
        }
        try {
            transport.write(json.append('}').toString());
        } catch (IOException e) {
            // told above
        }
    }

    private String quote(String text) {
        return gson.toJson(new JsonPrimitive(text));
    }
}
