package dev.ringside.adapter.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ringside.adapter.request.Routes;
import dev.ringside.adapter.server.Connection;
import dev.ringside.adapter.server.FrameException;
import dev.ringside.adapter.server.LocalTransport;
import dev.ringside.adapter.server.Services;
import dev.ringside.adapter.server.Transport;
import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.source.SymbolTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client of the server in this process, and the fake machine behind it.
public final class TestClient implements AutoCloseable {
    private static final int LONGEST_SECONDS = 60;

    private final Transport transport;
    private final @Nullable Connection connection;
    private final BlockingQueue<JsonObject> incoming = new LinkedBlockingQueue<>();
    private final List<JsonObject> log = new ArrayList<>();
    private final List<JsonObject> waiting = new ArrayList<>();
    private Made made = new Made();
    private int sequence;

    /// A client of any services.
    public TestClient(Services services) {
        LocalTransport.Pair pair = LocalTransport.pair();
        this.transport = pair.client();
        Connection served = new Connection(pair.server(), services);
        this.connection = served;
        start(served::serve);
        start(this::read);
    }

    /// A client of a server somewhere else.
    public TestClient(Transport transport) {
        this.transport = transport;
        this.connection = null;
        start(this::read);
    }

    private TestClient(SymbolTable symbols, AttachPoint attach, Made made, int... code) {
        this(
                new Services(
                        (options, output) -> made.take(new FakeMachine(output, code)),
                        options -> symbols,
                        FakeDisassembler::new,
                        () -> {},
                        attach));
        this.made = made;
    }

    /// @param code what the machine holds at 0x7c00
    public TestClient(SymbolTable symbols, AttachPoint attach, int... code) {
        this(symbols, attach, new Made(), code);
    }

    /// The machine made last.
    private static final class Made {
        private volatile @Nullable FakeMachine machine;

        FakeMachine take(FakeMachine fresh) {
            machine = fresh;
            return fresh;
        }
    }

    public TestClient(SymbolTable symbols, int... code) {
        this(symbols, AttachPoint.none(), code);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            String text = transport.read();
            while (text != null) {
                incoming.add(JsonParser.parseString(text).getAsJsonObject());
                text = transport.read();
            }
        } catch (IOException | FrameException e) {
            // The test that waits for a message says what is missing.
        }
    }

    public Routes routes() {
        if (connection == null) {
            throw new AssertionError("the server is another process's");
        }
        return connection.routes();
    }

    /// The machine of the last launch.
    public FakeMachine machine() {
        FakeMachine machine = made.machine;
        if (machine == null) {
            throw new AssertionError("no machine was made");
        }
        return machine;
    }

    /// Every message so far, in order of arrival.
    public List<JsonObject> log() {
        return log;
    }

    /// Sends text as it is.
    public void sendRaw(String json) {
        try {
            transport.write(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Sends a request.
    ///
    /// @return its number
    public int send(String command, String arguments) {
        int seq = ++sequence;
        sendRaw(
                "{\"seq\":%d,\"type\":\"request\",\"command\":\"%s\",\"arguments\":%s}"
                        .formatted(seq, command, arguments));
        return seq;
    }

    /// Sends a request and waits for its response, good or bad.
    public JsonObject response(String command, String arguments) {
        return responseTo(send(command, arguments));
    }

    /// Waits for the response to a request sent before.
    public JsonObject responseTo(int seq) {
        return next(
                m -> m.has("request_seq") && m.get("request_seq").getAsInt() == seq,
                "the response to request " + seq);
    }

    /// The body of a successful response.
    public JsonObject body(String command, String arguments) {
        JsonObject response = response(command, arguments);
        if (!response.get("success").getAsBoolean()) {
            throw new AssertionError(command + ": " + response);
        }
        return response.has("body") ? response.getAsJsonObject("body") : new JsonObject();
    }

    /// The message of a failed response.
    public String failure(String command, String arguments) {
        JsonObject response = response(command, arguments);
        if (response.get("success").getAsBoolean()) {
            throw new AssertionError(command + " succeeded: " + response);
        }
        return response.get("message").getAsString();
    }

    /// The body of the next event of this name.
    public JsonObject event(String name) {
        JsonObject event =
                next(m -> m.has("event") && m.get("event").getAsString().equals(name), name);
        return event.has("body") ? event.getAsJsonObject("body") : new JsonObject();
    }

    /// The next message of any kind.
    public JsonObject message() {
        return next(m -> true, "any message");
    }

    private JsonObject next(java.util.function.Predicate<JsonObject> wanted, String what) {
        for (JsonObject message : waiting) {
            if (wanted.test(message)) {
                waiting.remove(message);
                return message;
            }
        }
        while (true) {
            JsonObject message = poll(what);
            log.add(message);
            if (wanted.test(message)) {
                return message;
            }
            waiting.add(message);
        }
    }

    private JsonObject poll(String what) {
        try {
            JsonObject message = incoming.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
            if (message != null) {
                return message;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("waited in vain for " + what + "; so far: " + log);
    }

    /// Up to the first stop, before the first instruction.
    public TestClient launched() {
        body("initialize", "{\"adapterID\":\"ringside\"}");
        body("launch", "{\"program\":\"/lab/boot.img\"}");
        event("initialized");
        body("configurationDone", "{}");
        event("stopped");
        return this;
    }

    /// The innermost frame.
    public JsonObject frame() {
        return body("stackTrace", "{\"threadId\":1}")
                .getAsJsonArray("stackFrames")
                .get(0)
                .getAsJsonObject();
    }

    /// The variables of a group of registers.
    public JsonArray registers(String group) {
        int scope = reference(scopes(), "Registers");
        return variables(reference(variables(scope), group));
    }

    /// The scopes of the innermost frame.
    public JsonArray scopes() {
        return body("scopes", "{\"frameId\":%d}".formatted(frame().get("id").getAsInt()))
                .getAsJsonArray("scopes");
    }

    public JsonArray variables(int reference) {
        return body("variables", "{\"variablesReference\":%d}".formatted(reference))
                .getAsJsonArray("variables");
    }

    /// The reference of a scope or variable by its name.
    public static int reference(JsonArray all, String name) {
        return find(all, name).get("variablesReference").getAsInt();
    }

    public static JsonObject find(JsonArray all, String name) {
        for (var element : all) {
            if (element.getAsJsonObject().get("name").getAsString().equals(name)) {
                return element.getAsJsonObject();
            }
        }
        throw new AssertionError("no " + name + " in " + all);
    }

    @Override
    public void close() {
        if (transport instanceof LocalTransport local) {
            local.end();
        }
    }
}
