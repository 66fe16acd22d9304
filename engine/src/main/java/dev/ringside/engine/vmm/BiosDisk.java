package dev.ringside.engine.vmm;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// INT 13h for floppies and hard disks: CHS (IBM PS/2 BIOS Interface Technical Reference, "INT
/// 13H") and the extensions for LBA (Phoenix Enhanced Disk Drive Specification 1.1).
final class BiosDisk {
    private static final int OK = 0;
    private static final int BAD_COMMAND = 0x01;
    private static final int NOT_FOUND = 0x04;
    private static final int MAX_SECTORS = 127;
    private static final int HARD_DISK = 0x80;

    private final List<DiskImage> floppies;
    private final List<DiskImage> hardDisks;
    private final @Nullable BiosCd cd;
    private final byte[] sector = new byte[DiskImage.SECTOR];

    /// @param cd the CD-ROM drive, or null
    BiosDisk(List<DiskImage> floppies, List<DiskImage> hardDisks, @Nullable BiosCd cd) {
        this.cd = cd;
        this.floppies = floppies;
        this.hardDisks = hardDisks;
    }

    private enum Access {
        READ,
        WRITE,
        VERIFY
    }

    private @Nullable DiskImage disk(int drive) {
        List<DiskImage> disks = drive < HARD_DISK ? floppies : hardDisks;
        int index = drive & 0x7F;
        return index < disks.size() ? disks.get(index) : null;
    }

    void serve(BiosCall call) {
        int drive = call.dl();
        if (cd != null && cd.serves(drive, call.ah())) {
            cd.serve(call);
            return;
        }
        DiskImage disk = disk(drive);
        if (disk == null) {
            noDrive(call);
            return;
        }
        int function = call.ah();
        switch (function) {
            case 0x00, 0x0C, 0x0D, 0x10, 0x11, 0x47 -> finish(call, drive, OK);
            case 0x01 -> {
                int status = call.memory().read8(statusAddress(drive));
                finish(call, drive, status);
                call.memory().write8(statusAddress(drive), OK);
            }
            case 0x02 -> chs(call, drive, disk, Access.READ);
            case 0x03 -> chs(call, drive, disk, Access.WRITE);
            case 0x04 -> chs(call, drive, disk, Access.VERIFY);
            case 0x08 -> parameters(call, drive, disk);
            case 0x15 -> type(call, disk);
            case 0x16, 0x17, 0x18 -> finish(call, drive, drive < HARD_DISK ? OK : BAD_COMMAND);
            case 0x41 -> extensions(call);
            case 0x42 -> lba(call, drive, disk, Access.READ);
            case 0x43 -> lba(call, drive, disk, Access.WRITE);
            case 0x44 -> lba(call, drive, disk, Access.VERIFY);
            case 0x48 -> extendedParameters(call, drive, disk);
            default -> finish(call, drive, BAD_COMMAND);
        }
    }

    /// AH = 15h answers "none" rather than an error; a floppy drive that is missing has no
    /// geometry.
    private void noDrive(BiosCall call) {
        if (call.ah() == 0x15) {
            call.setAh(0);
            call.setCarry(true);
        } else {
            finish(call, call.dl(), BAD_COMMAND);
        }
    }

    private static long statusAddress(int drive) {
        return drive < HARD_DISK ? BiosData.FLOPPY_STATUS : BiosData.DISK_STATUS;
    }

    private static void finish(BiosCall call, int drive, int status) {
        call.memory().write8(statusAddress(drive), status);
        call.setAh(status);
        call.setCarry(status != OK);
    }

    private void chs(BiosCall call, int drive, DiskImage disk, Access access) {
        DiskGeometry geometry = disk.geometry();
        int count = call.al();
        int cylinder = call.ch() | (call.cl() & 0xC0) << 2;
        int number = call.cl() & 0x3F;
        if (count == 0 || count > 128 || number == 0) {
            call.setAl(0);
            finish(call, drive, BAD_COMMAND);
            return;
        }
        if (number > geometry.sectors()
                || call.dh() >= geometry.heads()
                || cylinder >= geometry.cylinders()) {
            call.setAl(0);
            finish(call, drive, NOT_FOUND);
            return;
        }
        long lba =
                ((long) cylinder * geometry.heads() + call.dh()) * geometry.sectors() + number - 1;
        long buffer = call.address(SegmentRegister.ES, VcpuState.RBX);
        int done = transfer(call.memory(), disk, access, lba, count, buffer);
        call.setAl(done);
        finish(call, drive, done == count ? OK : NOT_FOUND);
    }

    /// @return sectors that were moved
    private int transfer(
            GuestMemory memory, DiskImage disk, Access access, long lba, int count, long buffer) {
        for (int i = 0; i < count; i++) {
            long at = buffer + (long) i * DiskImage.SECTOR;
            if (access == Access.WRITE) {
                memory.read(at, sector, 0, DiskImage.SECTOR);
                if (!disk.write(lba + i, sector)) {
                    return i;
                }
            } else if (!disk.read(lba + i, sector)) {
                return i;
            } else if (access == Access.READ) {
                memory.write(at, sector);
            }
        }
        return count;
    }

    private void parameters(BiosCall call, int drive, DiskImage disk) {
        DiskGeometry geometry = disk.geometry();
        int last = geometry.cylinders() - 1;
        call.setCx((last & 0xFF) << 8 | last >> 2 & 0xC0 | geometry.sectors());
        int drives = drive < HARD_DISK ? floppies.size() : hardDisks.size();
        call.setDx(geometry.heads() - 1 << 8 | drives);
        if (geometry.floppy()) {
            call.setBx(geometry.floppyType());
            call.setEs(BiosRom.SEGMENT);
            call.setDi(BiosRom.DISKETTE);
        }
        call.setAl(0);
        finish(call, drive, OK);
    }

    /// 1: floppy without change line, 3: hard disk with its size in CX:DX.
    private static void type(BiosCall call, DiskImage disk) {
        if (disk.geometry().floppy()) {
            call.setAh(1);
        } else {
            call.setAh(3);
            long sectors = Math.min(disk.sectors(), 0xFFFFFFFFL);
            call.setCx((int) (sectors >> 16));
            call.setDx((int) sectors & 0xFFFF);
        }
        call.setCarry(false);
    }

    /// Version 1.x, fixed disk access subset.
    private static void extensions(BiosCall call) {
        if (call.bx() != 0x55AA) {
            finish(call, call.dl(), BAD_COMMAND);
            return;
        }
        call.setBx(0xAA55);
        call.setCx(1);
        call.setAx(0x0100 | call.al());
        call.setCarry(false);
    }

    /// The disk address packet at DS:SI: size, 0, count, buffer, LBA, and a flat buffer address
    /// where the buffer is FFFF:FFFF.
    private void lba(BiosCall call, int drive, DiskImage disk, Access access) {
        GuestMemory memory = call.memory();
        long packet = call.address(SegmentRegister.DS, VcpuState.RSI);
        int size = memory.read8(packet);
        int count = memory.read16(packet + 2);
        if (size < 16 || count > MAX_SECTORS) {
            finish(call, drive, BAD_COMMAND);
            return;
        }
        long pointer = memory.read32(packet + 4) & 0xFFFFFFFFL;
        long buffer = (pointer >> 16 << 4) + (pointer & 0xFFFF);
        if (pointer == 0xFFFFFFFFL && size >= 24) {
            buffer = memory.read64(packet + 16);
        }
        int done = transfer(memory, disk, access, memory.read64(packet + 8), count, buffer);
        memory.write16(packet + 2, done);
        finish(call, drive, done == count ? OK : NOT_FOUND);
    }

    private static void extendedParameters(BiosCall call, int drive, DiskImage disk) {
        GuestMemory memory = call.memory();
        long into = call.address(SegmentRegister.DS, VcpuState.RSI);
        if (memory.read16(into) < 26) {
            finish(call, drive, BAD_COMMAND);
            return;
        }
        DiskGeometry geometry = disk.geometry();
        memory.write16(into, 26);
        memory.write16(into + 2, 2);
        memory.write32(into + 4, geometry.cylinders());
        memory.write32(into + 8, geometry.heads());
        memory.write32(into + 12, geometry.sectors());
        memory.write64(into + 16, disk.sectors());
        memory.write16(into + 24, DiskImage.SECTOR);
        finish(call, drive, OK);
    }
}
