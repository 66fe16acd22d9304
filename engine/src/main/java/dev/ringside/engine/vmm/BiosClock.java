package dev.ringside.engine.vmm;

import dev.ringside.engine.device.PioBus;

/// INT 08h and INT 1Ah: the tick count and the real-time clock (IBM PS/2 BIOS Interface Technical
/// Reference, "INT 1AH System-timer and real-time clock services").
final class BiosClock {
    private final PioBus bus;

    BiosClock(PioBus bus) {
        this.bus = bus;
    }

    /// INT 08h, 18.2 times a second.
    void tick(BiosCall call) {
        GuestMemory memory = call.memory();
        int ticks = memory.read32(BiosData.TICKS) + 1;
        if (ticks >= BiosData.TICKS_A_DAY) {
            ticks = 0;
            memory.write8(BiosData.MIDNIGHT, 1);
        }
        memory.write32(BiosData.TICKS, ticks);
    }

    /// INT 1Ah.
    void serve(BiosCall call) {
        GuestMemory memory = call.memory();
        switch (call.ah()) {
            case 0x00 -> {
                int ticks = memory.read32(BiosData.TICKS);
                call.setCx(ticks >>> 16);
                call.setDx(ticks);
                call.setAx(memory.read8(BiosData.MIDNIGHT));
                memory.write8(BiosData.MIDNIGHT, 0);
                call.setCarry(false);
            }
            case 0x01 -> {
                memory.write32(BiosData.TICKS, call.cx() << 16 | call.dx());
                memory.write8(BiosData.MIDNIGHT, 0);
                call.setCarry(false);
            }
            case 0x02 -> {
                call.setCx(cmos(4) << 8 | cmos(2));
                call.setDx(cmos(0) << 8);
                call.setCarry(false);
            }
            case 0x03 -> {
                setCmos(4, call.ch());
                setCmos(2, call.cl());
                setCmos(0, call.dh());
                call.setCarry(false);
            }
            case 0x04 -> {
                call.setCx(cmos(0x32) << 8 | cmos(9));
                call.setDx(cmos(8) << 8 | cmos(7));
                call.setCarry(false);
            }
            case 0x05 -> {
                setCmos(0x32, call.ch());
                setCmos(9, call.cl());
                setCmos(8, call.dh());
                setCmos(7, call.dl());
                call.setCarry(false);
            }
            default -> call.setCarry(true);
        }
    }

    private int cmos(int register) {
        bus.write(0x70, 1, register);
        return bus.read(0x71, 1);
    }

    private void setCmos(int register, int value) {
        bus.write(0x70, 1, register);
        bus.write(0x71, 1, value);
    }
}
