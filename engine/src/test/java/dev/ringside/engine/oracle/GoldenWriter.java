package dev.ringside.engine.oracle;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the golden vectors anew, by hand and on a processor whose choices the core follows:
/// `main` with the file to write. Takes one outcome of each kind (how it ended) of each form.
final class GoldenWriter {
    private static final int BATCHES = 24;
    private static final int MAX_TRIES = 12;

    private GoldenWriter() {}

    public static void main(String[] arguments) throws IOException {
        if (!Host.isReference()) {
            throw new IOException("golden vectors come from AMD family 19h only");
        }
        Map<String, String> found = new HashMap<>();
        List<String> lines = new ArrayList<>();
        try (NativeOracle host = new NativeOracle()) {
            for (long seed = 1; seed <= BATCHES; seed++) {
                collect(host, seed, found, lines);
            }
        }
        lines.add(0, "Outcomes of an AMD family 19h processor; see GoldenVector for the format.");
        Files.write(Path.of(arguments[0]), lines);
        System.out.println(lines.size() - 1 + " golden vectors");
    }

    private static void collect(
            NativeOracle host, long seed, Map<String, String> found, List<String> lines)
            throws IOException {
        Template template = new Template(seed % 3);
        MemorySegment.copy(template.window, 0, host.template(), 0, Window.SIZE);
        MemorySegment.copy(template.readOnly, 0, host.readOnlyPage(), 0, Window.PAGE);
        Generator generator = new Generator(new Rng(seed), template, true);
        Outcome outcome = new Outcome();
        for (Form form : Form.ALL) {
            for (int i = 0; i < MAX_TRIES; i++) {
                CaseState test = new CaseState();
                generator.next(test, form);
                host.put(0, test);
                if (host.run(1) == 0) {
                    host.restart();
                    continue;
                }
                host.get(0, outcome);
                String key = form.opcode() + form.reg() + ending(outcome);
                String line = GoldenVector.format(template, test, outcome);
                boolean wanted = outcome.failure.isEmpty() && line.length() < 700;
                if (wanted && found.putIfAbsent(key, line) == null) {
                    lines.add(line);
                }
            }
        }
    }

    /// Completed, or faulted: which fault matters less than that there is one.
    private static String ending(Outcome outcome) {
        return outcome.vector == 1 || outcome.vector == 3 ? "done" : "fault";
    }
}
