package dev.ringside.engine.x86.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.Feature;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.tlb.GuestFault;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// CPUID, XCR0 and `#UD` say the same of every processor model.
class CpuModelTest {
    private static final String SAMPLES =
            """
            SSE3 f20ff006|SSE3 f20f12c1|SSSE3 660f3800c1|SSSE3 0f3800c1|SSE4_1 660f3817c1
            SSSE3 660f3a0fc101|SSE4_2 660f3a62c100|SSE4_2 f20f38f0c1|AES 660f38dcc1
            PCLMULQDQ 660f3a44c100|POPCNT f30fb8c1|MOVBE 0f38f006|CMPXCHG16B 480fc70e|LAHF64 9f
            AVX c5e9fec9|AVX c5f877|AVX c5f82806|AVX2 c4e27d58c1|AVX2 c4e36d02c101|BMI1 c4e270f2c2
            FMA c4e26998c1|F16C c4e27913c1|F16C c4e3791dc800|SSE3 660f7cc1|SSE4_1 660f3a0cc100
            BMI1 c4e278f3ca|BMI2 c4e37bf0c104|BMI2 c4e26af7c1|ADX 660f38f6c1|MMX 0ffec1
            """;

    static Stream<Arguments> samples() {
        return Stream.of(CpuModel.values())
                .flatMap(model ->
                        Stream.of(SAMPLES.strip().split("[|\n]"))
                                .map(sample -> Arguments.of(model, sample)));
    }

    private static BareCore core(CpuModel model) {
        BareCore core = new BareCore(64, model);
        core.state.cr4 |= VcpuState.CR4_OSXSAVE;
        core.state.xcr0 = 7;
        core.state.gpr[6] = 0x8000;
        return core;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anInstructionIsUndefinedExactlyWithoutItsFeature(CpuModel model, String sample) {
        String[] words = sample.strip().split(" ");
        Feature feature = Feature.valueOf(words[0]);
        try (BareCore core = core(model)) {
            core.load(HexFormat.of().parseHex(words[1]));
            if (model.has(feature)) {
                core.step();
            } else {
                assertEquals(Vector.UD, assertThrows(GuestFault.class, core::step).vector);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CpuModel.class)
    void cpuidReportsTheModelsFeatures(CpuModel model) {
        try (BareCore core = core(model)) {
            cpuid(core, 1, 0);
            assertEquals(model.has(Feature.SSE4_2), bit(core, 1, 20));
            assertEquals(model.has(Feature.AVX), bit(core, 1, 28));
            assertEquals(true, bit(core, 1, 27), "OSXSAVE follows CR4");
            assertEquals(true, bit(core, 2, 23), "MMX");
            cpuid(core, 7, 0);
            assertEquals(model.has(Feature.AVX2), bit(core, 3, 5));
            assertEquals(model.has(Feature.BMI2), bit(core, 3, 8));
            cpuid(core, 0x80000001L, 0);
            assertEquals(model.has(Feature.LZCNT), bit(core, 1, 5));
            assertEquals(true, bit(core, 2, 29), "long mode");
        }
    }

    @Test
    void leafDDescribesTheStateThatXcr0MayEnable() {
        try (BareCore core = core(CpuModel.V3)) {
            core.state.xcr0 = 3;
            cpuid(core, 0xD, 0);
            assertEquals(7, core.state.gpr[0]);
            assertEquals(576, core.state.gpr[3]);
            assertEquals(832, core.state.gpr[1]);
            core.state.xcr0 = 7;
            cpuid(core, 0xD, 0);
            assertEquals(832, core.state.gpr[3]);
            cpuid(core, 0xD, 2);
            assertEquals(256, core.state.gpr[0]);
            assertEquals(576, core.state.gpr[3]);
        }
    }

    @Test
    void xsetbvTakesTheModelsStateOnly() {
        try (BareCore core = core(CpuModel.V3)) {
            for (int value = 0; value < 16; value++) {
                boolean allowed = value == 1 || value == 3 || value == 7;
                assertEquals(allowed, xsetbv(core, value), "v3, XCR0 = " + value);
            }
        }
        try (BareCore core = core(CpuModel.V2)) {
            assertFalse(xsetbv(core, 7));
        }
    }

    @Test
    void countsOfZeroBitsAreScansWithoutTheirFeature() {
        try (BareCore core = core(CpuModel.V2)) {
            core.state.gpr[0] = 77;
            core.load(HexFormat.of().parseHex("f30fbcc1"));
            core.step();
            assertEquals(77, core.state.gpr[0]);
        }
        try (BareCore core = core(CpuModel.V3)) {
            core.load(HexFormat.of().parseHex("f30fbcc1"));
            core.step();
            assertEquals(32, core.state.gpr[0]);
        }
    }

    private static void cpuid(BareCore core, long leaf, long subleaf) {
        core.state.gpr[0] = leaf;
        core.state.gpr[1] = subleaf;
        core.load(HexFormat.of().parseHex("0fa2"));
        core.step();
    }

    private static boolean bit(BareCore core, int register, int bit) {
        return (core.state.gpr[register] >> bit & 1) != 0;
    }

    private static boolean xsetbv(BareCore core, long value) {
        core.state.gpr[0] = value;
        core.state.gpr[1] = 0;
        core.state.gpr[2] = 0;
        core.load(HexFormat.of().parseHex("0f01d1"));
        try {
            core.step();
            return core.state.xcr0 == value;
        } catch (GuestFault fault) {
            return false;
        }
    }
}
