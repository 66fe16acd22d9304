package dev.ringside.adapter.source;

/// Registers and memory as one frame sees them. Registers have the numbers of the System V ABIs:
/// for 64-bit code `rax rdx rcx rbx rsi rdi rbp rsp r8`…`r15`, for 32-bit code `eax ecx edx ebx esp
/// ebp esi edi`.
public interface FrameState {
    /// @throws UnavailableException not known in this frame
    long register(int number) throws UnavailableException;

    /// The address behind the frame's return address.
    ///
    /// @throws UnavailableException nothing says
    long canonicalFrameAddress() throws UnavailableException;

    /// A little-endian value.
    ///
    /// @param size bytes, 1 to 8
    /// @throws UnavailableException not readable
    long read(long address, int size) throws UnavailableException;

    /// What cannot be had in a frame; the message says what.
    final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        public UnavailableException(String message) {
            super(message, null, false, false);
        }
    }
}
