package dev.ringside.engine.vmm;

/// Where a machine's text goes. Called on a VCPU thread; implementations hand over quickly.
public interface MachineConsole {
    /// Drops everything.
    MachineConsole NONE =
            new MachineConsole() {
                @Override
                public void serial(int port, byte b) {}

                @Override
                public void debugcon(byte b) {}
            };

    /// A byte sent on COM1 (`port` 0) or COM2 (1).
    void serial(int port, byte b);

    /// A byte written to the debug console, port 0xE9 or 0x402.
    void debugcon(byte b);

    /// A character printed through the built-in BIOS (INT 10h), code page 437; 8, 10 and 13 move.
    default void text(byte b) {}

    /// Something a user may want to know: an unclaimed port, an odd access. One line.
    default void log(String line) {}
}
