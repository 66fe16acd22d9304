/// Dispatch from instruction to semantics.
///
/// To add an instruction:
///
/// 1. In `x86.decode`, give it a constant and key in [dev.ringside.engine.x86.decode.Opcode] and
///    write the key, in upper case, into its row of the opcode map.
/// 2. In `x86.semantics`, write what it does in the class of its SDM group: loads and checks first,
///    stores before registers and flags.
/// 3. Here, add one case to the dispatch class of that group. A frequent form may get a number in
///    [dev.ringside.engine.x86.decode.Handler] and a case in the first switch.
/// 4. Add a row to `InstructionTables` in the tests and one to the differential test's `Form`.
@NullMarked
package dev.ringside.engine.x86.interpret;

import org.jspecify.annotations.NullMarked;
