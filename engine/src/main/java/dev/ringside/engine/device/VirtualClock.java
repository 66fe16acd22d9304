package dev.ringside.engine.device;

/// The machine's time in nanoseconds, as far as it has passed: instructions and idleness move it
/// on. Nothing here reads a host clock.
public final class VirtualClock implements Stateful {
    private long now;

    /// Nanoseconds since power-on.
    public long now() {
        return now;
    }

    /// Moves on to `time`; never goes back.
    public void skipTo(long time) {
        now = Math.max(now, time);
    }

    @Override
    public String stateName() {
        return "clock";
    }

    @Override
    public int stateVersion() {
        return 2;
    }

    @Override
    public void save(StateWriter out) {
        out.putLong(now);
    }

    @Override
    public void restore(StateReader in) {
        now = in.getLong();
    }
}
