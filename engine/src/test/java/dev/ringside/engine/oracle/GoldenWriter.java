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
/// `main` with the file to write. Takes one outcome of each kind (how it ended) of each form; with
/// the further word `media` one that did not fault of each x87 and vector form.
final class GoldenWriter {
    private static final int BATCHES = 24;
    private static final int MAX_TRIES = 12;
    private static final String DONE = "done";

    private GoldenWriter() {}

    public static void main(String[] arguments) throws IOException {
        if (!Host.isReference()) {
            throw new IOException("golden vectors come from AMD family 19h only");
        }
        Map<String, String> found = new HashMap<>();
        List<String> lines = new ArrayList<>();
        boolean media = arguments.length > 1 && arguments[1].equals("media");
        try (NativeOracle host = new NativeOracle()) {
            for (long seed = 1; seed <= BATCHES; seed++) {
                collect(host, seed, media, found, lines);
            }
        }
        lines.add(0, "Outcomes of an AMD family 19h processor; see GoldenVector for the format.");
        Files.write(Path.of(arguments[0]), lines);
        System.out.println(lines.size() - 1 + " golden vectors");
    }

    private static void collect(
            NativeOracle host,
            long seed,
            boolean media,
            Map<String, String> found,
            List<String> lines)
            throws IOException {
        Template template = media ? Template.media(seed % 3) : new Template(seed % 3);
        MemorySegment.copy(template.window, 0, host.template(), 0, Window.SIZE);
        MemorySegment.copy(template.readOnly, 0, host.readOnlyPage(), 0, Window.PAGE);
        List<Form> forms = media ? MediaForms.all() : Form.ALL;
        Generator generator = new Generator(new Rng(seed), template, true, forms);
        Outcome outcome = new Outcome();
        for (Form form : forms) {
            boolean approximate = form.has("rcp") || form.has("near");
            if (approximate || media && found.containsKey(key(form) + DONE)) {
                continue;
            }
            for (int i = 0; i < MAX_TRIES; i++) {
                CaseState test = new CaseState();
                generator.next(test, form);
                host.put(0, test);
                if (host.run(1) == 0) {
                    host.restart();
                    continue;
                }
                host.get(0, outcome);
                String ending = ending(outcome);
                String key = key(form) + ending;
                if (media && !ending.equals(DONE)) {
                    continue;
                }
                String line = GoldenVector.format(template, test, outcome);
                boolean wanted = outcome.failure.isEmpty() && line.length() < 700;
                if (wanted && found.putIfAbsent(key, line) == null) {
                    lines.add(line);
                }
            }
        }
    }

    private static String key(Form form) {
        boolean second = form.has("W1");
        return form.opcode() + form.reg() + (form.has("vex") ? second ? "vex W1" : "vex" : "");
    }

    /// Completed, or faulted: which fault matters less than that there is one.
    private static String ending(Outcome outcome) {
        return outcome.vector == 1 || outcome.vector == 3 ? DONE : "fault";
    }
}
