package dev.ringside.engine.vmm;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import org.jspecify.annotations.Nullable;

/// INT 13h for the CD-ROM drive, DL = [CdLoader#DRIVE]: extended reads of 2,048-byte blocks
/// (Phoenix Enhanced Disk Drive Specification 1.1) and the emulation's own calls ("El Torito" 1.0,
/// chapter 4).
final class BiosCd {
    private static final int OK = 0;
    private static final int BAD_COMMAND = 0x01;
    private static final int WRITE_PROTECTED = 0x03;
    private static final int NOT_FOUND = 0x04;
    private static final int BLOCK = 2048;
    private static final int PACKET = 0x13;

    private final DiskImage disc;
    private final @Nullable CdLoader loader;
    private final byte[] sector = new byte[DiskImage.SECTOR];

    /// @param loader what booted from it, or null
    BiosCd(DiskImage disc, @Nullable CdLoader loader) {
        this.disc = disc;
        this.loader = loader;
    }

    /// Whether a call is for the disc: its drive, or AH = 4Bh for the emulated one.
    boolean serves(int drive, int function) {
        return drive == CdLoader.DRIVE || function == 0x4B && loader != null;
    }

    void serve(BiosCall call) {
        switch (call.ah()) {
            case 0x00, 0x09, 0x0D, 0x10, 0x11, 0x14, 0x47, 0x45, 0x46 -> finish(call, OK);
            case 0x15 -> {
                call.setAh(2);
                call.setCarry(false);
            }
            case 0x41 -> extensions(call);
            case 0x42 -> read(call, true);
            case 0x43 -> finish(call, WRITE_PROTECTED);
            case 0x44 -> read(call, false);
            case 0x48 -> parameters(call);
            case 0x4B -> emulation(call);
            default -> finish(call, BAD_COMMAND);
        }
    }

    private static void finish(BiosCall call, int status) {
        call.memory().write8(BiosData.DISK_STATUS, status);
        call.setAh(status);
        call.setCarry(status != OK);
    }

    private static void extensions(BiosCall call) {
        if (call.bx() != 0x55AA) {
            finish(call, BAD_COMMAND);
            return;
        }
        call.setBx(0xAA55);
        call.setCx(5);
        call.setAx(0x2100 | call.al());
        call.setCarry(false);
    }

    private void read(BiosCall call, boolean copy) {
        GuestMemory memory = call.memory();
        long packet = call.address(SegmentRegister.DS, VcpuState.RSI);
        int count = memory.read16(packet + 2);
        if (memory.read8(packet) < 16) {
            finish(call, BAD_COMMAND);
            return;
        }
        long pointer = memory.read32(packet + 4) & 0xFFFFFFFFL;
        long buffer = (pointer >> 16 << 4) + (pointer & 0xFFFF);
        long first = memory.read64(packet + 8);
        int done = 0;
        while (done < count && block(memory, first + done, buffer + (long) done * BLOCK, copy)) {
            done++;
        }
        memory.write16(packet + 2, done);
        finish(call, done == count ? OK : NOT_FOUND);
    }

    private boolean block(GuestMemory memory, long block, long to, boolean copy) {
        for (int i = 0; i < ElTorito.PER_BLOCK; i++) {
            if (block < 0
                    || block > disc.sectors()
                    || !disc.read(block * ElTorito.PER_BLOCK + i, sector)) {
                return false;
            }
            if (copy) {
                memory.write(to + (long) i * DiskImage.SECTOR, sector);
            }
        }
        return true;
    }

    /// Removable, lockable, no geometry.
    private void parameters(BiosCall call) {
        GuestMemory memory = call.memory();
        long into = call.address(SegmentRegister.DS, VcpuState.RSI);
        if (memory.read16(into) < 26) {
            finish(call, BAD_COMMAND);
            return;
        }
        memory.write16(into, 26);
        memory.write16(into + 2, 0x74);
        memory.write32(into + 4, 0xFFFFFFFF);
        memory.write32(into + 8, 0xFFFFFFFF);
        memory.write32(into + 12, 0xFFFFFFFF);
        memory.write64(into + 16, disc.sectors() / ElTorito.PER_BLOCK);
        memory.write16(into + 24, BLOCK);
        finish(call, OK);
    }

    /// AX = 4B00h ends emulation (it goes on here), 4B01h only asks: the specification packet.
    private void emulation(BiosCall call) {
        if (loader == null || call.al() > 1) {
            finish(call, BAD_COMMAND);
            return;
        }
        ElTorito entry = loader.entry();
        GuestMemory memory = call.memory();
        long into = call.address(SegmentRegister.DS, VcpuState.RSI);
        memory.write(into, new byte[PACKET]);
        memory.write8(into, PACKET);
        memory.write8(into + 1, entry.media());
        memory.write8(into + 2, call.dl());
        memory.write32(into + 4, (int) entry.block());
        memory.write16(into + 12, entry.segment());
        memory.write16(into + 14, entry.sectors());
        finish(call, OK);
    }
}
