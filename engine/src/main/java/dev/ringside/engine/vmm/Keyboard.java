package dev.ringside.engine.vmm;

/// The machine's keyboard from outside. Any thread; keys reach the guest at the next exit.
public interface Keyboard {
    /// Types text on a US keyboard: printable ASCII, `\n` or `\r` as Enter, `\t`, `\b`, `\u001b`.
    /// Other characters are left out.
    void type(String text);

    /// Presses or releases one key.
    ///
    /// @param scanCode set 1 make code; extended keys as 0xE000 | code
    void key(int scanCode, boolean down);
}
