package dev.ringside.adapter.session;

import java.util.List;

/// What a session tells its client beside answers. Called on the session's thread.
public interface SessionEvents extends OutputBuffer.Sink {
    /// Where a line of output belongs.
    enum Output {
        CONSOLE,
        IMPORTANT
    }

    /// A machine is there: breakpoints may be set now.
    ///
    /// @param name of what it runs
    /// @param attached somebody else started it
    /// @param vcpus how many there are
    void ready(String name, boolean attached, int vcpus);

    /// @param vcpu that stopped first
    /// @param breakpoints ids of all breakpoints that hit
    void stopped(int vcpu, StopText.Words words, List<Integer> breakpoints);

    /// The machine runs though the client did not ask for it by a request of its own.
    void continued(int vcpu);

    void output(Output output, String text);

    /// The guest printed bytes, echoes left out.
    @Override
    void guestPrinted(Target.Channel channel, byte[] bytes);

    /// A port of the guest sent bytes, all of them.
    @Override
    void portSent(Target.Channel port, byte[] bytes);

    void breakpointChanged(BreakpointStatus status);

    /// Registers, and so everything shown of them, have changed.
    void invalidated();

    /// The guest is over.
    void exited(int exitCode);

    /// Debugging is over.
    void terminated();
}
