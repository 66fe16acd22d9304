package dev.ringside.adapter.server;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.ringside.adapter.request.RequestHandler;
import dev.ringside.adapter.request.Routes;
import dev.ringside.adapter.request.Wire;
import dev.ringside.adapter.session.Client;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Texts;
import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.debug.NotStoppedException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/// One client and its session.
///
/// Requests are handled one after the other on the session's thread, and what the engine tells is a
/// task of the same thread: so an event caused by a request comes after its answer, always.
public final class Connection {
    private final LoggedTransport transport;
    private final Gson gson = Json.gson();
    private final MessageWriter writer;
    private final Client client = new Client();
    private final ScheduledThreadPoolExecutor sessionThread;
    private final EventSender events;
    private final DebugSession session;
    private final Routes routes;
    private final Progress progress;
    private final CountDownLatch over = new CountDownLatch(1);

    public Connection(Transport transport, Services services) {
        this.transport = new LoggedTransport(transport);
        this.writer = new MessageWriter(this.transport, gson);
        this.sessionThread = SessionThread.create();
        this.events = new EventSender(writer, client);
        this.session =
                new DebugSession(
                        services.targets(),
                        services.symbols(),
                        services.disassembler(),
                        services.warmUp(),
                        sessionThread,
                        events);
        this.routes = new Routes(session, client, services.attach(), this::memoryShown);
        this.progress = new Progress(writer, client);
    }

    /// Every request this connection answers.
    public Routes routes() {
        return routes;
    }

    private void memoryShown(Wire.MemoryChanged memory) {
        events.memoryShown(memory);
    }

    /// Serves until the client says good-bye or goes away.
    public void serve() {
        Thread reader = new Thread(this::readAll, "ringside-reader");
        reader.setDaemon(true);
        reader.start();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        progress.close();
        sessionThread.shutdown();
        transport.close();
    }

    private void readAll() {
        try {
            String message = transport.read();
            while (message != null) {
                String text = message;
                sessionThread.execute(() -> handle(text));
                message = transport.read();
            }
        } catch (FrameException e) {
            String text = "The client sent %s; the session ends here.".formatted(e.getMessage());
            System.err.println("ringside: " + text);
            writer.failure(0, "", text);
        } catch (IOException e) {
            if (over.getCount() > 0) {
                System.err.println("ringside: the connection ended: " + e.getMessage());
            }
        } catch (java.util.concurrent.RejectedExecutionException e) {
            // The session is over; what comes behind its end is not read.
        } finally {
            endSession();
        }
    }

    private void endSession() {
        try {
            sessionThread.execute(() -> {
                session.close();
                over.countDown();
            });
        } catch (java.util.concurrent.RejectedExecutionException e) {
            over.countDown();
        }
    }

    private void handle(String text) {
        JsonObject message = parse(text);
        if (message == null) {
            return;
        }
        Long sequence = number(message.get("seq"));
        String command = string(message.get("command"));
        if (sequence == null || command == null || !"request".equals(string(message.get("type")))) {
            writer.failure(
                    sequence == null ? 0 : sequence,
                    command == null ? "" : command,
                    "A request needs \"type\": \"request\", \"seq\" and \"command\".");
            return;
        }
        try (Progress.Watch _ = progress.watch(sequence, command)) {
            answer(sequence, command, message.get("arguments"));
        }
        if (session.closed()) {
            over.countDown();
        }
    }

    private @Nullable JsonObject parse(String text) {
        try {
            if (JsonParser.parseString(text) instanceof JsonObject object) {
                return object;
            }
            writer.failure(0, "", "The message is JSON, but no object.");
        } catch (JsonParseException | StackOverflowError e) {
            writer.failure(
                    0,
                    "",
                    "The message is not JSON: %s"
                            .formatted(Texts.clip(String.valueOf(e.getMessage()), 200)));
        }
        return null;
    }

    private void answer(long sequence, String command, @Nullable JsonElement arguments) {
        String failure;
        try {
            Object body = dispatch(command, arguments);
            writer.success(sequence, command, body);
            return;
        } catch (SessionException | NotStoppedException | ZxException e) {
            failure = String.valueOf(e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            failure = BugReport.write("'" + command + "'", e);
            System.err.println("ringside: " + failure);
        }
        writer.failure(sequence, command, failure);
    }

    private @Nullable Object dispatch(String command, @Nullable JsonElement arguments)
            throws SessionException {
        Routes.Route route = routes.find(command);
        if (route == null) {
            throw new SessionException(
                    "There is no request '%s'.".formatted(Texts.clip(command, 60)));
        }
        if (!client.initialized() && !command.equals("initialize")) {
            throw new SessionException("The first request must be initialize.");
        }
        return call(route, arguments);
    }

    private @Nullable Object call(Routes.Route route, @Nullable JsonElement arguments)
            throws SessionException {
        boolean none = arguments == null || arguments.isJsonNull();
        JsonElement given = none ? new JsonObject() : arguments;
        if (!(given instanceof JsonObject object)) {
            throw new SessionException(
                    "The arguments of '%s' must be an object.".formatted(route.command()));
        }
        if (route.command().equals("launch") || route.command().equals("attach")) {
            beginLog(object.get("log"));
        }
        // The route's type is the type parameter of its handler.
        @SuppressWarnings("unchecked")
        RequestHandler<Object, ?> handler = (RequestHandler<Object, ?>) route.handler();
        return handler.handle(Json.arguments(gson, object, route.type()));
    }

    /// The attribute `log` of `launch` and `attach`.
    private void beginLog(@Nullable JsonElement file) throws SessionException {
        String name = string(file);
        if (name == null || name.isBlank()) {
            return;
        }
        try {
            transport.logTo(Path.of(name));
        } catch (IOException | InvalidPathException e) {
            throw new SessionException("log: %s cannot be written.".formatted(name));
        }
    }

    private static @Nullable Long number(@Nullable JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isNumber()
                ? (Long) (long) primitive.getAsDouble()
                : null;
    }

    private static @Nullable String string(@Nullable JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString()
                ? primitive.getAsString()
                : null;
    }
}
