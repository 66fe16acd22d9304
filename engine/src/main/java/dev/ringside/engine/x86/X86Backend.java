package dev.ringside.engine.x86;

import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.apic.ApicBus;
import dev.ringside.engine.x86.tlb.CodePages;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/// The own x86-64 core as a backend. Thread-safe.
public final class X86Backend implements Backend {
    private final Map<PhysicalMemory, CodePages> codePages =
            Collections.synchronizedMap(new WeakHashMap<>());

    private final Map<GuestPhysicalAddressSpace, ApicBus> buses =
            Collections.synchronizedMap(new WeakHashMap<>());

    private final CpuModel model;

    /// A backend of the default model.
    public X86Backend() {
        this(CpuModel.V2);
    }

    public X86Backend(CpuModel model) {
        this.model = model;
    }

    @Override
    public String name() {
        return "core";
    }

    @Override
    public BackendVcpu createVcpu(Vm vm, int id, VcpuState initial) {
        long capacity = vm.memory().segment().byteSize();
        CodePages code = codePages.computeIfAbsent(vm.memory(), memory -> new CodePages(capacity));
        return new X86Vcpu(vm, id, initial, code, interruptMessages(vm), model);
    }

    @Override
    public ApicBus interruptMessages(Vm vm) {
        return buses.computeIfAbsent(vm.space(), space -> new ApicBus());
    }
}
