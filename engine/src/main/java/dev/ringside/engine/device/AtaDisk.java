package dev.ringside.engine.device;

/// A hard disk's commands (ATA/ATAPI-6, T13/1410D, clause 8): LBA of 28 and 48 bits and CHS, by
/// PIO, in blocks, and by DMA.
///
/// Errors as the standard has them: address outside the disk IDNF, unreadable sector UNC, sector
/// that cannot be written a device fault.
final class AtaDisk implements IdeDrive.Protocol {
    private static final int SECTOR = BlockMedium.SECTOR;
    private static final int MOST_MULTIPLE = 16;
    private static final int LBA_MODE = 0x40;

    private final BlockMedium medium;
    private final AtaIdentity identity;
    private int multiple = MOST_MULTIPLE;
    private int transferMode;

    /// The command in progress: next sector, how many are left, how many a block has, which way.
    private long next;

    private int left;
    private int block = 1;
    private boolean wide;

    private boolean reading;

    /// Sectors in the buffer.
    private int buffered;

    AtaDisk(BlockMedium medium, int index) {
        this.medium = medium;
        this.identity = new AtaIdentity(medium.sectors(), index);
    }

    @Override
    public void reset(IdeDrive drive) {
        drive.count = 1;
        drive.low = 1;
        drive.middle = 0;
        drive.high = 0;
        drive.device = 0;
        drive.status = IdeDrive.READY;
        left = 0;
    }

    @Override
    public void command(IdeDrive drive, int code) {
        left = 0;
        reading = true;
        switch (code) {
            case 0x20, 0x21 -> begin(drive, false, 1, IdeDrive.Transfer.IN);
            case 0x24 -> begin(drive, true, 1, IdeDrive.Transfer.IN);
            case 0xC4 -> begin(drive, false, multiple, IdeDrive.Transfer.IN);
            case 0x29 -> begin(drive, true, multiple, IdeDrive.Transfer.IN);
            case 0x30, 0x31 -> begin(drive, false, 1, IdeDrive.Transfer.OUT);
            case 0x34 -> begin(drive, true, 1, IdeDrive.Transfer.OUT);
            case 0xC5 -> begin(drive, false, multiple, IdeDrive.Transfer.OUT);
            case 0x39, 0xCE -> begin(drive, true, multiple, IdeDrive.Transfer.OUT);
            case 0xC8, 0xC9 -> begin(drive, false, 1, IdeDrive.Transfer.DMA_IN);
            case 0x25 -> begin(drive, true, 1, IdeDrive.Transfer.DMA_IN);
            case 0xCA, 0xCB -> begin(drive, false, 1, IdeDrive.Transfer.DMA_OUT);
            case 0x35, 0x3D -> begin(drive, true, 1, IdeDrive.Transfer.DMA_OUT);
            case 0x40, 0x41 -> begin(drive, false, 1, IdeDrive.Transfer.NONE);
            case 0x42 -> begin(drive, true, 1, IdeDrive.Transfer.NONE);
            default -> withoutData(drive, code);
        }
    }

    private void withoutData(IdeDrive drive, int code) {
        switch (code) {
            case 0x27 -> nativeMaximum(drive, true);
            case 0xF8 -> nativeMaximum(drive, false);
            case 0x91 -> {
                identity.setGeometry((drive.device & 15) + 1, drive.count & 0xFF);
                drive.complete();
            }
            case 0xC6 -> setMultiple(drive);
            case 0xE5, 0x98 -> {
                drive.count = 0xFF;
                drive.complete();
            }
            case 0xEC -> {
                identity.write(drive.buffer, multiple, transferMode);
                drive.send(SECTOR);
            }
            case 0xEF -> setFeatures(drive);
            // Power, flush, freeze lock: nothing is to be done. Writes are never held back.
            case 0xE0, 0xE1, 0xE2, 0xE3, 0xE6, 0x94, 0x95, 0x96, 0x97, 0x99, 0xE7, 0xEA, 0xF5 ->
                    drive.complete();
            default -> {
                boolean seek = code >= 0x10 && code < 0x20 || code >= 0x70 && code < 0x80;
                if (seek) {
                    drive.complete();
                } else {
                    drive.fail(IdeDrive.ABORTED, 0);
                }
            }
        }
    }

    private void setMultiple(IdeDrive drive) {
        int sectors = drive.count & 0xFF;
        if (sectors > MOST_MULTIPLE || Integer.bitCount(sectors) != 1) {
            drive.fail(IdeDrive.ABORTED, 0);
        } else {
            multiple = sectors;
            drive.complete();
        }
    }

    /// 02h, 82h: write cache; AAh, 55h: read ahead; 03h: transfer mode; 66h, CCh: power-on
    /// defaults.
    private void setFeatures(IdeDrive drive) {
        switch (drive.features & 0xFF) {
            case 0x03 -> {
                transferMode = drive.count & 0xFF;
                drive.complete();
            }
            case 0x02, 0x82, 0xAA, 0x55, 0x66, 0xCC -> drive.complete();
            default -> drive.fail(IdeDrive.ABORTED, 0);
        }
    }

    private void nativeMaximum(IdeDrive drive, boolean ext) {
        long maximum = medium.sectors() - 1;
        wide = ext;
        putAddress(drive, ext ? maximum : Math.min(maximum, 0xFFFFFFF));
        drive.complete();
    }

    /// Starts a command that moves or verifies sectors.
    private void begin(IdeDrive drive, boolean ext, int blockSize, IdeDrive.Transfer kind) {
        wide = ext;
        block = blockSize;
        next = address(drive);
        int all = ext ? 0x10000 : 0x100;
        int asked = drive.count & all - 1;
        left = asked == 0 ? all : asked;
        if (next < 0 || next >= medium.sectors()) {
            failAt(drive, IdeDrive.NOT_FOUND, 0);
            return;
        }
        reading = kind == IdeDrive.Transfer.IN;
        switch (kind) {
            case IN -> sendBlock(drive);
            case OUT -> {
                buffered = Math.min(block, left);
                drive.receive(buffered * SECTOR, false);
            }
            case DMA_IN -> drive.awaitDma(true);
            case DMA_OUT -> {
                buffered = 0;
                drive.awaitDma(false);
            }
            case NONE -> verify(drive);
        }
    }

    private void verify(IdeDrive drive) {
        while (left > 0) {
            int n = load(drive, Math.min(left, IdeDrive.BUFFER / SECTOR));
            if (n == 0) {
                return;
            }
        }
        drive.complete();
    }

    /// The address in the registers, -1 for a cylinder, head or sector that is not there.
    private long address(IdeDrive drive) {
        if ((drive.device & LBA_MODE) == 0 && !wide) {
            int cylinder = drive.middle & 0xFF | (drive.high & 0xFF) << 8;
            return identity.linear(cylinder, drive.device & 15, drive.low & 0xFF);
        }
        long address = drive.low & 0xFF | (drive.middle & 0xFF) << 8 | (drive.high & 0xFF) << 16;
        if (!wide) {
            return address | (drive.device & 15L) << 24;
        }
        return address
                | (long) (drive.low >> 8) << 24
                | (long) (drive.middle >> 8) << 32
                | (long) (drive.high >> 8) << 40;
    }

    private void putAddress(IdeDrive drive, long lba) {
        int high = wide ? 8 : 32;
        drive.low = (int) (lba & 0xFF | (lba >>> 24 & 0xFF) << high);
        drive.middle = (int) (lba >>> 8 & 0xFF | (lba >>> 32 & 0xFF) << high);
        drive.high = (int) (lba >>> 16 & 0xFF | (lba >>> 40 & 0xFF) << high);
        if (!wide) {
            drive.low &= 0xFF;
            drive.middle &= 0xFF;
            drive.high &= 0xFF;
            drive.device = drive.device & 0xF0 | (int) (lba >>> 24) & 15;
        }
    }

    private void failAt(IdeDrive drive, int error, int faults) {
        if ((drive.device & LBA_MODE) != 0 || wide) {
            putAddress(drive, Math.max(next, 0));
        }
        left = 0;
        drive.fail(error, faults);
    }

    /// Reads `sectors` into the buffer.
    ///
    /// @return how many; 0 when the command has failed
    private int load(IdeDrive drive, int sectors) {
        for (int i = 0; i < sectors; i++) {
            if (!medium.read(next, drive.buffer, i * SECTOR)) {
                boolean outside = next >= medium.sectors();
                failAt(drive, outside ? IdeDrive.NOT_FOUND : IdeDrive.UNREADABLE, 0);
                return 0;
            }
            next++;
            left--;
        }
        return sectors;
    }

    /// Writes what the buffer holds.
    ///
    /// @return whether that went well; the command has failed otherwise
    private boolean store(IdeDrive drive) {
        for (int i = 0; i < buffered; i++) {
            if (!medium.write(next, drive.buffer, i * SECTOR)) {
                boolean outside = next >= medium.sectors();
                failAt(
                        drive,
                        outside ? IdeDrive.NOT_FOUND : IdeDrive.ABORTED,
                        outside ? 0 : IdeDrive.FAULT);
                return false;
            }
            next++;
            left--;
        }
        return true;
    }

    /// Each block of a read is announced by an interrupt; what comes after the last is not.
    @Override
    public void transferred(IdeDrive drive) {
        if (!reading) {
            finishBlock(drive);
        } else if (left > 0) {
            sendBlock(drive);
        }
    }

    private void sendBlock(IdeDrive drive) {
        int n = load(drive, Math.min(block, left));
        if (n > 0) {
            drive.send(n * SECTOR);
        }
    }

    private void finishBlock(IdeDrive drive) {
        if (!store(drive)) {
            return;
        }
        if (left == 0) {
            drive.complete();
        } else {
            buffered = Math.min(block, left);
            drive.receive(buffered * SECTOR, true);
        }
    }

    @Override
    public int nextIn(IdeDrive drive) {
        if (left == 0) {
            if (drive.transfer() == IdeDrive.Transfer.DMA_IN) {
                drive.complete();
            }
            return 0;
        }
        return load(drive, Math.min(left, IdeDrive.BUFFER / SECTOR)) * SECTOR;
    }

    @Override
    public int nextOut(IdeDrive drive) {
        if (left == 0) {
            if (drive.transfer() == IdeDrive.Transfer.DMA_OUT) {
                drive.complete();
            }
            return 0;
        }
        buffered = Math.min(left, IdeDrive.BUFFER / SECTOR);
        return buffered * SECTOR;
    }

    @Override
    public void received(IdeDrive drive) {
        store(drive);
    }

    @Override
    public String stateName() {
        return "ata";
    }

    @Override
    public void save(StateWriter out) {
        identity.save(out);
        out.putInt(multiple);
        out.putByte(transferMode);
        out.putLong(next);
        out.putInt(left);
        out.putInt(block);
        out.putInt(buffered);
        out.putBoolean(wide);
        out.putBoolean(reading);
    }

    @Override
    public void restore(StateReader in) {
        identity.restore(in);
        multiple = Math.clamp(in.getInt(), 1, MOST_MULTIPLE);
        transferMode = in.getByte();
        next = Math.max(0, in.getLong());
        left = Math.clamp(in.getInt(), 0, 0x10000);
        block = Math.clamp(in.getInt(), 1, MOST_MULTIPLE);
        buffered = Math.clamp(in.getInt(), 0, IdeDrive.BUFFER / SECTOR);
        wide = in.getBoolean();
        reading = in.getBoolean();
    }
}
