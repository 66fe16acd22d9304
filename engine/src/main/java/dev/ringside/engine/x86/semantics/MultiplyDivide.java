package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;

/// MUL, IMUL, DIV and IDIV (SDM Vol. 2A, 2B).
///
/// What the SDM leaves undefined is as AMD's Zen 3 does it: multiplication keeps SF, ZF, AF and PF;
/// division keeps CF and OF, sets AF and clears the rest.
public final class MultiplyDivide {
    private static final long DIVIDE_FLAGS = Rflags.AF | Rflags.PF | Rflags.ZF | Rflags.SF;

    private MultiplyDivide() {}

    /// MUL r/m: AX, DX:AX, EDX:EAX or RDX:RAX from the accumulator.
    public static void mul(Cpu cpu, long source, int size) {
        long a = cpu.register(VcpuState.RAX, size, true);
        long b = Cpu.truncate(source, size);
        boolean overflow = setProduct(cpu, a * b, Math.unsignedMultiplyHigh(a, b), size) != 0;
        cpu.setCarryAndOverflow(overflow, overflow);
    }

    /// IMUL r/m.
    public static void imul(Cpu cpu, long source, int size) {
        long a = Cpu.signExtend(cpu.gpr[VcpuState.RAX], size);
        long b = Cpu.signExtend(source, size);
        long product = a * b;
        setProduct(cpu, product, Math.multiplyHigh(a, b), size);
        setOverflow(cpu, a, b, product, size);
    }

    /// IMUL r, r/m and IMUL r, r/m, imm: the truncated product.
    public static long imul(Cpu cpu, long first, long second, int size) {
        long a = Cpu.signExtend(first, size);
        long b = Cpu.signExtend(second, size);
        long product = a * b;
        setOverflow(cpu, a, b, product, size);
        return product;
    }

    private static void setOverflow(Cpu cpu, long a, long b, long product, int size) {
        boolean overflow = overflows(a, b, product, size);
        cpu.setCarryAndOverflow(overflow, overflow);
    }

    /// CF and OF of a signed product of two operands with anything above their size.
    static boolean overflows(long first, long second, int size) {
        long a = Cpu.signExtend(first, size);
        long b = Cpu.signExtend(second, size);
        return overflows(a, b, a * b, size);
    }

    private static boolean overflows(long a, long b, long product, int size) {
        return Cpu.signExtend(product, size) != product
                || size == 8 && Math.multiplyHigh(a, b) != product >> 63;
    }

    /// Stores a product and returns its upper half, zero-extended.
    private static long setProduct(Cpu cpu, long low, long high, int size) {
        if (size == 1) {
            cpu.setRegister(VcpuState.RAX, 2, low);
            return low >>> 8 & 0xFF;
        }
        long upper = size == 8 ? high : Cpu.truncate(low >>> (size << 3), size);
        cpu.setRegister(VcpuState.RAX, size, low);
        cpu.setRegister(VcpuState.RDX, size, upper);
        return upper;
    }

    /// DIV r/m.
    ///
    /// @throws dev.ringside.engine.x86.tlb.GuestFault `#DE`
    public static void div(Cpu cpu, long source, int size) {
        long divisor = Cpu.truncate(source, size);
        if (divisor == 0) {
            throw cpu.fault.of(Vector.DE, 0, "division by zero");
        }
        long quotient;
        long remainder;
        long high = size == 8 ? cpu.gpr[VcpuState.RDX] : 0;
        long low = size == 8 ? cpu.gpr[VcpuState.RAX] : dividend(cpu, size);
        if (high == 0) {
            quotient = Long.divideUnsigned(low, divisor);
            remainder = low - quotient * divisor;
        } else if (Long.compareUnsigned(high, divisor) >= 0) {
            throw overflow(cpu);
        } else {
            quotient = WideDivision.divide(high, low, divisor);
            remainder = low - quotient * divisor;
        }
        if (Cpu.truncate(quotient, size) != quotient) {
            throw overflow(cpu);
        }
        setQuotient(cpu, quotient, remainder, size);
    }

    /// IDIV r/m.
    ///
    /// @throws dev.ringside.engine.x86.tlb.GuestFault `#DE`
    public static void idiv(Cpu cpu, long source, int size) {
        long divisor = Cpu.signExtend(source, size);
        if (divisor == 0) {
            throw cpu.fault.of(Vector.DE, 0, "division by zero");
        }
        if (size == 8) {
            idiv128(cpu, divisor);
            return;
        }
        long dividend = Cpu.signExtend(dividend(cpu, size), 2 * size);
        if (dividend == Long.MIN_VALUE && divisor == -1) {
            throw overflow(cpu);
        }
        long quotient = dividend / divisor;
        if (Cpu.signExtend(quotient, size) != quotient) {
            throw overflow(cpu);
        }
        setQuotient(cpu, quotient, dividend - quotient * divisor, size);
    }

    private static void idiv128(Cpu cpu, long divisor) {
        long high = cpu.gpr[VcpuState.RDX];
        long low = cpu.gpr[VcpuState.RAX];
        boolean negative = high < 0;
        long absoluteLow = negative ? -low : low;
        long absoluteHigh = negative ? ~high + (low == 0 ? 1 : 0) : high;
        long absoluteDivisor = Math.abs(divisor);
        if (Long.compareUnsigned(absoluteHigh, absoluteDivisor) >= 0) {
            throw overflow(cpu);
        }
        long quotient = WideDivision.divide(absoluteHigh, absoluteLow, absoluteDivisor);
        long remainder = absoluteLow - quotient * absoluteDivisor;
        boolean negativeQuotient = negative != divisor < 0;
        if (quotient < 0 && !(negativeQuotient && quotient == Long.MIN_VALUE)) {
            throw overflow(cpu);
        }
        setQuotient(
                cpu, negativeQuotient ? -quotient : quotient, negative ? -remainder : remainder, 8);
    }

    /// AX, DX:AX or EDX:EAX, zero-extended.
    private static long dividend(Cpu cpu, int size) {
        if (size == 1) {
            return cpu.gpr[VcpuState.RAX] & 0xFFFF;
        }
        long high = cpu.register(VcpuState.RDX, size, true);
        return high << (size << 3) | cpu.register(VcpuState.RAX, size, true);
    }

    private static void setQuotient(Cpu cpu, long quotient, long remainder, int size) {
        if (size == 1) {
            cpu.setRegister(VcpuState.RAX, 2, quotient & 0xFF | (remainder & 0xFF) << 8);
        } else {
            cpu.setRegister(VcpuState.RAX, size, quotient);
            cpu.setRegister(VcpuState.RDX, size, remainder);
        }
        cpu.setStatus(DIVIDE_FLAGS, Rflags.AF);
    }

    private static RuntimeException overflow(Cpu cpu) {
        return cpu.fault.of(Vector.DE, 0, "quotient too large");
    }
}
