/// Cached translations and guest faults.
///
/// An access is a tag compare and an addition as long as its page was used before with the same
/// rights; everything else (walks, alignment checks, data breakpoints, stores into code) takes the
/// slow way, because it never gets a tag. So none of it costs anything where it is not in use.
@NullMarked
package dev.ringside.engine.x86.tlb;

import org.jspecify.annotations.NullMarked;
