package dev.ringside.engine.x86.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Sums, products, quotients and roots at the three precisions and in the four rounding modes
/// against decimal arithmetic (SDM Vol. 1 4.8.4).
class Float80ArithmeticTest {
    private static final long SEED = 11;
    private static final int POINTS = 4000;
    private static final int[] PRECISIONS = {24, 53, 64};

    /// By the rounding control's value.
    private static final RoundingMode[] MODES = {
        RoundingMode.HALF_EVEN, RoundingMode.FLOOR, RoundingMode.CEILING, RoundingMode.DOWN
    };

    /// So many digits that what is cut off cannot turn a rounding, but for ties, which are exact.
    private static final MathContext WIDE = new MathContext(120);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Float80 x = new Float80();
    private final Float80 y = new Float80();
    private final Float80 result = new Float80();

    private void random(Float80 value) {
        int sign = random.nextBoolean() ? Float80.SIGN : 0;
        long significand = Long.MIN_VALUE | random.nextLong() << random.nextInt(64);
        value.setFinite(sign, Float80.BIAS + random.nextInt(-70, 70), significand, 0);
    }

    private void check(BigDecimal exact, String what) {
        int bits = PRECISIONS[random.nextInt(3)];
        int mode = random.nextInt(4);
        if (exact.signum() == 0) {
            assertEquals(Float80.ZERO, result.kind, what);
            return;
        }
        int raised = Rounding.round(result, bits, 0x7F | mode << 10);
        BigDecimal unit = Reference.power(result.exponent - Float80.BIAS - bits + 1);
        BigDecimal rounded = exact.divide(unit, WIDE).setScale(0, MODES[mode]).multiply(unit);
        assertEquals(
                0,
                rounded.compareTo(Reference.number(result)),
                () -> "seed %d: %s to %d bits in mode %d".formatted(SEED, what, bits, mode));
        assertEquals(rounded.compareTo(exact) != 0, (raised & Rounding.PE) != 0, what);
        boolean up = rounded.abs().compareTo(exact.abs()) > 0;
        assertEquals(up, (raised & FpuStatus.C1) != 0, what);
    }

    private String operands(String operator) {
        return "%x:%x %s %x:%x"
                .formatted(
                        x.signExponent(), x.significand, operator, y.signExponent(), y.significand);
    }

    @Test
    void sumsAreRoundedOnce() {
        for (int i = 0; i < POINTS; i++) {
            random(x);
            random(y);
            assertEquals(0, Float80Arithmetic.add(x, y, 0, Rounding.NEAREST, result));
            check(Reference.number(x).add(Reference.number(y)), operands("+"));
        }
    }

    @Test
    void productsAreRoundedOnce() {
        for (int i = 0; i < POINTS; i++) {
            random(x);
            random(y);
            assertEquals(0, Float80Arithmetic.multiply(x, y, result));
            check(Reference.number(x).multiply(Reference.number(y)), operands("*"));
        }
    }

    @Test
    void quotientsAreRoundedOnce() {
        for (int i = 0; i < POINTS; i++) {
            random(x);
            random(y);
            assertEquals(0, Float80Arithmetic.divide(x, y, result));
            check(Reference.number(x).divide(Reference.number(y), WIDE), operands("/"));
        }
    }

    @Test
    void rootsAreRoundedOnce() {
        for (int i = 0; i < POINTS; i++) {
            random(x);
            x.sign = 0;
            assertEquals(0, Float80Arithmetic.squareRoot(x, result));
            check(Reference.number(x).sqrt(WIDE), operands("root"));
        }
    }

    @Test
    void rootsNearPowersOfFourAreRight() {
        for (long below = 1; below < 5000; below += 7) {
            x.setFinite(0, Float80.BIAS + 1, -below, 0);
            Float80Arithmetic.squareRoot(x, result);
            check(Reference.number(x).sqrt(WIDE), operands("root"));
        }
    }

    @Test
    void specialOperandsRaiseWhatTheManualSays() {
        x.setInfinity(0);
        y.setInfinity(0);
        assertEquals(
                Rounding.IE, Float80Arithmetic.add(x, y, Float80.SIGN, Rounding.NEAREST, result));
        assertEquals(Rounding.IE, Float80Arithmetic.divide(x, y, result));
        y.setZero(Float80.SIGN);
        assertEquals(Rounding.IE, Float80Arithmetic.multiply(x, y, result));
        assertEquals(0xFFFF, result.signExponent());
        x.setInteger(3);
        assertEquals(Rounding.ZE, Float80Arithmetic.divide(x, y, result));
        assertEquals(Float80.INFINITY, result.kind);
        assertEquals(Float80.SIGN, result.sign);
        x.setInteger(-4);
        assertEquals(Rounding.IE, Float80Arithmetic.squareRoot(x, result));
    }

    @Test
    void tininessIsFoundAfterRounding() {
        int masked = 0x37F;
        result.setFinite(0, 0, -1, -1);
        int raised = Rounding.round(result, 64, masked);
        assertEquals(1, result.exponent, "rounds up to the least normal number");
        assertEquals(0, raised & Rounding.UE);
        result.setFinite(0, 0, Long.MIN_VALUE, 0);
        assertEquals(0, Rounding.round(result, 64, masked), "an exact denormal");
        assertEquals(0, result.exponent);
        result.setFinite(0, 0, Long.MIN_VALUE | 1, 0);
        raised = Rounding.round(result, 64, masked);
        assertTrue((raised & Rounding.UE) != 0 && (raised & Rounding.PE) != 0);
    }
}
