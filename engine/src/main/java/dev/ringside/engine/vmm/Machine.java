package dev.ringside.engine.vmm;

import dev.ringside.engine.debug.Debugger;

/// One guest with its VCPUs, devices and image.
///
/// [#create] puts the image into memory; [#start] or [#run] make the VCPUs. Thread-safe.
public final class Machine implements AutoCloseable {
    private final ImageInfo image;

    private Machine(ImageInfo image) {
        this.image = image;
    }

    /// Makes a machine with its image loaded and no VCPU yet.
    ///
    /// @throws ImageException the image or an option cannot be used
    public static Machine create(MachineConfig config, MachineConsole console)
            throws ImageException {
        return new Machine(ImageInfo.of(config));
    }

    /// The debugger of this machine; always there.
    public Debugger debugger() {
        throw new IllegalStateException("not built yet");
    }

    /// What was loaded.
    public ImageInfo image() {
        return image;
    }

    /// Makes the VCPU threads, all stopped before the first instruction. The debugger's `resume`
    /// lets them run.
    public void start() {}

    /// Runs to the end without a debugger.
    public RunResult run() {
        throw new IllegalStateException("not built yet");
    }

    /// The keyboard from outside.
    public Keyboard keyboard() {
        throw new IllegalStateException("not built yet");
    }

    /// Bytes that arrive on a serial port: COM1 is 0, COM2 is 1.
    public void serialInput(int port, byte[] bytes) {}

    /// What the text screen shows now.
    public VgaText screen() {
        throw new IllegalStateException("not built yet");
    }

    /// Ends the threads and frees the guest's memory. Idempotent.
    @Override
    public void close() {}
}
