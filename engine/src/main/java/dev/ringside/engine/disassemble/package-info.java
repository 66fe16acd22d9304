/// Capstone behind one interface: the text a user reads.
@NullMarked
package dev.ringside.engine.disassemble;

import org.jspecify.annotations.NullMarked;
