/// The host CPU as a judge of the own core, and the tests that use it.
///
/// Words: a *case* is one initial state with the bytes to run; an *outcome* is the state in which
/// the first exception found the processor (every case ends in one: the single-step trap, an INT3
/// behind the bytes, or a fault); the *window* is the little memory a case can reach.
@NullMarked
package dev.ringside.engine.oracle;

import org.jspecify.annotations.NullMarked;
