/// Dispatch from instruction to semantics.
@NullMarked
package dev.ringside.engine.x86.interpret;

import org.jspecify.annotations.NullMarked;
