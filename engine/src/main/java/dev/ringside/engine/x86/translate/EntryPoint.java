package dev.ringside.engine.x86.translate;

import org.jspecify.annotations.Nullable;

/// An address where a region may begin: how hot it is, and the region once there is one.
public final class EntryPoint {
    /// What [#heat] grows by where loops and functions are likely to begin.
    public static final int LIKELY = 4;

    private static final int MOST_ATTEMPTS = 5;

    private static final int PATIENCE = 32;

    private int heat;
    private boolean patient;
    private int threshold;
    private int attempts;

    /// Set by the builder's thread.
    private volatile @Nullable Region region;

    EntryPoint(int threshold) {
        this.threshold = threshold;
    }

    /// Counts an arrival at this address by the interpreter.
    ///
    /// @param weight 1, or [#LIKELY]
    /// @return whether it is time to translate
    public boolean arrive(int weight) {
        heat += weight;
        if (heat < threshold) {
            return false;
        }
        heat = 0;
        return attempts < MOST_ATTEMPTS;
    }

    /// The region to enter, if any.
    public @Nullable Region region() {
        return region;
    }

    /// Waits much longer, once: another region goes through here, and what the interpreter sees may
    /// be no more than the rest of its runs.
    ///
    /// @return false if it has waited already
    boolean putOff() {
        if (patient) {
            return false;
        }
        patient = true;
        threshold *= PATIENCE;
        return true;
    }

    /// Notes that a region is asked for: the next attempt waits longer.
    void requested() {
        attempts++;
        threshold *= 4;
    }

    void publish(@Nullable Region made) {
        region = made;
    }
}
