package dev.ringside.engine.vmm;

import dev.ringside.engine.device.MmioBus;
import dev.ringside.engine.hypervisor.MmioHandler;
import dev.ringside.engine.hypervisor.VcpuDebug;
import java.util.function.BooleanSupplier;

/// A VCPU's accesses to devices in memory: time is brought up to date before the device looks at
/// the clock, and what the device asked for is noted for the next boundary.
final class MemoryCycles implements MmioHandler {
    private final MmioBus bus;
    private final TimeKeeper time;
    private final VcpuDebug vcpu;
    private final BooleanSupplier leave;

    /// @param leave whether the machine has something to do that only it can: reset, power-off
    MemoryCycles(MmioBus bus, TimeKeeper time, VcpuDebug vcpu, BooleanSupplier leave) {
        this.bus = bus;
        this.time = time;
        this.vcpu = vcpu;
        this.leave = leave;
    }

    @Override
    public long read(long guestPhysicalAddress, int size) {
        time.sync(vcpu.state());
        long value = bus.read(guestPhysicalAddress, size);
        settle();
        return value;
    }

    @Override
    public void write(long guestPhysicalAddress, int size, long value) {
        time.sync(vcpu.state());
        bus.write(guestPhysicalAddress, size, value);
        settle();
    }

    /// A deadline in the past ends the entry at the next boundary.
    private void settle() {
        vcpu.setDeadline(leave.getAsBoolean() ? 0 : time.deadline(vcpu.state()));
    }
}
