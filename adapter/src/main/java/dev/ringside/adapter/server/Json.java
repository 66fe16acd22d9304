package dev.ringside.adapter.server;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.ringside.adapter.session.Texts;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.lsp4j.jsonrpc.debug.json.DebugMessageJsonHandler;

/// LSP4J's Gson, and what it complains of in words.
final class Json {
    private static final Pattern PATH = Pattern.compile("at path \\$\\.?(\\S+)");
    private static final Pattern EXPECTED = Pattern.compile("Expected (?:an? )?(\\S+).*but was (\\S+)");

    private Json() {}

    static Gson gson() {
        return new DebugMessageJsonHandler(Map.of()).getGson();
    }

    /// `"threadId": expected INT but was STRING`.
    static String words(JsonParseException e) {
        String message = String.valueOf(e.getMessage());
        Matcher path = PATH.matcher(message);
        Matcher expected = EXPECTED.matcher(message);
        String where = path.find() ? "\"" + path.group(1) + "\": " : "";
        return where
                + (expected.find()
                        ? "expected %s but was %s.".formatted(expected.group(1), expected.group(2))
                        : Texts.clip(message.replaceFirst("^[\\w.]+Exception: ", ""), 160));
    }
}
