package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.TrapMap;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.apic.ApicBus;
import dev.ringside.engine.x86.apic.LocalApic;
import dev.ringside.engine.x86.decode.Decoder;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.Mode;
import dev.ringside.engine.x86.semantics.Platform;
import dev.ringside.engine.x86.tlb.CodePages;
import dev.ringside.engine.x86.tlb.GuestFault;
import dev.ringside.engine.x86.tlb.LinearMemory;
import java.lang.foreign.ValueLayout;

/// A core without devices or paging: flat segments at privilege level 0, memory from 0 on, code at
/// [#CODE]. Runs decoder and interpreter without a run loop; faults reach the caller.
public final class BareCore implements AutoCloseable {
    public static final long CODE = 0x1000;
    private static final long CAPACITY = 1 << 20;

    private final PhysicalMemory memory = new PhysicalMemory(CAPACITY);
    private final LinearMemory linear;
    private final Decoder decoder;

    public final VcpuState state = new VcpuState();
    public final Cpu cpu;
    public final Instruction insn = new Instruction();

    /// @param bits 16, 32 or 64
    public BareCore(int bits) {
        this(bits, CpuModel.V2);
    }

    /// @param bits 16, 32 or 64
    public BareCore(int bits, CpuModel model) {
        this.decoder = new Decoder(model);
        Vm vm = new Vm(memory, identity(), new TrapMap(), Profile.PC);
        GuestFault fault = new GuestFault();
        this.linear = new LinearMemory(vm, new CodePages(CAPACITY), fault);
        state.cr0 = VcpuState.CR0_PE;
        state.cr4 = VcpuState.CR4_OSFXSR;
        state.efer = bits == 64 ? VcpuState.EFER_LMA | VcpuState.EFER_LME : 0;
        int size =
                switch (bits) {
                    case 16 -> 0;
                    case 32 -> SegmentRegister.ACCESS_DB;
                    default -> SegmentRegister.ACCESS_L;
                };
        for (int i = 0; i < SegmentRegister.LDTR; i++) {
            boolean code = i == SegmentRegister.CS;
            int access = (code ? 0x9B : 0x93) | size;
            state.segment[i].set(8 * (i + 1), 0, bits == 16 ? 0xFFFF : 0xFFFFFFFFL, access);
        }
        state.rip = CODE;
        linear.configure(state);
        LocalApic apic = new LocalApic(state, new ApicBus());
        this.cpu = new Cpu(state, linear, new Platform(vm, 1, apic, model), fault);
        Mode.update(cpu);
        cpu.attention = 0;
    }

    private static GuestPhysicalAddressSpace identity() {
        GuestPhysicalAddressSpace space = new GuestPhysicalAddressSpace();
        int all =
                GuestPhysicalAddressSpace.READ
                        | GuestPhysicalAddressSpace.WRITE
                        | GuestPhysicalAddressSpace.EXECUTE;
        space.map(0, 0, CAPACITY, all);
        return space;
    }

    /// Puts `bytes` at [#CODE] and points RIP there.
    public void load(byte... bytes) {
        put(CODE, bytes);
        state.rip = CODE;
    }

    public void put(long address, byte... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            memory.segment().set(ValueLayout.JAVA_BYTE, address + i, bytes[i]);
        }
    }

    public void putLong(long address, long value) {
        memory.segment().set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    public long getLong(long address) {
        return memory.segment().get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    /// Decodes the instruction at RIP into [#insn].
    public void decode() {
        long[] at = {state.rip};
        decoder.decode(() -> (int) linear.read(at[0]++, 1), cpu.codeBytes, insn);
    }

    /// Executes one instruction; a string instruction does one iteration.
    public void step() {
        decode();
        cpu.nextRip = Cpu.truncate(state.rip + insn.length, cpu.codeBytes);
        Interpreter.execute(cpu, insn);
        state.rip = cpu.nextRip;
        state.instructionCount++;
    }

    @Override
    public void close() {
        linear.close();
        memory.close();
    }
}
