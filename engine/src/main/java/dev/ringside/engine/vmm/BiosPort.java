package dev.ringside.engine.vmm;

import dev.ringside.engine.device.PortDevice;

/// The port through which the ROM's stubs call the VMM.
final class BiosPort implements PortDevice.ByteDevice {
    private final Runnable serve;

    BiosPort(Runnable serve) {
        this.serve = serve;
    }

    @Override
    public int read(int offset) {
        return 0xFF;
    }

    @Override
    public void write(int offset, int value) {
        serve.run();
    }
}
