package dev.ringside.engine.x86.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.x86.interpret.BareCore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every 8-bit operand pair of the arithmetic group against plain integer formulas.
class ByteAluTest {
    private final BareCore core = new BareCore(64);
    private final Cpu cpu = core.cpu;

    @AfterEach
    void close() {
        core.close();
    }

    /// One operation on bytes.
    private interface Operation {
        long apply(Cpu cpu, long first, long second, int size);
    }

    @Test
    void additionSetsAllFlagsFromItsCarries() {
        for (int carry = 0; carry <= 1; carry++) {
            int carryIn = carry;
            forAllPairs(
                    carry,
                    carry == 0 ? Arithmetic::add : Arithmetic::adc,
                    (a, b) -> a + b + carryIn,
                    (a, b) -> (a & 15) + (b & 15) + carryIn > 15,
                    (a, b) -> (byte) a + (byte) b + carryIn);
        }
    }

    @Test
    void subtractionSetsAllFlagsFromItsBorrows() {
        for (int carry = 0; carry <= 1; carry++) {
            int borrowIn = carry;
            forAllPairs(
                    carry,
                    carry == 0 ? Arithmetic::sub : Arithmetic::sbb,
                    (a, b) -> a - b - borrowIn,
                    (a, b) -> (a & 15) - (b & 15) - borrowIn < 0,
                    (a, b) -> (byte) a - (byte) b - borrowIn);
        }
    }

    @Test
    void addIgnoresTheCarryFlag() {
        forAllPairs(
                1,
                Arithmetic::add,
                Integer::sum,
                (a, b) -> (a & 15) + (b & 15) > 15,
                (a, b) -> (byte) a + (byte) b);
    }

    @Test
    void logicClearsCarryOverflowAndAdjust() {
        forAllPairs(1, Logic::and, (a, b) -> a & b, (a, b) -> false, (a, b) -> 0);
        forAllPairs(1, Logic::or, (a, b) -> a | b, (a, b) -> false, (a, b) -> 0);
        forAllPairs(1, Logic::xor, (a, b) -> a ^ b, (a, b) -> false, (a, b) -> 0);
    }

    @Test
    void incAndDecKeepCarry() {
        for (int a = 0; a < 256; a++) {
            for (long carry = 0; carry <= 1; carry++) {
                cpu.setStatus(carry);
                assertEquals(a + 1 & 0xFF, Arithmetic.inc(cpu, a, 1) & 0xFF);
                long adjust = (a & 15) == 15 ? Rflags.AF : 0;
                long overflow = a == 0x7F ? Rflags.OF : 0;
                assertEquals(resultFlags(a + 1) | carry | adjust | overflow, flags(), "inc " + a);
                cpu.setStatus(carry | Rflags.OF);
                assertEquals(a - 1 & 0xFF, Arithmetic.dec(cpu, a, 1) & 0xFF);
                adjust = (a & 15) == 0 ? Rflags.AF : 0;
                overflow = a == 0x80 ? Rflags.OF : 0;
                assertEquals(resultFlags(a - 1) | carry | adjust | overflow, flags(), "dec " + a);
            }
        }
    }

    @Test
    void negIsSubtractionFromZero() {
        for (int a = 0; a < 256; a++) {
            assertEquals(-a & 0xFF, Arithmetic.neg(cpu, a, 1) & 0xFF);
            assertEquals(a != 0, cpu.carry(), "CF of neg " + a);
            assertEquals(a == 0x80, cpu.overflow(), "OF of neg " + a);
        }
    }

    /// A function of two bytes.
    private interface Formula<T> {
        T of(int first, int second);
    }

    private void forAllPairs(
            long flagsBefore,
            Operation operation,
            Formula<Integer> result,
            Formula<Boolean> adjust,
            Formula<Integer> signedResult) {
        for (int a = 0; a < 256; a++) {
            for (int b = 0; b < 256; b++) {
                cpu.setStatus(flagsBefore);
                // Garbage above the operand must not matter.
                long actual = operation.apply(cpu, a | 0x5A00, b | 0x4500, 1);
                int expected = result.of(a, b);
                assertEquals((byte) expected, actual, "result sign-extended");
                int signed = signedResult.of(a, b);
                long flags = resultFlags(expected) | expected >> 8 & 1;
                flags |= adjust.of(a, b) ? Rflags.AF : 0;
                flags |= signed < -128 || signed > 127 ? Rflags.OF : 0;
                if (flags != flags()) {
                    assertEquals(flags, flags(), "flags of %x, %x".formatted(a, b));
                }
            }
        }
    }

    private static long resultFlags(int result) {
        int value = result & 0xFF;
        int ones = 0;
        for (int bit = value; bit != 0; bit >>= 1) {
            ones += bit & 1;
        }
        return (value == 0 ? Rflags.ZF : 0)
                | (value >= 0x80 ? Rflags.SF : 0)
                | (ones % 2 == 0 ? Rflags.PF : 0);
    }

    private long flags() {
        return cpu.rflags() & Rflags.STATUS;
    }
}
