package dev.ringside.engine.vmm;

import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.memory.PhysicalMemory;

/// Plain memory from 0 on, without a machine around it.
final class TestMemory implements AutoCloseable {
    private final PhysicalMemory physical;
    final GuestMemory memory;

    TestMemory(long size) {
        physical = new PhysicalMemory(size);
        GuestPhysicalAddressSpace space = new GuestPhysicalAddressSpace();
        space.map(0, physical.allocate(size), size, 7);
        memory = new GuestMemory(physical, space);
    }

    @Override
    public void close() {
        physical.close();
    }
}
