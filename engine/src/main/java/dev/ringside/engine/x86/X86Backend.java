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
import dev.ringside.engine.x86.translate.RegionBuilder;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// The own x86-64 core as a backend. Thread-safe.
public final class X86Backend implements Backend {
    private final Map<PhysicalMemory, CodePages> codePages =
            Collections.synchronizedMap(new WeakHashMap<>());

    private final @Nullable RegionBuilder builder;
    private final Map<GuestPhysicalAddressSpace, ApicBus> buses =
            Collections.synchronizedMap(new WeakHashMap<>());

    private final CpuModel model;

    /// Interprets, with the default model's instructions.
    public X86Backend() {
        this(Engine.INTERPRET, CpuModel.V2);
    }

    /// @param engine whether hot code is translated
    /// @param model which instructions the processor has
    public X86Backend(Engine engine, CpuModel model) {
        this(engine.builder(), model);
    }

    /// @param builder how regions are made; null: not at all
    public X86Backend(@Nullable RegionBuilder builder, CpuModel model) {
        this.builder = builder;
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
        return new X86Vcpu(vm, id, initial, code, interruptMessages(vm), builder, model);
    }

    @Override
    public ApicBus interruptMessages(Vm vm) {
        return buses.computeIfAbsent(vm.space(), space -> new ApicBus());
    }
}
