package dev.ringside.adapter.server;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.ringside.adapter.console.Console;
import dev.ringside.adapter.fake.FakeSymbols;
import dev.ringside.adapter.fake.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConsoleFuzzTest {
    private static final Set<String> RUNNING =
            Set.of("step", "next", "stepi", "nexti", "finish", "continue", "until");

    private static final List<String> WORDS =
            List.of(
                    "ax",
                    "0x7c00",
                    "-1",
                    "[",
                    "]",
                    "word",
                    "=",
                    "==",
                    "(",
                    ")",
                    "+",
                    "*",
                    "/",
                    "/16xb",
                    "/99999xg",
                    "/i",
                    "phys",
                    "07c0:0000",
                    "ffff:ffffffff",
                    "cs.base",
                    "if",
                    ",x",
                    ",s",
                    "\"",
                    "\\",
                    "%",
                    "$rip",
                    "99999999999999999999",
                    "\u0000",
                    "ä",
                    "boot.asm:4",
                    "",
                    "zz",
                    "<<",
                    "64");

    @Test
    void noLineMakesAnInternalError() {
        long seed = 42;
        SplittableRandom random = new SplittableRandom(seed);
        List<String> names = new ArrayList<>();
        Console.commands().stream()
                .flatMap(command -> command.names().stream())
                .filter(name -> name.length() > 2 || name.equals("x") || name.equals("p"))
                .filter(name -> !RUNNING.contains(name) && !name.equals("fin"))
                .forEach(names::add);
        try (TestClient client =
                new TestClient(new FakeSymbols().row(4, 0x7C00, 0x7C02), 0x90, 0x90).launched()) {
            for (int i = 0; i < 3000; i++) {
                StringBuilder line = new StringBuilder();
                if (random.nextInt(4) > 0) {
                    line.append(names.get(random.nextInt(names.size())));
                }
                for (int n = random.nextInt(5); n > 0; n--) {
                    line.append(random.nextInt(3) == 0 ? "" : " ");
                    line.append(WORDS.get(random.nextInt(WORDS.size())));
                }
                assertAnswered(client, line.toString(), random.nextInt(4) == 0 ? "watch" : "repl");
            }
        }
    }

    private static void assertAnswered(TestClient client, String line, String context) {
        JsonObject response =
                client.response(
                        "evaluate",
                        "{\"expression\":%s,\"context\":\"%s\"}"
                                .formatted(new JsonPrimitive(line), context));
        String text = response.toString();
        assertFalse(text.contains("Internal error"), line + " -> " + text);
        assertFalse(text.contains("Exception"), line + " -> " + text);
    }
}
