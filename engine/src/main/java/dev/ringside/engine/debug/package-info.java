/// Breakpoints, stepping and stop reasons, above every backend.
@NullMarked
package dev.ringside.engine.debug;

import org.jspecify.annotations.NullMarked;
