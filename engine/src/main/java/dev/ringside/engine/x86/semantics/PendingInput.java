package dev.ringside.engine.x86.semantics;

/// The element an INS waits for: asked of the VMM, answered by `completeIo`, stored by the next
/// run.
public final class PendingInput {
    /// Asked for and not answered.
    public boolean waiting;

    /// Answered and not stored yet.
    public boolean ready;

    /// RIP of the INS.
    long rip;

    /// The answer, zero-extended.
    public int data;

    /// Takes the VMM's answer.
    public void answer(int value) {
        waiting = false;
        ready = true;
        data = value;
    }

    /// Whether the INS at `at` has its element.
    public boolean readyFor(long at) {
        return ready && rip == at;
    }
}
