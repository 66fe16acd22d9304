package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolTable;

/// Where an `attach` finds a machine.
@FunctionalInterface
public interface AttachPoint {
    /// @throws SessionException there is none, or another debugger has it
    Attachable attach() throws SessionException;

    /// A machine that runs already.
    record Attachable(Target target, SymbolTable symbols) {}

    /// The place of a server that starts machines only.
    static AttachPoint none() {
        return () -> {
            throw new SessionException(
                    "There is no running machine behind this server. Start one with 'ringside run"
                            + " IMAGE --dap HOST:PORT' and connect to that port.");
        };
    }
}
