package dev.ringside.engine.x86.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.x86.interpret.BareCore;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/// The x87's functions against the same functions to 60 digits: within one unit in the last place,
/// and never going the wrong way from one operand to the next (SDM Vol. 1 8.3.10).
class FpuFunctionTest {
    private static final long SEED = 7;
    private static final int POINTS = 300;
    private static final int NEIGHBOURS = 4000;

    /// Enough over a half that only a wrong result is beyond it.
    private static final BigDecimal ALLOWED = new BigDecimal("0.5000001");

    private static final byte D9 = (byte) 0xD9;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Float80 x = new Float80();
    private final Float80 y = new Float80();
    private final Float80 result = new Float80();

    private Float80 random(Float80 value, int leastExponent, int mostExponent) {
        int sign = random.nextBoolean() ? Float80.SIGN : 0;
        int exponent = random.nextInt(leastExponent, mostExponent + 1);
        value.setFinite(sign, Float80.BIAS + exponent, Long.MIN_VALUE | random.nextLong(), 0);
        return value;
    }

    /// Runs D9 `second` on ST(0) = x, ST(1) = y; leaves ST(0) in `result`.
    private void run(BareCore core, int second) {
        core.state.fpuStatus = 0;
        core.state.fpuTag = 0xFFF0;
        core.state.fpuExponent[0] = x.signExponent();
        core.state.fpuSignificand[0] = x.significand;
        core.state.fpuExponent[1] = y.signExponent();
        core.state.fpuSignificand[1] = y.significand;
        core.load(D9, (byte) second);
        core.step();
        FpuStack.load(core.state, 0, result);
    }

    private void requireNear(BigDecimal expected) {
        BigDecimal unit = Reference.power(result.exponent - Float80.BIAS - 63);
        BigDecimal error = Reference.number(result).subtract(expected).abs();
        assertTrue(
                error.compareTo(unit.multiply(ALLOWED)) <= 0,
                () ->
                        "seed %d: %04x:%016x with %04x:%016x gives %04x:%016x, off by %s units"
                                .formatted(
                                        SEED,
                                        x.signExponent(),
                                        x.significand,
                                        y.signExponent(),
                                        y.significand,
                                        result.signExponent(),
                                        result.significand,
                                        error.divide(unit, Reference.CONTEXT).floatValue()));
    }

    private void compare(int second, int least, int most, BinaryOperator<BigDecimal> reference) {
        try (BareCore core = new BareCore(64)) {
            for (int i = 0; i < POINTS; i++) {
                random(x, least, most);
                random(y, -3, 3);
                run(core, second);
                requireNear(reference.apply(Reference.number(x), Reference.number(y)));
            }
        }
    }

    @Test
    void sineIsWithinAUnitUpToTwoToTheSixtyThird() {
        compare(0xFE, -60, 62, (a, b) -> Reference.sine(a));
    }

    @Test
    void cosineIsWithinAUnitUpToTwoToTheSixtyThird() {
        compare(0xFF, -60, 62, (a, b) -> Reference.cosine(a));
    }

    @Test
    void tangentIsWithinAUnit() {
        try (BareCore core = new BareCore(64)) {
            for (int i = 0; i < POINTS; i++) {
                random(x, -60, 62);
                run(core, 0xF2);
                assertEquals(Long.MIN_VALUE, result.significand, "1.0 above the tangent");
                FpuStack.load(core.state, 1, result);
                BigDecimal angle = Reference.number(x);
                BigDecimal sine = Reference.sine(angle);
                requireNear(sine.divide(Reference.cosine(angle), Reference.CONTEXT));
            }
        }
    }

    @Test
    void arcTangentIsWithinAUnit() {
        try (BareCore core = new BareCore(64)) {
            for (int i = 0; i < POINTS; i++) {
                random(x, -20, 20).sign = 0;
                random(y, -20, 20);
                run(core, 0xF3);
                BigDecimal quotient =
                        Reference.number(y).divide(Reference.number(x), Reference.CONTEXT);
                requireNear(Reference.arcTangent(quotient));
            }
        }
    }

    @Test
    void powerLessOneIsWithinAUnit() {
        compare(0xF0, -66, -1, (a, b) -> Reference.powerLessOne(a));
    }

    @Test
    void logarithmOfSumIsWithinAUnit() {
        compare(0xF9, -80, -3, (a, b) -> b.multiply(Reference.binaryLogarithmOfSum(a)));
    }

    @Test
    void logarithmIsWithinAUnit() {
        try (BareCore core = new BareCore(64)) {
            for (int i = 0; i < POINTS; i++) {
                random(x, 0, 0).sign = 0;
                random(y, -3, 3);
                BigDecimal logarithm =
                        Reference.binaryLogarithmOfSum(
                                Reference.number(x).subtract(BigDecimal.ONE));
                int exponent = random.nextInt(-16000, 16000) * (i & 1);
                x.exponent += exponent;
                run(core, 0xF1);
                BigDecimal whole = logarithm.add(BigDecimal.valueOf(exponent));
                requireNear(whole.multiply(Reference.number(y)));
            }
        }
    }

    @Test
    void functionsAreMonotoneBetweenNeighbours() {
        int[] functions = {0xFE, 0xF0, 0xF9, 0xF3};
        try (BareCore core = new BareCore(64)) {
            Float80 before = new Float80();
            for (int function : functions) {
                random(x, -4, -2).sign = 0;
                y.setFinite(0, Float80.BIAS, Long.MIN_VALUE, 0);
                run(core, function);
                // FPATAN falls as its divisor grows.
                int direction = function == 0xF3 ? -1 : 1;
                for (int i = 0; i < NEIGHBOURS; i++) {
                    before.copyFrom(result);
                    x.significand += 1;
                    run(core, function);
                    int order = result.compare(before) * direction;
                    assertTrue(order >= 0, "D9 %x at %x".formatted(function, x.significand));
                }
            }
        }
    }
}
