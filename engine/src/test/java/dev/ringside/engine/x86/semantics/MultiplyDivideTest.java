package dev.ringside.engine.x86.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.interpret.BareCore;
import dev.ringside.engine.x86.tlb.GuestFault;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Multiplication and division against big integers, and all byte multiplications.
class MultiplyDivideTest {
    private static final long SEED = 0x5EED_0001;

    private final BareCore core = new BareCore(64);
    private final Cpu cpu = core.cpu;

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void multipliesAllBytes() {
        for (int a = 0; a < 256; a++) {
            for (int b = 0; b < 256; b++) {
                cpu.gpr[VcpuState.RAX] = a;
                MultiplyDivide.mul(cpu, b, 1);
                assertEquals((long) a * b, cpu.gpr[VcpuState.RAX]);
                assertEquals(a * b > 0xFF, cpu.carry());
                assertEquals(a * b > 0xFF, cpu.overflow());
                cpu.gpr[VcpuState.RAX] = a;
                MultiplyDivide.imul(cpu, b, 1);
                int product = (byte) a * (byte) b;
                assertEquals(product & 0xFFFF, cpu.gpr[VcpuState.RAX]);
                assertEquals(product != (byte) product, cpu.carry());
            }
        }
    }

    @Test
    void multipliesQuadwordsTo128Bits() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 20_000; i++) {
            long a = spread(random);
            long b = spread(random);
            cpu.gpr[VcpuState.RAX] = a;
            MultiplyDivide.mul(cpu, b, 8);
            assertWide(unsigned(a).multiply(unsigned(b)), a, b);
            assertEquals(cpu.gpr[VcpuState.RDX] != 0, cpu.carry());
            cpu.gpr[VcpuState.RAX] = a;
            MultiplyDivide.imul(cpu, b, 8);
            BigInteger product = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
            assertWide(product, a, b);
            assertEquals(product.bitLength() > 63, cpu.overflow());
        }
    }

    private void assertWide(BigInteger product, long a, long b) {
        String what = "%x * %x, seed %x".formatted(a, b, SEED);
        assertEquals(product.longValue(), cpu.gpr[VcpuState.RAX], what);
        assertEquals(product.shiftRight(64).longValue(), cpu.gpr[VcpuState.RDX], what);
    }

    @Test
    void dividesAllSizesOrRaisesDivideError() {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] sizes = {1, 2, 4, 8};
        int divided = 0;
        for (int i = 0; i < 200_000; i++) {
            int size = sizes[i & 3];
            boolean signed = (i & 4) != 0;
            long high = random.nextInt(3) == 0 ? spread(random) : random.nextInt(-2, 3);
            divided += divide(size, signed, high, spread(random), spread(random)) ? 1 : 0;
        }
        assertEquals(true, divided > 50_000, "only %d divisions succeeded".formatted(divided));
    }

    private boolean divide(int size, boolean signed, long high, long low, long divisor) {
        BigInteger mask = BigInteger.ONE.shiftLeft(8 * size).subtract(BigInteger.ONE);
        BigInteger dividend = unsigned(high).and(mask).shiftLeft(8 * size);
        dividend = dividend.or(unsigned(low).and(mask));
        BigInteger by = unsigned(divisor).and(mask);
        if (signed) {
            dividend = signed(dividend, 16 * size);
            by = signed(by, 8 * size);
        }
        setDividend(size, high, low);
        String what = "%s / %s in %d bytes, seed %x".formatted(dividend, by, size, SEED);
        if (by.signum() == 0 || !fits(dividend.divide(by), size, signed)) {
            assertEquals(Vector.DE, fault(size, signed, divisor).vector, what);
            return false;
        }
        execute(size, signed, divisor);
        BigInteger[] expected = dividend.divideAndRemainder(by);
        long quotient = cpu.gpr[VcpuState.RAX];
        long remainder = size == 1 ? cpu.gpr[VcpuState.RAX] >>> 8 : cpu.gpr[VcpuState.RDX];
        assertEquals(
                Cpu.truncate(expected[0].longValue(), size), Cpu.truncate(quotient, size), what);
        assertEquals(
                Cpu.truncate(expected[1].longValue(), size), Cpu.truncate(remainder, size), what);
        return true;
    }

    private void setDividend(int size, long high, long low) {
        if (size == 1) {
            cpu.gpr[VcpuState.RAX] = (high & 0xFF) << 8 | low & 0xFF;
        } else {
            cpu.gpr[VcpuState.RAX] = low;
            cpu.gpr[VcpuState.RDX] = high;
        }
    }

    private GuestFault fault(int size, boolean signed, long divisor) {
        return assertThrows(GuestFault.class, () -> execute(size, signed, divisor));
    }

    private void execute(int size, boolean signed, long divisor) {
        if (signed) {
            MultiplyDivide.idiv(cpu, divisor, size);
        } else {
            MultiplyDivide.div(cpu, divisor, size);
        }
    }

    private static boolean fits(BigInteger quotient, int size, boolean signed) {
        return signed ? quotient.bitLength() <= 8 * size - 1 : quotient.bitLength() <= 8 * size;
    }

    private static BigInteger signed(BigInteger value, int bits) {
        return value.testBit(bits - 1) ? value.subtract(BigInteger.ONE.shiftLeft(bits)) : value;
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    /// Values of every magnitude, and the extremes.
    private static long spread(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> -1;
            default -> random.nextLong() >> random.nextInt(64);
        };
    }
}
