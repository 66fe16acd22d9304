package dev.ringside.engine.device;

/// The machine's time in nanoseconds: retired instructions, 1 ns each, plus the time that HLT
/// skipped. Nothing here reads a host clock.
public final class VirtualClock implements Stateful {
    private long instructions;
    private long idle;

    /// Nanoseconds since power-on.
    public long now() {
        return instructions + idle;
    }

    /// Takes over the VCPU's count of retired instructions; never goes back.
    public void retired(long instructionCount) {
        instructions = Math.max(instructions, instructionCount);
    }

    /// Moves on to `time` without instructions.
    ///
    /// @return nanoseconds skipped; 0 if it is later already
    public long skipTo(long time) {
        long skipped = Math.max(0, time - now());
        idle += skipped;
        return skipped;
    }

    /// The instruction count at which `time` is reached; `Long.MAX_VALUE` stays.
    public long instructionsAt(long time) {
        return time == Long.MAX_VALUE ? time : Math.max(0, time - idle);
    }

    @Override
    public String stateName() {
        return "clock";
    }

    @Override
    public void save(StateWriter out) {
        out.putLong(instructions);
        out.putLong(idle);
    }

    @Override
    public void restore(StateReader in) {
        instructions = in.getLong();
        idle = in.getLong();
    }
}
