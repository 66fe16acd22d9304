package dev.ringside.engine.vmm;

import dev.ringside.engine.state.VcpuState;
import org.jspecify.annotations.Nullable;

/// One way to start an image. Made by [ImageDetector], with everything checked: [#load] cannot
/// fail.
interface Loader {
    /// What the image is.
    ImageInfo info();

    /// Puts the image into memory and the boot processor's registers into their start state. Called
    /// again at every reset.
    void load(GuestMemory memory, VcpuState state);

    /// The disk the BIOS boots from, or null.
    default @Nullable DiskImage bootDisk() {
        return null;
    }

    /// A ROM to take the place of the built-in BIOS, or null.
    default byte @Nullable [] firmware() {
        return null;
    }

    /// Closes the files that [#bootDisk] reads.
    default void close() {}
}
