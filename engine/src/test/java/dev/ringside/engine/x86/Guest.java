package dev.ringside.engine.x86;

import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.hypervisor.TrapMap;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.translate.RegionBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A bare guest for the core's own tests: 16 MiB of memory from address 0, one VCPU, no devices.
final class Guest implements AutoCloseable {
    static final long MEMORY = 16 << 20;

    private final PhysicalMemory memory = new PhysicalMemory(MEMORY);
    private final GuestPhysicalAddressSpace space = new GuestPhysicalAddressSpace();
    final TrapMap traps = new TrapMap();
    private final Profile profile;
    private @Nullable BackendVcpu vcpu;

    /// How regions are made; null: everything is interpreted. Changed before the first [#vcpu].
    @Nullable RegionBuilder builder = defaultBuilder();

    /// What the VCPU starts with; changed before the first [#vcpu].
    final VcpuState initial = realMode();

    Guest(Profile profile) {
        this.profile = profile;
        space.map(0, memory.allocate(MEMORY), MEMORY, 7);
    }

    /// With `-Dringside.engine=translate` the core's tests run with the second tier, which then
    /// translates what it meets at once.
    private static @Nullable RegionBuilder defaultBuilder() {
        boolean translates = "translate".equals(System.getProperty("ringside.engine"));
        return translates ? new RegionBuilder(Runnable::run, 1) : null;
    }

    MemorySegment bytes() {
        return memory.segment();
    }

    /// A `pc` guest in real mode with zero segments, SP 0x7000 and an empty interrupt table.
    static Guest pc() {
        return new Guest(Profile.PC);
    }

    private static VcpuState realMode() {
        VcpuState state = new VcpuState();
        for (int i = 0; i < SegmentRegister.LDTR; i++) {
            state.segment[i].set(0, 0, 0xFFFF, 0x93);
        }
        state.segment[SegmentRegister.LDTR].set(0, 0, 0xFFFF, 0x82);
        state.segment[SegmentRegister.TR].set(0, 0, 0xFFFF, 0x8B);
        state.idtrLimit = 0x3FF;
        state.gdtrLimit = 0xFFFF;
        state.gpr[VcpuState.RSP] = 0x7000;
        state.cr0 = 0x10;
        return state;
    }

    /// Makes the VCPU run 32-bit flat code without paging: GDT at 0x1000 with code at 8 and data at
    /// 0x10 (DPL 0), code at 0x18 and data at 0x20 (DPL 3), a 32-bit TSS at 0x28 (0x2000, stack
    /// 0x10:0x6000), IDT at 0x3000 (empty).
    Guest protectedMode() {
        quad(0x1008, 0x00CF9B000000FFFFL);
        quad(0x1010, 0x00CF93000000FFFFL);
        quad(0x1018, 0x00CFFB000000FFFFL);
        quad(0x1020, 0x00CFF3000000FFFFL);
        quad(0x1028, 0x00008B0020000067L);
        dword(0x2004, 0x6000);
        word(0x2008, 0x10);
        initial.gdtrBase = 0x1000;
        initial.gdtrLimit = 0xFFF;
        initial.idtrBase = 0x3000;
        initial.idtrLimit = 0x7FF;
        initial.cr0 = 0x11;
        for (int i = 0; i < SegmentRegister.LDTR; i++) {
            initial.segment[i].set(0x10, 0, 0xFFFFFFFFL, 0xC093);
        }
        initial.segment[SegmentRegister.CS].set(8, 0, 0xFFFFFFFFL, 0xC09B);
        initial.segment[SegmentRegister.TR].set(0x28, 0x2000, 0x67, 0x8B);
        return this;
    }

    /// The same at CPL 3.
    Guest userMode() {
        protectedMode();
        for (int i = 0; i < SegmentRegister.LDTR; i++) {
            initial.segment[i].set(0x23, 0, 0xFFFFFFFFL, 0xC0F3);
        }
        initial.segment[SegmentRegister.CS].set(0x1B, 0, 0xFFFFFFFFL, 0xC0FB);
        return this;
    }

    /// Makes the VCPU run 64-bit code: identity page tables at 0x8000 to 0xAFFF (2 MiB pages, user,
    /// writable), GDT at 0x1000 with 64-bit code at 8 and 0x18 (DPL 3), data at 0x10 and 0x20 (DPL
    /// 3), a 64-bit TSS at 0x28 (0x2000, RSP0 0x6000, IST1 0x5000), IDT at 0x3000 (empty).
    Guest longMode() {
        quad(0x8000, 0x9007);
        quad(0x9000, 0xA007);
        for (int i = 0; i < 8; i++) {
            quad(0xA000 + i * 8, ((long) i << 21) | 0x87);
        }
        quad(0x1008, 0x00AF9B000000FFFFL);
        quad(0x1010, 0x00CF93000000FFFFL);
        quad(0x1018, 0x00AFFB000000FFFFL);
        quad(0x1020, 0x00CFF3000000FFFFL);
        quad(0x1028, 0x00008B0020000067L);
        quad(0x2004, 0x6000);
        quad(0x2024, 0x5000);
        initial.gdtrBase = 0x1000;
        initial.gdtrLimit = 0xFFF;
        initial.idtrBase = 0x3000;
        initial.idtrLimit = 0xFFF;
        initial.cr0 = 0x80000011L;
        initial.cr3 = 0x8000;
        initial.cr4 = VcpuState.CR4_PAE;
        initial.efer = VcpuState.EFER_LME | VcpuState.EFER_LMA;
        for (int i = 0; i < SegmentRegister.LDTR; i++) {
            initial.segment[i].set(0x10, 0, 0xFFFFFFFFL, 0xC093);
        }
        initial.segment[SegmentRegister.CS].set(8, 0, 0xFFFFFFFFL, 0xA09B);
        initial.segment[SegmentRegister.TR].set(0x28, 0x2000, 0x67, 0x8B);
        return this;
    }

    /// Puts bytes into memory and RIP at them.
    Guest code(long address, String hex) {
        bytes(address, hex);
        initial.rip = address;
        return this;
    }

    void bytes(long address, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        for (int i = 0; i < bytes.length; i++) {
            memory.segment().set(ValueLayout.JAVA_BYTE, address + i, bytes[i]);
        }
    }

    void quad(long address, long value) {
        memory.segment().set(longLayout(), address, value);
    }

    long quad(long address) {
        return memory.segment().get(longLayout(), address);
    }

    void dword(long address, long value) {
        for (int i = 0; i < 4; i++) {
            memory.segment().set(ValueLayout.JAVA_BYTE, address + i, (byte) (value >>> 8 * i));
        }
    }

    long dword(long address) {
        return quad(address) & 0xFFFFFFFFL;
    }

    void word(long address, int value) {
        memory.segment().set(ValueLayout.JAVA_BYTE, address, (byte) value);
        memory.segment().set(ValueLayout.JAVA_BYTE, address + 1, (byte) (value >>> 8));
    }

    int word(long address) {
        return (int) quad(address) & 0xFFFF;
    }

    /// A 32-bit gate of the IDT at 0x3000.
    Guest gate32(int vector, int selector, long offset, int access) {
        quad(0x3000 + vector * 8L, gate(selector, offset, access, 0));
        return this;
    }

    /// A 64-bit gate of the IDT at 0x3000.
    Guest gate64(int vector, int selector, long offset, int access, int ist) {
        quad(0x3000 + vector * 16L, gate(selector, offset, access, ist));
        quad(0x3008 + vector * 16L, offset >>> 32);
        return this;
    }

    private static long gate(int selector, long offset, int access, int ist) {
        return offset & 0xFFFF
                | (long) selector << 16
                | (long) ist << 32
                | (long) access << 40
                | (offset & 0xFFFF0000L) << 32;
    }

    private static ValueLayout.OfLong longLayout() {
        return ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    }

    /// The one VCPU, made by the first call; threads that kick it ask too.
    synchronized BackendVcpu vcpu() {
        BackendVcpu made = vcpu;
        if (made == null) {
            made =
                    new X86Backend(builder, CpuModel.V2)
                            .createVcpu(new Vm(memory, space, traps, profile), 1, initial);
            vcpu = made;
        }
        return made;
    }

    VcpuState state() {
        return vcpu().state();
    }

    long reg(int index) {
        return state().gpr[index];
    }

    /// Runs until HLT or a failure; any other exit is the test's business.
    Exit run() {
        vcpu().debug().setInstructionLimit(1_000_000);
        return vcpu().run();
    }

    /// One engine step.
    @Nullable Stop step() {
        vcpu().debug().setSteps(1, false);
        vcpu().run();
        return vcpu().debug().takeStop();
    }

    void unmap(long page) {
        space.unmap(page, 4096);
    }

    void readOnly(long page) {
        space.unmap(page, 4096);
        space.map(
                page,
                page,
                4096,
                GuestPhysicalAddressSpace.READ | GuestPhysicalAddressSpace.EXECUTE);
    }

    @Override
    public void close() {
        if (vcpu != null) {
            vcpu.close();
        }
        memory.close();
    }
}
