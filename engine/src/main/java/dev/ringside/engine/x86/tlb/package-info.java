/// Cached translations and guest faults.
@NullMarked
package dev.ringside.engine.x86.tlb;

import org.jspecify.annotations.NullMarked;
