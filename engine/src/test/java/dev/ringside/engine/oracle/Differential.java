package dev.ringside.engine.oracle;

import dev.ringside.engine.disassemble.Capstone;
import dev.ringside.engine.disassemble.DisassembledInstruction;
import dev.ringside.engine.disassemble.Disassembler;
import dev.ringside.engine.state.CodeSize;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs the same cases on the host and on the core, batch by batch, and collects what differs.
final class Differential {
    /// One case that came out differently.
    record Mismatch(long seed, int index, CaseState test, String difference) {
        String listing() {
            return Differential.listing(test);
        }

        @Override
        public String toString() {
            return "seed %d case %d, %d-bit: %s%n    %s"
                    .formatted(seed, index, test.bits(), difference, listing());
        }
    }

    private final NativeOracle host;
    private final CoreRunner core;
    private final List<Mismatch> mismatches = new ArrayList<>();
    private final List<String> vectors = new ArrayList<>();
    private final Outcome expected = new Outcome();
    private final int limit;
    private final boolean strict;

    /// Cases that ended or hung the child.
    final List<String> lost = new ArrayList<>();

    long cases;

    /// Cases that the host could not run or answered by the kernel.
    long skipped;

    /// Differences that did not come again, or of code that changed itself.
    long unstable;

    long mismatchCount;

    /// @param strict the host is the processor whose choices the core follows: see
    ///   [Host#isReference]
    /// @param limit how many mismatches to keep
    Differential(NativeOracle host, CoreRunner core, boolean strict, int limit) {
        this.strict = strict;
        this.host = host;
        this.core = core;
        this.limit = limit;
    }

    /// The mismatches as golden vectors, in the same order.
    List<String> vectors() {
        return vectors;
    }

    List<Mismatch> mismatches() {
        return mismatches;
    }

    /// Runs one batch, all of it made from `seed`.
    void batch(long seed, int count) throws IOException {
        Template template = new Template(seed);
        Rng random = new Rng(seed ^ 0x5DEECE66DL);
        batch(seed, count, template, new Generator(random, template, !strict));
    }

    /// Runs one batch of x87 and vector instructions.
    void batch(long seed, int count, List<Form> forms) throws IOException {
        Template template = Template.media(seed);
        Rng random = new Rng(seed ^ 0x5DEECE66DL);
        batch(seed, count, template, new Generator(random, template, !strict, forms));
    }

    private void batch(long seed, int count, Template template, Generator generator)
            throws IOException {
        List<CaseState> tests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CaseState test = new CaseState();
            generator.next(test);
            tests.add(test);
        }
        run(seed, template, tests);
    }

    /// Runs `tests` under one template, as [#batch] does.
    void run(long seed, Template template, List<CaseState> tests) throws IOException {
        core.use(template);
        int first = 0;
        while (first < tests.size()) {
            MemorySegment.copy(template.window, 0, host.template(), 0, Window.SIZE);
            MemorySegment.copy(template.readOnly, 0, host.readOnlyPage(), 0, Window.PAGE);
            List<CaseState> rest = tests.subList(first, tests.size());
            for (int i = 0; i < rest.size(); i++) {
                host.put(i, rest.get(i));
            }
            int done = host.run(rest.size());
            for (int i = 0; i < done; i++) {
                host.get(i, expected);
                compare(seed, first + i, template, rest.get(i));
            }
            first += done;
            if (done < rest.size()) {
                // The culprit took the child with it.
                skipped++;
                lost.add(listing(tests.get(first)));
                first++;
                host.restart();
            }
        }
    }

    private void compare(long seed, int index, Template template, CaseState test)
            throws IOException {
        cases++;
        if (!expected.failure.isEmpty()) {
            skipped++;
            return;
        }
        Outcome actual = core.run(test, template);
        String difference =
                Comparison.difference(
                        test, expected, actual, strict ? 0 : test.undefinedFlags, strict);
        if (difference != null) {
            difference = confirm(test, template);
        }
        if (difference != null) {
            report(new Mismatch(seed, index, test, difference), template);
        }
    }

    /// Runs a differing case again, alone. An interrupt in the middle of a REP instruction that
    /// overwrites itself makes the host answer differently, and a case that changed its own code
    /// may have run something that is not in the table of [Form]s.
    private @Nullable String confirm(CaseState test, Template template) throws IOException {
        host.put(0, test);
        if (host.run(1) == 0) {
            host.restart();
            unstable++;
            return null;
        }
        host.get(0, expected);
        Outcome actual = core.run(test, template);
        String difference =
                Comparison.difference(
                        test, expected, actual, strict ? 0 : test.undefinedFlags, strict);
        if (difference == null || changedItself(test)) {
            unstable++;
            return null;
        }
        return difference;
    }

    /// Whether anything in the code page is not as it was put there.
    private boolean changedItself(CaseState test) {
        int start = (int) (test.codeAddress - Window.DATA);
        for (int i = Window.CODE_OFFSET; i < Window.SIZE; i++) {
            boolean own = i >= start && i < start + test.codeLength;
            byte before = own ? test.code[i - start] : (byte) 0xCC;
            if (expected.window.get(ValueLayout.JAVA_BYTE, i) != before) {
                return true;
            }
        }
        return false;
    }

    private void report(Mismatch mismatch, Template template) {
        mismatchCount++;
        if (mismatches.size() < limit) {
            mismatches.add(mismatch);
            vectors.add(GoldenVector.format(template, mismatch.test(), expected));
        }
    }

    /// The case's instructions as text.
    static String listing(CaseState test) {
        Disassembler disassembler = Capstone.open();
        CodeSize size =
                switch (test.bits()) {
                    case 16 -> CodeSize.BITS_16;
                    case 32 -> CodeSize.BITS_32;
                    default -> CodeSize.BITS_64;
                };
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < test.codeLength) {
            @Nullable DisassembledInstruction insn =
                    disassembler.decode(test.code, at, test.rip + at, size);
            int length = insn == null ? test.codeLength - at : insn.length();
            text.append(text.isEmpty() ? "" : "; ");
            for (int i = 0; i < length; i++) {
                text.append("%02x".formatted(test.code[at + i]));
            }
            text.append(' ').append(insn == null ? "?" : insn.text());
            at += length;
        }
        return text.toString();
    }
}
