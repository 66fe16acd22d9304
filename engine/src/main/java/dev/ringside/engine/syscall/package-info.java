/// One method per Zircon system call: check, look up, call one dispatcher.
@NullMarked
package dev.ringside.engine.syscall;

import org.jspecify.annotations.NullMarked;
