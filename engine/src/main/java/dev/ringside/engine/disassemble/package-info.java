/// Capstone behind one interface: the text a user reads.
///
/// [Capstone] is the way in. [CapstoneApi] has Capstone's own vocabulary, with two makers: the
/// WebAssembly build (`WasmCapstone`) and an installed library (`NativeCapstone`).
@NullMarked
package dev.ringside.engine.disassemble;

import org.jspecify.annotations.NullMarked;
