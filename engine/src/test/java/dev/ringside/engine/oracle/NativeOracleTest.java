package dev.ringside.engine.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The judge itself: the host's answers where they are known. Aborted with the reason where no
/// child can run.
class NativeOracleTest {
    private final Outcome outcome = new Outcome();

    @BeforeAll
    static void requireHost() {
        String obstacle = Host.obstacle();
        if (obstacle != null) {
            abort("native oracle: " + obstacle);
        }
    }

    /// The vectors are those of SDM Vol. 3A table 6-1.
    @ParameterizedTest
    @CsvSource({
        "64, 4801d8, 1, 0, 3",
        "64, cc, 3, 0, 1",
        "64, 0f0b, 6, 0, 0",
        "64, f4, 13, 0, 0",
        "64, cd21, 13, 10a, 0",
        "64, 8b042500500040, 14, 4, 0",
        "64, 890425001000409090, 14, 7, 0",
        "64, 31d231c9f7f1, 0, 0, 4",
        "32, 8ed8, 13, 1230, 0",
        "32, 01d8, 1, 0, 2",
        "16, 01d8, 1, 0, 2",
        "16, 9a0000ffff, 13, fffc, 0",
    })
    void hostReportsVectorErrorCodeAndRipIfLinuxOnX86(
            int bits, String code, int vector, String errorCode, int ripOffset) throws IOException {
        try (NativeOracle host = new NativeOracle()) {
            CaseState test = simple(bits, code);
            test.gpr[VcpuState.RAX] = 0x1230;
            test.rflags |= vector == Vector.DE ? 0 : 0x100;
            host.put(0, test);
            assertEquals(1, host.run(1));
            host.get(0, outcome);
            assertEquals(vector, outcome.vector);
            assertEquals(Long.parseLong(errorCode, 16), outcome.errorCode);
            assertEquals(test.rip + ripOffset, outcome.rip);
        }
    }

    @Test
    void systemCallsOfACaseAreRefusedIfLinuxOnX86() throws IOException {
        try (NativeOracle host = new NativeOracle()) {
            host.put(0, simple(64, "0f05"));
            assertEquals(1, host.run(1));
            host.get(0, outcome);
            assertEquals("a system call", outcome.failure);
        }
    }

    @Test
    void sameBatchGivesTheSameOutcomesTwiceIfLinuxOnX86() throws IOException {
        try (NativeOracle host = new NativeOracle()) {
            Template template = new Template(3);
            host.template().copyFrom(template.window);
            host.readOnlyPage().copyFrom(template.readOnly);
            assertEquals(fingerprint(host, template), fingerprint(host, template));
        }
    }

    private String fingerprint(NativeOracle host, Template template) throws IOException {
        Generator generator = new Generator(new Rng(11), template, false);
        CaseState test = new CaseState();
        for (int i = 0; i < 200; i++) {
            generator.next(test);
            host.put(i, test);
        }
        assertEquals(200, host.run(200));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            host.get(i, outcome);
            text.append(outcome.vector).append(' ').append(outcome.rip).append('\n');
        }
        return text.toString();
    }

    @Test
    @Tag("long")
    void anEndlessLoopEndsTheChildAndANewOneGoesOnIfLinuxOnX86() throws IOException {
        try (NativeOracle host = new NativeOracle()) {
            host.put(0, simple(64, "90cc"));
            host.put(1, simple(64, "ebfe"));
            assertEquals(1, host.run(2));
            host.restart();
            host.put(0, simple(64, "90cc"));
            assertEquals(1, host.run(1));
            host.get(0, outcome);
            assertEquals(Vector.BP, outcome.vector);
        }
    }

    @Test
    void aGoldenVectorReadsBackAsItWasWrittenIfLinuxOnX86() throws IOException {
        try (NativeOracle host = new NativeOracle()) {
            Template template = new Template(5);
            host.template().copyFrom(template.window);
            host.readOnlyPage().copyFrom(template.readOnly);
            CaseState test = simple(64, "c7042508200040785634129090");
            test.rflags |= 0x100;
            host.put(0, test);
            assertEquals(1, host.run(1));
            host.get(0, outcome);
            GoldenVector vector = GoldenVector.parse(GoldenVector.format(template, test, outcome));
            vector.complete(template);
            assertNull(Comparison.difference(vector.test, vector.expected, outcome, 0, true));
            outcome.window.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 9, (byte) 1);
            assertEquals(
                    "memory at 40002009 56, core 1",
                    Comparison.difference(vector.test, vector.expected, outcome, 0, true));
        }
    }

    private static CaseState simple(int bits, String code) {
        CaseState test = new CaseState();
        test.cs =
                switch (bits) {
                    case 64 -> Segments.CODE_64;
                    case 32 -> Segments.CODE_32;
                    default -> Segments.CODE_16;
                };
        test.ss = bits == 16 ? Segments.STACK_16 : Segments.DATA_FLAT;
        test.ds = test.ss;
        test.es = test.ss;
        test.rflags = 0x202;
        test.codeAddress = Window.CODE + 0x10;
        test.rip = test.codeAddress - Generator.base(test.cs);
        test.gpr[VcpuState.RSP] = (bits == 16 ? 0 : Window.BASE) + 0x2800;
        byte[] bytes = HexFormat.of().parseHex(code);
        System.arraycopy(bytes, 0, test.code, 0, bytes.length);
        test.codeLength = bytes.length;
        return test;
    }
}
