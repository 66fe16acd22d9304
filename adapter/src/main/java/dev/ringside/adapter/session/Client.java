package dev.ringside.adapter.session;

/// What the client said of itself in `initialize`. Written before anything else happens.
public final class Client {
    private Features features = new Features(true, true, false, false, false, false);
    private boolean initialized;

    /// @param linesFrom1 its lines count from 1, else from 0
    /// @param columnsFrom1 the same for columns
    /// @param pathUris paths are URIs
    /// @param progress it shows progress
    /// @param invalidated it takes `invalidated` events
    /// @param memoryEvents it takes `memory` events
    public record Features(
            boolean linesFrom1,
            boolean columnsFrom1,
            boolean pathUris,
            boolean progress,
            boolean invalidated,
            boolean memoryEvents) {}

    public Features features() {
        return features;
    }

    /// @throws SessionException said already
    public void introduce(Features said) throws SessionException {
        if (initialized) {
            throw new SessionException("This session is initialized already.");
        }
        features = said;
        initialized = true;
    }

    public boolean initialized() {
        return initialized;
    }
}
