package dev.ringside.engine.x86;

import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.hypervisor.DataHook;
import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.MmioHandler;
import dev.ringside.engine.hypervisor.MsrListener;
import dev.ringside.engine.hypervisor.PendingVectors;
import dev.ringside.engine.hypervisor.VcpuDebug;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.apic.ApicBus;
import dev.ringside.engine.x86.apic.LocalApic;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.Mode;
import dev.ringside.engine.x86.semantics.PendingInput;
import dev.ringside.engine.x86.semantics.Platform;
import dev.ringside.engine.x86.tlb.CodePages;
import dev.ringside.engine.x86.tlb.GuestFault;
import dev.ringside.engine.x86.tlb.LinearMemory;
import dev.ringside.engine.x86.translate.RegionBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A VCPU of the own core: owns its registers, translations and decoded code.
///
/// [#kick], [#interrupt] and [VcpuDebug#requestStop] may come from any thread, everything else
/// belongs to the creating one.
final class X86Vcpu implements BackendVcpu {
    static final Exit CANCELED = new Exit.Canceled();
    static final Exit DEADLINE = new Exit.Deadline();
    static final Exit HALTED = new Exit.Halted();

    private final Vm vm;
    private final VcpuState state;
    private final CodePages code;
    private final ApicBus bus;
    private final LocalApic apic;
    private final Cpu cpu;
    private final Signals signals = new Signals();
    private final PendingVectors pending = new PendingVectors();
    private final CoreDebug debug;
    private final BlockCache blocks;
    private final InterruptWindow interrupts;
    private final RunLoop loop;

    X86Vcpu(
            Vm vm,
            int id,
            VcpuState initial,
            CodePages code,
            ApicBus bus,
            @Nullable RegionBuilder builder,
            CpuModel model) {
        this.vm = vm;
        this.code = code;
        this.state = initial.copy();
        state.apic.id = id - 1;
        state.apic.reset();
        state.random = id;
        this.bus = bus;
        this.apic = new LocalApic(state, bus);
        bus.add(apic);
        GuestFault fault = new GuestFault();
        LinearMemory memory = new LinearMemory(vm, code, fault);
        memory.setApic(apic);
        this.cpu = new Cpu(state, memory, new Platform(vm, id, apic, model), fault);
        this.debug = new CoreDebug(this);
        this.blocks = new BlockCache(cpu, code, builder);
        FaultDelivery faults = new FaultDelivery(cpu, debug);
        this.interrupts = new InterruptWindow(cpu, debug, signals, pending, faults);
        this.loop = new RunLoop(cpu, debug, signals, blocks, faults, interrupts);
        stateChanged();
    }

    @Override
    public Exit run() {
        blocks.beginRun();
        if (state.activity != Activity.SHUTDOWN) {
            debug.faultChain = List.of();
        }
        cpu.loadFlags();
        Mode.update(cpu);
        try {
            return loop.run();
        } finally {
            cpu.materializeFlags();
        }
    }

    @Override
    public void kick() {
        signals.raise(Signals.KICK);
    }

    @Override
    public boolean kicked() {
        return (signals.bits & (Signals.KICK | Signals.STOP)) != 0;
    }

    @Override
    public void interrupt(int vector) {
        boolean _ = pending.set(vector);
        signals.raise(Signals.INTERRUPT);
    }

    @Override
    public VcpuState state() {
        return state;
    }

    @Override
    public void completeIo(int accessSize, int data) {
        PendingInput input = cpu.platform.input;
        if (input.waiting) {
            input.answer(data);
        } else {
            cpu.setRegister(VcpuState.RAX, accessSize, true, data & 0xFFFFFFFFL);
        }
    }

    @Override
    public VcpuDebug debug() {
        return debug;
    }

    @Override
    public void close() {
        bus.remove(apic);
        cpu.memory.close();
    }

    void raise(int signal) {
        signals.raise(signal);
    }

    /// Somebody wrote registers: everything derived from them is stale.
    void stateChanged() {
        cpu.loadFlags();
        apic.stateChanged();
        cpu.memory.configure(state);
        Mode.update(cpu);
    }

    /// Somebody wrote guest memory.
    void memoryChanged(long guestPhysicalAddress, long length) {
        long at = guestPhysicalAddress;
        long end = guestPhysicalAddress + length;
        while (at < end) {
            long next = Math.min(end, (at & -4096) + 4096);
            long page = vm.space().lookup(at & -4096);
            if (page >= 0) {
                code.writtenRange((page & -4096) + (at & 4095), next - at);
            }
            at = next;
        }
        cpu.memory.flushAll();
    }

    void setMsrListener(@Nullable MsrListener listener) {
        cpu.platform.msrListener = listener;
    }

    void setYield(long count) {
        cpu.platform.yieldAt = count;
    }

    boolean runnable() {
        return interrupts.runnable();
    }

    void setMmioHandler(@Nullable MmioHandler handler) {
        cpu.memory.setMmioHandler(handler);
    }

    void setDataHook(@Nullable DataHook hook) {
        cpu.memory.setDataHook(hook);
    }

    void codeHookChanged(@Nullable CodeHook hook) {
        blocks.setHook(hook);
    }

    void setEventHook(@Nullable EventHook hook) {
        cpu.platform.setEventHook(hook);
    }
}
