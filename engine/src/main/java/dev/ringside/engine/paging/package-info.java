/// The page walk as a pure function of control registers and memory (SDM Vol. 3A chapter 4).
///
/// [PageWalker] is what the core asks when a translation misses, [PageWalk] the same walk with
/// every step kept, for a person who asks why an address faults.
@NullMarked
package dev.ringside.engine.paging;

import org.jspecify.annotations.NullMarked;
