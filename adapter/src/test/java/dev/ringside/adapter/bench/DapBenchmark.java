package dev.ringside.adapter.bench;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Whole-process figures of the packaged adapter: launch to first stop, steps a second, memory.
///
/// Usage: `DapBenchmark LAUNCHER IMAGE`; the figures go to `engine/docs/performance.md`.
final class DapBenchmark {
    private static final int LAUNCHES = 12;
    private static final int STEPS = 3000;

    private final List<String> command;
    private final String image;

    private DapBenchmark(String launcher, String image) {
        this.command = List.of(launcher, "dap");
        this.image = image;
    }

    public static void main(String[] arguments) throws IOException {
        DapBenchmark benchmark = new DapBenchmark(arguments[0], arguments[1]);
        benchmark.measureLaunch();
        benchmark.measureSteps(true);
        benchmark.measureSteps(false);
    }

    private JsonObject launch(DapClient client) throws IOException {
        client.request("initialize", Map.of("adapterID", "ringside", "linesStartAt1", true));
        client.send("launch", Map.of("program", image, "stopOnEntry", true));
        client.await("initialized");
        client.send("configurationDone", Map.of());
        return client.await("stopped");
    }

    private void measureLaunch() throws IOException {
        double[] milliseconds = new double[LAUNCHES];
        for (int i = 0; i < LAUNCHES; i++) {
            long start = System.nanoTime();
            try (DapClient client = new DapClient(command)) {
                launch(client);
                milliseconds[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(milliseconds);
        System.out.printf(
                "launch to first stop: median %.0f ms (%.0f to %.0f, n=%d)%n",
                milliseconds[LAUNCHES / 2], milliseconds[0], milliseconds[LAUNCHES - 1], LAUNCHES);
    }

    private void measureSteps(boolean look) throws IOException {
        try (DapClient client = new DapClient(command)) {
            launch(client);
            step(client, STEPS, look);
            long start = System.nanoTime();
            step(client, STEPS, look);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "steps %s: %.0f a second; resident %d MiB%n",
                    look ? "with stack and registers" : "bare",
                    STEPS / seconds,
                    resident(client.pid()));
        }
    }

    private static void step(DapClient client, int steps, boolean look) throws IOException {
        for (int i = 0; i < steps; i++) {
            client.request("stepIn", Map.of("threadId", 1, "granularity", "instruction"));
            client.await("stopped");
            if (look) {
                JsonObject stack = client.request("stackTrace", Map.of("threadId", 1));
                int frame =
                        stack.getAsJsonArray("stackFrames")
                                .get(0)
                                .getAsJsonObject()
                                .get("id")
                                .getAsInt();
                JsonObject scopes = client.request("scopes", Map.of("frameId", frame));
                int registers =
                        scopes.getAsJsonArray("scopes")
                                .get(0)
                                .getAsJsonObject()
                                .get("variablesReference")
                                .getAsInt();
                client.request("variables", Map.of("variablesReference", registers));
            }
        }
    }

    /// MiB, from the Linux process file system; 0 elsewhere.
    private static long resident(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return 0;
    }
}
