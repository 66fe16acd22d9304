package dev.ringside.adapter.session;

import dev.ringside.engine.debug.Debugger;

/// The machine as a session sees it. Thread-safe.
public interface Target extends AutoCloseable {
    Debugger debugger();

    /// What was loaded, in one line: format, size, entry.
    String description();

    /// Makes the VCPU threads; all stand before their first instruction.
    void start();

    /// Types on the guest's keyboard; characters that no key makes are left out.
    void type(String text);

    /// Sends bytes into a serial port.
    ///
    /// @param port 1 for COM1, 2 for COM2
    void serialInput(int port, byte[] bytes);

    Screen screen();

    /// Ends the machine and its threads; idempotent.
    void kill();

    /// Lets go of the machine: what was launched for this session ends, what was only attached to
    /// goes on. Idempotent.
    @Override
    void close();

    /// Makes machines.
    @FunctionalInterface
    interface Factory {
        /// @throws SessionException the image or an option is wrong: what, where, what to do
        Target create(LaunchOptions options, GuestOutput output) throws SessionException;
    }

    /// Where the guest wrote something.
    enum Channel {
        COM1(1),
        COM2(2),
        /// The debug console, port 0xE9.
        DEBUG_CONSOLE(0xE9),
        /// Text printed through the built-in BIOS, code page 437.
        BIOS_TEXT(0);

        private final int port;

        Channel(int port) {
            this.port = port;
        }

        /// As messages name it; 0 for what is no port.
        public int port() {
            return port;
        }
    }

    /// Hears what the guest writes; called on a VCPU thread.
    interface GuestOutput {
        void write(Channel channel, byte value);

        /// A remark of the machine itself: an unclaimed port, a default taken.
        void note(String line);
    }
}
