/// The own core: fetch, run, interrupts.
///
/// Words of our own:
/// - *block*: decoded instructions that follow each other within one page, entered at the first
///   ([Block]).
/// - *boundary*: between two instructions, where everything but the next instruction may happen:
///   stops, interrupts, debug traps ([RunLoop]).
/// - *stretch*: what runs between two boundaries; at most 20,000 instructions, one instruction
///   while TF, RF, a shadow or an instruction breakpoint is on.
/// - *attention*: bits by which an instruction asks for a boundary right behind it.
/// - *held fault*: an exception whose delivery a debug stop put off to the next run
///   ([FaultDelivery]).
///
/// A new reason to leave the core: a bit or field in `Platform`, set by the instruction together
/// with its attention; one branch in [RunLoop]'s boundary, in the order of SDM Vol. 3A table 6-2; a
/// test in the core's package that names the rule.
@NullMarked
package dev.ringside.engine.x86;

import org.jspecify.annotations.NullMarked;
