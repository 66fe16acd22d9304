package dev.ringside.adapter.session;

import dev.ringside.engine.debug.Debugger;

/// The machine as a session sees it. Thread-safe.
public interface Target extends AutoCloseable {
    Debugger debugger();

    /// What was loaded, in one line: format, size, entry.
    String description();

    /// Makes the VCPU threads; all stand before their first instruction.
    void start();

    /// Types on the guest's keyboard.
    ///
    /// @throws SessionException a character no key makes
    void type(String text) throws SessionException;

    /// Sends bytes into the guest's first serial port.
    void serialInput(byte[] bytes);

    Screen screen();

    /// Ends the machine and its threads; idempotent.
    @Override
    void close();

    /// Makes machines.
    @FunctionalInterface
    interface Factory {
        /// @throws SessionException the image or an option is wrong: what, where, what to do
        Target create(LaunchOptions options, GuestOutput output) throws SessionException;
    }

    /// Hears what the guest writes; called on a VCPU thread.
    interface GuestOutput {
        void serial(byte value);

        void debugConsole(byte value);

        /// A remark of the machine itself: an unclaimed port, a default taken.
        void note(String line);
    }
}
