package dev.ringside.engine.vmm;

import dev.ringside.engine.device.AddressLine20;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.List;

/// INT 15h: memory maps, A20, block move, waiting, APM power off (IBM PS/2 BIOS Interface Technical
/// Reference, "INT 15H"; ACPI 6.5, 15.1 for E820; APM BIOS Specification 1.2).
final class BiosSystem {
    private static final long SMAP = 0x534D4150L;
    private static final int UNSUPPORTED = 0x86;
    private static final int E820_SIZE = 20;

    private final RamLayout layout;
    private final AddressLine20 a20;
    private final Waiter waiter;
    private final Runnable powerOff;

    /// Passes the machine's time.
    interface Waiter {
        /// Waits on behalf of a call that comes again until this answers true.
        ///
        /// @param nanoseconds how long in all
        boolean waited(long nanoseconds);
    }

    BiosSystem(RamLayout layout, AddressLine20 a20, Waiter waiter, Runnable powerOff) {
        this.layout = layout;
        this.a20 = a20;
        this.waiter = waiter;
        this.powerOff = powerOff;
    }

    void serve(BiosCall call) {
        switch (call.ax()) {
            case 0x2400 -> setA20(call, false);
            case 0x2401 -> setA20(call, true);
            case 0x2402 -> {
                setA20(call, a20.enabled());
                call.setAl(a20.enabled() ? 1 : 0);
            }
            case 0x2403 -> {
                setA20(call, a20.enabled());
                call.setBx(3);
            }
            case 0xE801 -> {
                call.setAx(below16());
                call.setBx(above16());
                call.setCx(below16());
                call.setDx(above16());
                call.setCarry(false);
            }
            case 0xE820 -> memoryMap(call);
            default -> byFunction(call);
        }
    }

    private void byFunction(BiosCall call) {
        switch (call.ah()) {
            case 0x4F -> call.setCarry(true);
            case 0x53 -> advancedPower(call);
            case 0x86 -> pause(call);
            case 0x87 -> moveBlock(call);
            case 0x88 -> {
                call.setAx((int) Math.min((layout.low() - RamLayout.MIB) / 1024, 0xFC00));
                call.setCarry(false);
            }
            case 0x90, 0x91 -> succeed(call);
            case 0xC0 -> {
                call.setEs(BiosRom.SEGMENT);
                call.setBx(BiosRom.CONFIGURATION);
                succeed(call);
            }
            case 0xC1 -> {
                call.setEs((int) (RamLayout.CONVENTIONAL_END >> 4));
                call.setCarry(false);
            }
            default -> {
                call.setAh(UNSUPPORTED);
                call.setCarry(true);
            }
        }
    }

    private static void succeed(BiosCall call) {
        call.setAh(0);
        call.setCarry(false);
    }

    private void setA20(BiosCall call, boolean enabled) {
        a20.set(enabled);
        succeed(call);
    }

    /// KiB between 1 and 16 MiB.
    private int below16() {
        return (int) Math.min((layout.low() - RamLayout.MIB) / 1024, 0x3C00);
    }

    /// 64 KiB blocks above 16 MiB and below 4 GiB.
    private int above16() {
        return (int) Math.max(0, (layout.low() - 16 * RamLayout.MIB) / 0x10000);
    }

    private void memoryMap(BiosCall call) {
        List<RamLayout.Range> map = layout.map();
        long index = call.dword(VcpuState.RBX);
        boolean asked =
                call.dword(VcpuState.RDX) == SMAP
                        && call.dword(VcpuState.RCX) >= E820_SIZE
                        && index < map.size();
        if (!asked) {
            call.setAh(UNSUPPORTED);
            call.setCarry(true);
            return;
        }
        RamLayout.Range range = map.get((int) index);
        long into = call.address(SegmentRegister.ES, VcpuState.RDI);
        call.memory().write64(into, range.start());
        call.memory().write64(into + 8, range.length());
        call.memory().write32(into + 16, range.type());
        call.setDword(VcpuState.RAX, SMAP);
        call.setDword(VcpuState.RCX, E820_SIZE);
        call.setDword(VcpuState.RBX, index + 1 == map.size() ? 0 : index + 1);
        call.setCarry(false);
    }

    /// AH = 86h: waits CX:DX microseconds; interrupts are served meanwhile.
    private void pause(BiosCall call) {
        long microseconds = (long) call.cx() << 16 | call.dx();
        if (waiter.waited(microseconds * 1000)) {
            call.setCarry(false);
        } else {
            call.resumeAt(BiosRom.waitWindow());
        }
    }

    /// AH = 87h: CX words between the bases of two descriptors at ES:SI + 10h and + 18h.
    private static void moveBlock(BiosCall call) {
        GuestMemory memory = call.memory();
        long table = call.address(SegmentRegister.ES, VcpuState.RSI);
        byte[] data = new byte[Math.min(call.cx(), 0x8000) * 2];
        memory.read(descriptorBase(memory, table + 0x10), data, 0, data.length);
        memory.write(descriptorBase(memory, table + 0x18), data);
        succeed(call);
        call.setZero(true);
    }

    private static long descriptorBase(GuestMemory memory, long descriptor) {
        long low = memory.read32(descriptor + 2) & 0xFFFFFFL;
        return low | (long) memory.read8(descriptor + 7) << 24;
    }

    /// Enough of APM to be found, connected and switched off.
    private void advancedPower(BiosCall call) {
        switch (call.al()) {
            case 0x00 -> {
                call.setAx(0x0102);
                call.setBx('P' << 8 | 'M');
                call.setCx(0);
                call.setCarry(false);
            }
            case 0x01, 0x04, 0x08, 0x0F -> succeed(call);
            case 0x0E -> {
                call.setAx(0x0102);
                call.setCarry(false);
            }
            case 0x07 -> {
                succeed(call);
                if (call.cx() == 3 && (call.bx() == 1 || call.bx() == 0)) {
                    powerOff.run();
                }
            }
            default -> {
                call.setAh(UNSUPPORTED);
                call.setCarry(true);
            }
        }
    }
}
