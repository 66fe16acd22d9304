package dev.ringside.engine.vmm;

/// Finds out what an image is.
final class ImageDetector {
    private ImageDetector() {}

    static Loader open(MachineConfig config) throws ImageException {
        throw new ImageException(config.imageName() + ": no loaders yet");
    }
}
