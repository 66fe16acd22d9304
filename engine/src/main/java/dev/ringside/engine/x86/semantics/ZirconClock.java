package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.x86.tlb.GuestMemory;

/// KVM's clock as Zircon's kernel offers it: a write to an MSR names a structure in guest-physical
/// memory, which is filled (zircon-reference 4.4).
///
/// ```
///  boot time    0 version   4 seconds   8 nanoseconds
///  system time  0 version   8 TSC   16 nanoseconds   24 multiplier   28 shift   29 flags
/// ```
///
/// Differs: the machine's time begins at 0, so it boots at the epoch; a structure is filled once,
/// since time and TSC never part.
final class ZirconClock {
    private static final int OLD_BOOT_TIME = 0x11;
    private static final int OLD_SYSTEM_TIME = 0x12;
    private static final int BOOT_TIME = 0x4B564D00;
    private static final int SYSTEM_TIME = 0x4B564D01;

    /// A nanosecond a tick: (ticks << 1) * 2^31 >> 32.
    private static final long MULTIPLIER = 1L << 31;

    private static final long SHIFT = 1L << 32;
    private static final long STABLE = 1L << 40;

    private ZirconClock() {}

    static boolean covers(int number) {
        return number == OLD_BOOT_TIME
                || number == OLD_SYSTEM_TIME
                || number == BOOT_TIME
                || number == SYSTEM_TIME;
    }

    static void write(Cpu cpu, int number, long value) {
        boolean boot = number == OLD_BOOT_TIME || number == BOOT_TIME;
        if (!boot && (value & 1) == 0) {
            return;
        }
        long address = value & -4;
        long last = address + (boot ? 11 : 31);
        if (isUnmapped(cpu, address) || isUnmapped(cpu, last)) {
            cpu.platform.refuse(cpu, ZxStatus.NOT_FOUND, "clock structure is not in memory");
            return;
        }
        GuestMemory memory = cpu.memory.guestMemory();
        memory.writeEntry(address, 4, 2);
        memory.writeEntry(address + 4, 4, 0);
        if (boot) {
            memory.writeEntry(address + 8, 4, 0);
            return;
        }
        putQuad(memory, address + 8, SystemInstruction.timeStamp(cpu));
        putQuad(memory, address + 16, cpu.state.time());
        putQuad(memory, address + 24, MULTIPLIER | SHIFT | STABLE);
    }

    /// In halves: the structure may begin anywhere in its page.
    private static void putQuad(GuestMemory memory, long address, long value) {
        memory.writeEntry(address, 4, value & 0xFFFFFFFFL);
        memory.writeEntry(address + 4, 4, value >>> 32);
    }

    private static boolean isUnmapped(Cpu cpu, long address) {
        return address < 0 || cpu.platform.vm.space().lookup(address & -4096) < 0;
    }
}
