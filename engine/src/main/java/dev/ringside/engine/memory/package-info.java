/// The host memory that backs guest memory: page frames, the objects made of them, and the regions
/// in which they are mapped (Zircon: `kernel/vm`).
@NullMarked
package dev.ringside.engine.memory;

import org.jspecify.annotations.NullMarked;
