package dev.ringside.engine.x86.semantics;

/// Where x87 and the exact part of vector arithmetic work, so that they need not allocate. One for
/// each VCPU.
final class FpuScratch {
    final Float80 first = new Float80();
    final Float80 second = new Float80();
    final Float80 third = new Float80();
    final Float80 product = new Float80();
    final Float80 result = new Float80();

    /// Argument and result of a function.
    final DoubleDouble value = new DoubleDouble();

    final DoubleDouble other = new DoubleDouble();
    final DoubleDouble square = new DoubleDouble();
    final DoubleDouble sum = new DoubleDouble();
}
