package dev.ringside.adapter.session;

/// Where an `attach` finds a machine.
@FunctionalInterface
public interface AttachPoint {
    /// @param output hears the guest from now on
    /// @throws SessionException there is none, or another debugger has it
    Attachable attach(Target.GuestOutput output) throws SessionException;

    /// A machine that runs already.
    ///
    /// @param options it was started with
    record Attachable(Target target, LaunchOptions options) {}

    /// The place of a server that starts machines only.
    static AttachPoint none() {
        return output -> {
            throw new SessionException(
                    "There is no running machine behind this server. Start one with 'ringside run"
                            + " IMAGE --dap HOST:PORT' and connect to that port.");
        };
    }
}
