package dev.ringside.engine.vmm;

/// One way to start an image.
interface Loader {
    /// What the image is.
    ImageInfo info();
}
