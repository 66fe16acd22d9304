/// The host memory that backs guest memory.
@NullMarked
package dev.ringside.engine.memory;

import org.jspecify.annotations.NullMarked;
