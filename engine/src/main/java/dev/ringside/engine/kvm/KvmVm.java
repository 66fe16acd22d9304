package dev.ringside.engine.kvm;

import dev.ringside.engine.hypervisor.Vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// One guest in KVM: its file descriptor and memory, shared by its VCPUs. Lives from the first VCPU
/// to the last.
final class KvmVm implements AutoCloseable {
    /// Three pages for a task state segment and one for an identity map, which Intel processors
    /// without unrestricted guests need below 4 GiB where the guest has nothing.
    private static final long TSS_ADDRESS = 0xFEFFD000L;

    private static final long IDENTITY_MAP_ADDRESS = 0xFEFFC000L;

    private final KvmCalls calls;
    private final Vm vm;
    private final int file;
    private final Arena arena = Arena.ofShared();
    private final MemorySlots slots;
    private final List<KvmVcpu> vcpus = new CopyOnWriteArrayList<>();
    private final Runnable listener = this::memoryMapChanged;
    private volatile boolean stale = true;

    /// @throws KvmException the kernel refuses the guest
    KvmVm(KvmCalls calls, KvmHost host, Vm vm) {
        this.calls = calls;
        this.vm = vm;
        int device = KvmHost.openDevice(calls);
        try {
            file = create(device);
        } finally {
            calls.close(device);
        }
        try {
            setTables();
            slots = new MemorySlots(calls, file, vm, host.slots(), arena);
        } catch (RuntimeException e) {
            calls.close(file);
            arena.close();
            throw e;
        }
        vm.space().addListener(listener);
    }

    private int create(int device) {
        int made = calls.ioctl(device, KvmAbi.CREATE_VM, 0);
        while (made == -KvmCalls.EINTR) {
            made = calls.ioctl(device, KvmAbi.CREATE_VM, 0);
        }
        if (made == -KvmCalls.EBUSY) {
            throw new KvmException(
                    "KVM_CREATE_VM: another hypervisor (VirtualBox, VMware) has the processor's virtualisation. End it, or use --backend core.");
        }
        if (made < 0) {
            throw KvmException.of("KVM_CREATE_VM", made);
        }
        return made;
    }

    /// Hosts that need neither refuse both, so refusals do not count.
    private void setTables() {
        int _ = calls.ioctl(file, KvmAbi.SET_TSS_ADDR, TSS_ADDRESS);
        MemorySegment address = arena.allocate(8, 8);
        address.set(ValueLayout.JAVA_LONG, 0, IDENTITY_MAP_ADDRESS);
        int _ = calls.ioctl(file, KvmAbi.SET_IDENTITY_MAP_ADDR, address);
    }

    Vm vm() {
        return vm;
    }

    /// Makes a VCPU's file.
    ///
    /// @param id 1 to 64; KVM counts from 0
    /// @throws KvmException refused
    int createVcpu(int id, int limit) {
        int made = calls.ioctl(file, KvmAbi.CREATE_VCPU, id - 1);
        if (made == -KvmCalls.EINVAL || made == -KvmCalls.E2BIG) {
            throw new KvmException(
                    "KVM refuses VCPU %d; this kernel allows %d to a guest. Use fewer --vcpus, or --backend core."
                            .formatted(id, limit));
        }
        if (made < 0) {
            throw KvmException.of("KVM_CREATE_VCPU", made);
        }
        return made;
    }

    void add(KvmVcpu vcpu) {
        vcpus.add(vcpu);
    }

    void remove(KvmVcpu vcpu) {
        vcpus.remove(vcpu);
    }

    boolean unused() {
        return vcpus.isEmpty();
    }

    /// Called by whoever changed the map: running VCPUs come out and take the new one in.
    private void memoryMapChanged() {
        stale = true;
        vcpus.forEach(KvmVcpu::interruptRun);
    }

    /// Brings KVM's view of memory up to date; each VCPU does so before it enters.
    ///
    /// @return whether the guest has any memory
    /// @throws KvmException the kernel refuses a region
    boolean refreshMemory() {
        if (stale) {
            synchronized (slots) {
                if (stale) {
                    stale = false;
                    slots.refresh();
                }
            }
        }
        return !slots.isEmpty();
    }

    @Override
    public void close() {
        vm.space().removeListener(listener);
        calls.close(file);
        arena.close();
    }
}
