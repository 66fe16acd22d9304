package dev.ringside.adapter.server;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Texts;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.lsp4j.jsonrpc.debug.json.DebugMessageJsonHandler;

/// LSP4J's Gson, and what it complains of in words.
final class Json {
    private static final Pattern EXPECTED =
            Pattern.compile("Expected (?:an? )?(\\S+).*but was (\\S+)");

    private Json() {}

    static Gson gson() {
        return new DebugMessageJsonHandler(Map.of()).getGson();
    }

    /// Arguments as their type.
    ///
    /// @throws SessionException which of them is wrong
    static Object arguments(Gson gson, JsonObject given, Type type) throws SessionException {
        try {
            return gson.fromJson(given, type);
        } catch (JsonParseException | NumberFormatException e) {
            String culprit = culprit(gson, given, type);
            throw new SessionException(
                    culprit.isEmpty()
                            ? "The arguments are wrong: " + words(e)
                            : "The argument \"%s\" is wrong: %s".formatted(culprit, words(e)));
        }
    }

    /// The first argument that cannot be read by itself.
    private static String culprit(Gson gson, JsonObject given, Type type) {
        for (String name : given.keySet()) {
            JsonObject alone = new JsonObject();
            alone.add(name, given.get(name));
            try {
                Object _ = gson.fromJson(alone, type);
            } catch (JsonParseException | NumberFormatException e) {
                return name;
            }
        }
        return "";
    }

    private static String words(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        Matcher expected = EXPECTED.matcher(message);
        return expected.find()
                ? "expected %s but was %s.".formatted(expected.group(1), expected.group(2))
                : Texts.clip(message.replaceFirst("^[\\w.]+Exception: ", ""), 160);
    }
}
