package dev.ringside.engine.oracle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// A case with the outcome the host gave, as one line of text, so that it can be judged without
/// that host.
///
/// `key=value` words in hexadecimal; registers that did not change and memory that equals the
/// template are left out. The text after `#` is for people.
final class GoldenVector {
    private static final String[] OUT_SELECTORS = {"cs", "ss", "ds", "es", "fs", "gs"};

    final long template;
    final CaseState test = new CaseState();
    final Outcome expected = new Outcome();

    private GoldenVector(long template) {
        this.template = template;
    }

    /// The line for a case and its outcome.
    static String format(Template template, CaseState test, Outcome outcome) {
        StringBuilder line = new StringBuilder();
        word(line, "template", template.seed);
        word(line, "rip", test.rip);
        word(line, "rflags", test.rflags);
        word(line, "cs", test.cs);
        word(line, "ss", test.ss);
        word(line, "ds", test.ds);
        word(line, "es", test.es);
        word(line, "fs", test.fs);
        word(line, "gs", test.gs);
        word(line, "fsbase", test.fsBase);
        word(line, "gsbase", test.gsBase);
        word(line, "at", test.codeAddress);
        line.append("code=")
                .append(HexFormat.of().formatHex(test.code, 0, test.codeLength))
                .append(' ');
        int registers = test.bits() == 64 ? 16 : 8;
        for (int i = 0; i < registers; i++) {
            word(line, "r" + i, test.gpr[i]);
        }
        line.append(test.anyOrder ? "anyorder=1 " : "");
        line.append(test.partial ? "partial=1 " : "");
        line.append(test.farCall ? "farcall=1 " : "");
        line.append(test.based ? "based=1 " : "");
        if (test.media != null) {
            word(line, "media", test.mediaSeed);
            word(line, "mediakind", test.mediaKind);
            word(line, "approximate", test.approximate);
            word(line, "fswundefined", test.undefinedStatus);
            word(line, "maskat", test.maskAddress);
        }
        outcome(line, test, outcome, registers);
        if (test.media != null) {
            GoldenMedia.format(line, test.media, outcome.media);
        }
        memory(line, template, test, outcome);
        return line.append("# ").append(Differential.listing(test)).toString();
    }

    private static void word(StringBuilder line, String key, long value) {
        line.append(key).append('=').append(Long.toHexString(value)).append(' ');
    }

    private static void outcome(
            StringBuilder line, CaseState test, Outcome outcome, int registers) {
        line.append("-> ");
        word(line, "vector", outcome.vector);
        word(line, "error", outcome.errorCode);
        word(line, "cr2", outcome.vector == 14 ? outcome.cr2 : 0);
        word(line, "rip", outcome.rip);
        word(line, "rflags", outcome.rflags);
        int[] before = {test.cs, test.ss, test.ds, test.es, test.fs, test.gs};
        int[] after = selectors(outcome);
        for (int i = 0; i < after.length; i++) {
            if (before[i] != after[i]) {
                word(line, OUT_SELECTORS[i], after[i]);
            }
        }
        word(line, "fsbase", outcome.fsBase);
        word(line, "gsbase", outcome.gsBase);
        for (int i = 0; i < registers; i++) {
            if (outcome.gpr[i] != test.gpr[i]) {
                word(line, "r" + i, outcome.gpr[i]);
            }
        }
    }

    private static int[] selectors(Outcome outcome) {
        return new int[] {outcome.cs, outcome.ss, outcome.ds, outcome.es, outcome.fs, outcome.gs};
    }

    private static void memory(
            StringBuilder line, Template template, CaseState test, Outcome outcome) {
        MemorySegment before = initial(template, test);
        int at = 0;
        while (at < Window.SIZE) {
            int end = at;
            while (end < Window.SIZE
                    && before.get(JAVA_BYTE, end) != outcome.window.get(JAVA_BYTE, end)) {
                end++;
            }
            if (end > at) {
                byte[] changed = outcome.window.asSlice(at, end - at).toArray(JAVA_BYTE);
                line.append("m%x=%s ".formatted(at, HexFormat.of().formatHex(changed)));
            }
            at = end + 1;
        }
    }

    private static MemorySegment initial(Template template, CaseState test) {
        MemorySegment window = Arena.ofAuto().allocate(Window.SIZE, 64);
        window.copyFrom(template.window);
        long at = test.codeAddress - Window.DATA;
        MemorySegment.copy(test.code, 0, window, JAVA_BYTE, at, test.codeLength);
        return window;
    }

    /// Reads a line that [#format] wrote.
    static GoldenVector parse(String line) {
        String text = line.substring(0, line.indexOf('#'));
        String[] halves = text.split("-> ");
        Map<String, String> in = words(halves[0]);
        Map<String, String> out = words(halves[1]);
        GoldenVector vector = new GoldenVector(number(in, "template"));
        vector.readCase(in);
        vector.readOutcome(in, out);
        return vector;
    }

    private static Map<String, String> words(String text) {
        Map<String, String> words = new HashMap<>();
        for (String word : text.strip().split(" ")) {
            int equals = word.indexOf('=');
            words.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return words;
    }

    private static long number(Map<String, String> words, String key) {
        return Long.parseUnsignedLong(words.getOrDefault(key, "0"), 16);
    }

    private void readCase(Map<String, String> in) {
        test.rip = number(in, "rip");
        test.rflags = number(in, "rflags");
        test.cs = (int) number(in, "cs");
        test.ss = (int) number(in, "ss");
        test.ds = (int) number(in, "ds");
        test.es = (int) number(in, "es");
        test.fs = (int) number(in, "fs");
        test.gs = (int) number(in, "gs");
        test.fsBase = number(in, "fsbase");
        test.gsBase = number(in, "gsbase");
        test.codeAddress = number(in, "at");
        byte[] code = HexFormat.of().parseHex(in.getOrDefault("code", ""));
        System.arraycopy(code, 0, test.code, 0, code.length);
        test.codeLength = code.length;
        for (int i = 0; i < 16; i++) {
            test.gpr[i] = number(in, "r" + i);
        }
        test.anyOrder = in.containsKey("anyorder");
        test.partial = in.containsKey("partial");
        test.farCall = in.containsKey("farcall");
        test.based = in.containsKey("based");
        if (in.containsKey("media")) {
            test.fillMedia(number(in, "media"), (int) number(in, "mediakind"));
            test.approximate = (int) number(in, "approximate");
            test.undefinedStatus = (int) number(in, "fswundefined");
            test.maskAddress = number(in, "maskat");
        }
    }

    private void readOutcome(Map<String, String> in, Map<String, String> out) {
        expected.vector = (int) number(out, "vector");
        expected.errorCode = number(out, "error");
        expected.cr2 = number(out, "cr2");
        expected.rip = number(out, "rip");
        expected.rflags = number(out, "rflags");
        List<Integer> selectors = new ArrayList<>();
        for (String name : OUT_SELECTORS) {
            selectors.add((int) number(out.containsKey(name) ? out : in, name));
        }
        expected.cs = selectors.get(0);
        expected.ss = selectors.get(1);
        expected.ds = selectors.get(2);
        expected.es = selectors.get(3);
        expected.fs = selectors.get(4);
        expected.gs = selectors.get(5);
        expected.fsBase = number(out, "fsbase");
        expected.gsBase = number(out, "gsbase");
        for (int i = 0; i < 16; i++) {
            expected.gpr[i] = number(out.containsKey("r" + i) ? out : in, "r" + i);
        }
        if (test.media != null) {
            GoldenMedia.parse(out, test.media, expected.media);
        }
        expected.window = MemorySegment.NULL;
        changes = out;
    }

    private Map<String, String> changes = Map.of();

    /// Makes the expected window, once its template is there.
    void complete(Template made) {
        MemorySegment window = initial(made, test);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            if (change.getKey().startsWith("m") && !change.getKey().equals("mxcsr")) {
                byte[] bytes = HexFormat.of().parseHex(change.getValue());
                int at = Integer.parseInt(change.getKey().substring(1), 16);
                MemorySegment.copy(bytes, 0, window, JAVA_BYTE, at, bytes.length);
            }
        }
        expected.window = window;
    }
}
