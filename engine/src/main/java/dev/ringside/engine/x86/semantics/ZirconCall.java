package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.VcpuState.RAX;
import static dev.ringside.engine.state.VcpuState.RBX;
import static dev.ringside.engine.state.VcpuState.RCX;

import dev.ringside.engine.base.ZxStatus;

/// Zircon's hypercalls (zircon-reference 4.6): number in RAX, arguments in RBX and RCX, result in
/// RAX.
final class ZirconCall {
    private static final int CLOCK_PAIRING = 9;
    private static final long BAD_ADDRESS = -14;
    private static final long NOT_SUPPORTED = -95;
    private static final long UNKNOWN = -1000;
    private static final long NOT_PERMITTED = -1;

    private ZirconCall() {}

    /// Performs the call; the run goes on in every case. Also asks for CPL 0, as era C does.
    static void call(Cpu cpu) {
        cpu.gpr[RAX] = cpu.cpl != 0 ? NOT_PERMITTED : result(cpu);
    }

    private static long result(Cpu cpu) {
        if (cpu.gpr[RAX] != CLOCK_PAIRING) {
            return UNKNOWN;
        }
        if (cpu.gpr[RCX] != 0) {
            return NOT_SUPPORTED;
        }
        return pairClocks(cpu, cpu.gpr[RBX]);
    }

    /// KVM's `kvm_clock_pairing`: seconds, nanoseconds, TSC, flags. Time is the retired-instruction
    /// count, one nanosecond each.
    private static long pairClocks(Cpu cpu, long address) {
        boolean inside = address >= 0 && address < 1L << 46 && (address & 4095) <= 4096 - 64;
        if (!inside || cpu.platform.vm.space().lookup(address & -4096) < 0) {
            return BAD_ADDRESS;
        }
        long count = cpu.state.instructionCount;
        var memory = cpu.memory.guestMemory();
        memory.writeEntry(address, 8, count / 1_000_000_000);
        memory.writeEntry(address + 8, 8, count % 1_000_000_000);
        memory.writeEntry(address + 16, 8, SystemInstruction.timeStamp(cpu));
        memory.writeEntry(address + 24, 8, 0);
        return 0;
    }

    static void refuseXsetbv(Cpu cpu) {
        cpu.platform.refuse(cpu, ZxStatus.INVALID_ARGS, "XCR0 value is not supported");
    }
}
