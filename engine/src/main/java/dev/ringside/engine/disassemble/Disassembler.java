package dev.ringside.engine.disassemble;

import dev.ringside.engine.state.CodeSize;
import org.jspecify.annotations.Nullable;

/// Turns bytes into the text a user reads. Not thread-safe unless the implementation says so.
public interface Disassembler extends AutoCloseable {
    /// Decodes one instruction.
    ///
    /// @param code its bytes from `offset` on; more may follow, up to 15 are read
    /// @param address the linear address for branch targets, or the IP in 16-bit code
    /// @return null where the bytes are no instruction
    @Nullable DisassembledInstruction decode(byte[] code, int offset, long address, CodeSize size);

    /// `Capstone 5.0 (wasm)`.
    String name();

    @Override
    void close();
}
