/// The own core: fetch, run, interrupts.
@NullMarked
package dev.ringside.engine.x86;

import org.jspecify.annotations.NullMarked;
