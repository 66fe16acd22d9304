/// Kernel objects: handles, rights and dispatchers.
@NullMarked
package dev.ringside.engine.object;

import org.jspecify.annotations.NullMarked;
