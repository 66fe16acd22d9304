package dev.ringside.engine.x86.decode;

/// Where the decoder gets an instruction's bytes from, in order.
public interface ByteFetcher {
    /// The next byte, 0 to 255. May throw the guest's fault: the decoder asks only for bytes that
    /// belong to the instruction.
    int next();
}
