/// What each instruction does, one class per SDM group.
@NullMarked
package dev.ringside.engine.x86.semantics;

import org.jspecify.annotations.NullMarked;
