package dev.ringside.engine.kvm;

import static dev.ringside.engine.state.SegmentRegister.CS;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.disassemble.DisassembledInstruction;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.MmioHandler;
import dev.ringside.engine.hypervisor.Trap;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `KVM_EXIT_MMIO`: accesses to guest-physical memory that no slot takes. In the `pc` profile a
/// device answers and the instruction ends in the kernel; a trap follows Zircon's rules.
///
/// At a read RIP is at the instruction, which the kernel would do again with the answer; at a write
/// it is past it, so that the instruction must be found again from its end.
final class MemoryAccess {
    private final KvmVcpu vcpu;
    private final RunPage page;
    private final GuestCode code;
    private @Nullable MmioHandler handler;

    MemoryAccess(KvmVcpu vcpu, RunPage page, GuestCode code) {
        this.vcpu = vcpu;
        this.page = page;
        this.code = code;
    }

    void setHandler(@Nullable MmioHandler newHandler) {
        handler = newHandler;
    }

    /// Serves the exit.
    @Nullable Exit exit() {
        long address = page.mmioAddress();
        Trap trap = vcpu.vm().traps().findMemory(address);
        boolean mapped = vcpu.vm().space().lookup(address) >= 0;
        if (trap == null && vcpu.pc()) {
            serve();
            return null;
        }
        return page.mmioIsWrite() ? write(address, trap, mapped) : read(address, trap);
    }

    /// A further access of the same instruction, met while it was completed.
    void serveFurther() {
        boolean trapped = vcpu.vm().traps().findMemory(page.mmioAddress()) != null;
        if (vcpu.pc() && !trapped) {
            serve();
        } else if (!page.mmioIsWrite()) {
            page.setMmioData(0);
        }
    }

    private void serve() {
        vcpu.inHandler = true;
        try {
            long address = page.mmioAddress();
            int size = Math.clamp(page.mmioLength(), 1, 8);
            if (page.mmioIsWrite()) {
                write(address, size, page.mmioData());
            } else {
                page.setMmioData(read(address, size));
            }
        } finally {
            vcpu.inHandler = false;
        }
    }

    private long read(long address, int size) {
        MmioHandler to = handler;
        if (to == null) {
            return -1;
        }
        if (Integer.bitCount(size) == 1) {
            return to.read(address, size);
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (to.read(address + i, 1) & 0xFF) << 8 * i;
        }
        return value;
    }

    private void write(long address, int size, long value) {
        MmioHandler to = handler;
        if (to == null) {
            return;
        }
        if (Integer.bitCount(size) == 1) {
            to.write(address, size, value & -1L >>> 64 - 8 * size);
            return;
        }
        for (int i = 0; i < size; i++) {
            to.write(address + i, 1, value >>> 8 * i & 0xFF);
        }
    }

    /// A load is not done: its VMM decodes it.
    private Exit read(long address, @Nullable Trap trap) {
        vcpu.fetchBeforeCompletion();
        VcpuState before = vcpu.live.state.copy();
        page.setMmioData(0);
        VcpuState state = vcpu.state();
        state.copyFrom(before);
        vcpu.stateChanged();
        if (trap == null) {
            return unmapped(address);
        }
        DisassembledInstruction insn = code.decode(state.rip);
        if (insn == null) {
            return vcpu.failed(
                    ZxStatus.NOT_SUPPORTED,
                    "fetch of code or of a page-table entry from a trap at guest-physical 0x%x"
                            .formatted(address));
        }
        byte[] bytes = code.bytes(state.rip, insn.length());
        state.rip += insn.length();
        return trap.kind() == Trap.Kind.MEM
                ? packet(trap, address, bytes)
                : vcpu.failed(
                        ZxStatus.NOT_SUPPORTED,
                        "read from a BELL trap at guest-physical 0x%x".formatted(address));
    }

    private @Nullable Exit write(long address, @Nullable Trap trap, boolean mapped) {
        int size = page.mmioLength();
        VcpuState state = vcpu.state();
        int length = code.storeBefore(state.rip, size);
        if (trap == null || mapped) {
            state.rip -= length;
            vcpu.stateChanged();
            return mapped
                    ? vcpu.failed(
                            ZxStatus.ACCESS_DENIED,
                            "mapping does not allow the write to guest-physical 0x%x"
                                    .formatted(address))
                    : unmapped(address);
        }
        if (trap.kind() == Trap.Kind.MEM) {
            return packet(trap, address, code.bytes(state.rip - length, length));
        }
        return ring(trap, address, length);
    }

    private Exit unmapped(long address) {
        boolean inside = Long.compareUnsigned(address, GuestPhysicalAddressSpace.SIZE) < 0;
        return vcpu.failed(
                inside ? ZxStatus.NOT_FOUND : ZxStatus.OUT_OF_RANGE,
                "nothing is mapped at guest-physical 0x%x".formatted(address));
    }

    private Exit packet(Trap trap, long address, byte[] bytes) {
        VcpuState state = vcpu.live.state;
        boolean big = (state.segment[CS].access & SegmentRegister.ACCESS_DB) != 0;
        int operandSize = state.codeSize() == CodeSize.BITS_64 || big ? 4 : 2;
        return new Exit.Memory(trap.key(), address, bytes, operandSize);
    }

    private @Nullable Exit ring(Trap trap, long address, int length) {
        ZxStatus status = Objects.requireNonNull(trap.bell()).ring(trap, address);
        if (status == ZxStatus.OK) {
            return null;
        }
        if (status == ZxStatus.CANCELED) {
            // Stopped while it waited for the port: the store stays to be done.
            vcpu.live.state.rip -= length;
            vcpu.stateChanged();
            return vcpu.kickOrStopWaits() ? null : KvmVcpu.CANCELED;
        }
        return vcpu.failed(status, "bell was not heard at guest-physical 0x%x".formatted(address));
    }
}
