/// Runs a machine on both tiers of the core and finds the first instruction after which they
/// differ.
@NullMarked
package dev.ringside.engine.lockstep;

import org.jspecify.annotations.NullMarked;
