/// Bytes to instructions.
@NullMarked
package dev.ringside.engine.x86.decode;

import org.jspecify.annotations.NullMarked;
