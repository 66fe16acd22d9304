package dev.ringside.engine.device;

import java.util.function.Consumer;

/// The A20 gate, which the keyboard controller, port 0x92 and INT 15h drive; the last writer wins.
///
/// Differs: a PC starts with the gate closed and its BIOS opens it; this machine starts where the
/// BIOS leaves off.
public final class AddressLine20 implements Stateful {
    private final Consumer<Boolean> changed;
    private boolean enabled = true;

    /// @param changed hears of the new state of the line
    public AddressLine20(Consumer<Boolean> changed) {
        this.changed = changed;
    }

    public boolean enabled() {
        return enabled;
    }

    public void set(boolean level) {
        if (enabled != level) {
            enabled = level;
            changed.accept(level);
        }
    }

    @Override
    public String stateName() {
        return "a20";
    }

    @Override
    public void save(StateWriter out) {
        out.putBoolean(enabled);
    }

    @Override
    public void restore(StateReader in) {
        set(in.getBoolean());
    }
}
