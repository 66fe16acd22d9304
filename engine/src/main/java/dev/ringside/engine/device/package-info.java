/// The PC's devices as clients of traps.
@NullMarked
package dev.ringside.engine.device;

import org.jspecify.annotations.NullMarked;
