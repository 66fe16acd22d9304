package dev.ringside.engine.device;

/// A part of the machine whose whole state can be written down and taken back.
public interface Stateful {
    /// Names the part in a saved state; unique in a machine.
    String stateName();

    /// Format of [#save]; raised when that changes.
    default int stateVersion() {
        return 1;
    }

    void save(StateWriter out);

    /// Takes over what [#save] wrote.
    ///
    /// @throws StateException the bytes are not such a state
    void restore(StateReader in);
}
