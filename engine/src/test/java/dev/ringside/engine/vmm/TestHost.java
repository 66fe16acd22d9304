package dev.ringside.engine.vmm;

import dev.ringside.engine.device.DmaMemory;
import dev.ringside.engine.device.GuestRam;
import dev.ringside.engine.device.VgaAdapter;
import java.util.List;

/// Notes what devices ask of the machine.
record TestHost(List<String> events) implements PcPlatform.Host {
    @Override
    public void interruptLineChanged() {}

    @Override
    public void a20Changed(boolean enabled) {}

    @Override
    public VgaAdapter.FrameBuffer frameBuffer() {
        return new VgaAdapter.FrameBuffer() {
            @Override
            public void moved(long address) {}

            @Override
            public void window(long offset) {}

            @Override
            public void clear() {}
        };
    }

    @Override
    public DmaMemory dma() {
        return new GuestRam(0x10000);
    }

    @Override
    public void shadowWrite(long address, int value) {
        events.add("shadow %x=%x".formatted(address, value));
    }

    @Override
    public void shadow(int segment, boolean readsRam, boolean writesRam) {}

    @Override
    public void openSmram(boolean open) {}

    @Override
    public void reset() {
        events.add("reset");
    }

    @Override
    public void powerOff() {
        events.add("off");
    }

    @Override
    public void debugExit(int value) {
        events.add("exit " + value);
    }

    @Override
    public void serial(int port, int value) {
        events.add("serial %d %02x".formatted(port, value));
    }

    @Override
    public void debugcon(int value) {
        events.add("debugcon %02x".formatted(value));
    }

    @Override
    public void log(String line) {
        events.add(line);
    }
}
