/// The page walk as a pure function of control registers and memory.
@NullMarked
package dev.ringside.engine.paging;

import org.jspecify.annotations.NullMarked;
