package dev.ringside.engine.device;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// A CD-ROM drive's ATA side: identity, PACKET and how its data moves (ATA/ATAPI-6, T13/1410D, 8.23
/// and 9.8); [CdCommands] knows what the packets mean.
final class AtapiCdrom implements IdeDrive.Protocol {
    private static final int PACKET = 12;
    private static final int MOST_PIO = 0xFFFE;

    /// Count register: interrupt reason.
    private static final int COMMAND_NEXT = 1;

    private static final int TO_HOST = 2;
    private static final int DONE = 3;

    private final CdCommands commands;
    private boolean packetComing;
    private boolean byDma;
    private int limit;

    /// @param disc null for an empty drive
    AtapiCdrom(@Nullable BlockMedium disc) {
        this.commands = new CdCommands(disc);
    }

    @Override
    public void reset(IdeDrive drive) {
        drive.count = 1;
        drive.low = 1;
        drive.middle = 0x14;
        drive.high = 0xEB;
        drive.device = 0;
        drive.status = 0;
        packetComing = false;
        commands.reset();
    }

    @Override
    public void command(IdeDrive drive, int code) {
        packetComing = false;
        switch (code) {
            case 0x08 -> {
                reset(drive);
                drive.error = 1;
            }
            case 0xA0 -> {
                byDma = (drive.features & 1) != 0;
                limit = drive.middle & 0xFF | (drive.high & 0xFF) << 8;
                packetComing = true;
                drive.count = COMMAND_NEXT;
                drive.receive(PACKET, false);
            }
            case 0xA1 -> {
                identify(drive.buffer);
                drive.send(BlockMedium.SECTOR);
            }
            case 0xEC, 0x20, 0x21 -> {
                // The signature tells a driver that asked for a disk (7.1.4).
                reset(drive);
                drive.fail(IdeDrive.ABORTED, 0);
            }
            case 0xE0, 0xE1, 0xE2, 0xE3, 0xE6, 0xEF -> drive.complete();
            case 0xE5 -> {
                drive.count = 0xFF;
                drive.complete();
            }
            default -> drive.fail(IdeDrive.ABORTED, 0);
        }
    }

    /// IDENTIFY PACKET DEVICE (table 29): CD-ROM, removable, packets of 12 bytes.
    private static void identify(byte[] into) {
        Arrays.fill(into, 0, BlockMedium.SECTOR, (byte) 0);
        AtaIdentity.word(into, 0, 0x85C0);
        AtaIdentity.text(into, 10, 20, "RSCD1");
        AtaIdentity.text(into, 23, 8, "1.0");
        AtaIdentity.text(into, 27, 40, "Ringside CD-ROM");
        AtaIdentity.word(into, 48, 1);
        AtaIdentity.word(into, 49, 0x0B00);
        AtaIdentity.word(into, 53, 7);
        AtaIdentity.word(into, 63, 0x0407);
        AtaIdentity.word(into, 64, 3);
        for (int cycle = 65; cycle <= 68; cycle++) {
            AtaIdentity.word(into, cycle, 120);
        }
        AtaIdentity.word(into, 80, 0x0070);
        AtaIdentity.word(into, 82, 0x4010);
        AtaIdentity.word(into, 83, 0x4000);
        AtaIdentity.word(into, 84, 0x4000);
        AtaIdentity.word(into, 85, 0x0010);
        AtaIdentity.word(into, 87, 0x4000);
        AtaIdentity.word(into, 88, 0x3F);
        AtaIdentity.word(into, 93, 0x600B);
    }

    @Override
    public void transferred(IdeDrive drive) {
        if (!packetComing && !commands.active()) {
            // IDENTIFY's data; nothing follows.
            return;
        }
        if (packetComing) {
            packetComing = false;
            commands.start(Arrays.copyOf(drive.buffer, PACKET));
            if (byDma && commands.left() > 0) {
                drive.count = TO_HOST;
                drive.awaitDma(true);
                return;
            }
        }
        next(drive);
    }

    /// The next part of the answer, or the command's end.
    private void next(IdeDrive drive) {
        int most = limit == 0 || limit == 0xFFFF ? MOST_PIO : limit & ~1;
        int length = commands.read(drive.buffer, Math.max(2, most));
        if (length == 0) {
            finish(drive);
            return;
        }
        drive.count = TO_HOST;
        drive.middle = length & 0xFF;
        drive.high = length >> 8;
        drive.send(length + 1 & ~1);
    }

    /// The error register's high half is the sense key.
    private void finish(IdeDrive drive) {
        drive.count = DONE;
        int key = commands.end();
        if (key == 0) {
            drive.complete();
        } else {
            drive.fail(key << 4 | IdeDrive.ABORTED, 0);
        }
    }

    @Override
    public int nextIn(IdeDrive drive) {
        if (drive.transfer() != IdeDrive.Transfer.DMA_IN) {
            return 0;
        }
        int length = commands.read(drive.buffer, IdeDrive.BUFFER);
        if (length == 0) {
            finish(drive);
        }
        return length;
    }

    @Override
    public int nextOut(IdeDrive drive) {
        return 0;
    }

    @Override
    public void received(IdeDrive drive) {
        // Nothing is written to a CD.
    }

    @Override
    public String stateName() {
        return "atapi";
    }

    @Override
    public void save(StateWriter out) {
        out.putBoolean(packetComing);
        out.putBoolean(byDma);
        out.putInt(limit);
        commands.save(out);
    }

    @Override
    public void restore(StateReader in) {
        packetComing = in.getBoolean();
        byDma = in.getBoolean();
        limit = in.getInt() & 0xFFFF;
        commands.restore(in);
    }
}
