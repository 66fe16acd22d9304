package dev.ringside.engine.vmm;

import dev.ringside.engine.device.IdeController;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The machine's disks: the boot image and those of `--disk`, and where each is plugged in.
///
/// IDE disks fill the bays from the first on, CD-ROMs from the third, as QEMU does; a boot floppy
/// is the BIOS's alone.
final class Drives implements AutoCloseable {
    private static final int BAYS = 4;
    private static final int FIRST_CD_BAY = 2;
    private static final int MOST_VIRTIO = 16;

    /// Every image in the order of the options, the boot image first.
    private final List<DiskImage> all = new ArrayList<>();

    private final List<DiskImage> opened = new ArrayList<>();
    private final List<DiskImage> floppies = new ArrayList<>();
    private final List<DiskImage> hardDisks = new ArrayList<>();
    private final List<DiskImage> virtio = new ArrayList<>();
    private final IdeController.Bay[] bays = new IdeController.Bay[BAYS];
    private @Nullable DiskImage disc;
    private byte @Nullable [] videoRom;

    /// @param boot the image the machine boots from, or null; the caller closes it
    /// @throws ImageException a file cannot be opened, or there is no bay for it
    Drives(@Nullable DiskImage boot, List<MachineConfig.DiskSpec> specs) throws ImageException {
        java.util.Arrays.fill(bays, IdeController.Bay.EMPTY);
        try {
            if (boot != null) {
                all.add(boot);
                plugBoot(boot);
            }
            for (MachineConfig.DiskSpec spec : specs) {
                if (spec.attachment() == MachineConfig.DiskSpec.Attachment.VGAROM) {
                    videoRom = ImageBytes.read(spec.path(), "video BIOS").array();
                    continue;
                }
                DiskImage image = DiskImage.open(spec.path(), spec.writable());
                opened.add(image);
                all.add(image);
                plug(image, spec);
            }
        } catch (ImageException e) {
            close();
            throw e;
        }
    }

    private void plugBoot(DiskImage boot) throws ImageException {
        if (CdLoader.boots(boot)) {
            plugCd(boot, "the image");
        } else if (boot.geometry().floppy()) {
            floppies.add(boot);
        } else {
            plugDisk(boot, "the image");
        }
    }

    private void plug(DiskImage image, MachineConfig.DiskSpec spec) throws ImageException {
        String name = spec.path().toString();
        switch (spec.attachment()) {
            case AUTO -> {
                if (image.isIso()) {
                    plugCd(image, name);
                } else {
                    plugDisk(image, name);
                }
            }
            case IDE -> plugDisk(image, name);
            case CD -> plugCd(image, name);
            case VGAROM -> throw new IllegalStateException("a ROM is no drive");
            case VIRTIO -> {
                if (virtio.size() == MOST_VIRTIO) {
                    throw new ImageException(
                            "%s: at most %d disks can be if=virtio.".formatted(name, MOST_VIRTIO));
                }
                virtio.add(image);
                hardDisks.add(image);
            }
        }
    }

    private void plugDisk(DiskImage image, String name) throws ImageException {
        bays[freeBay(0, name)] = new IdeController.Bay(image, false);
        hardDisks.add(image);
    }

    private void plugCd(DiskImage image, String name) throws ImageException {
        bays[freeBay(FIRST_CD_BAY, name)] = new IdeController.Bay(image, true);
        if (disc == null) {
            disc = image;
        }
    }

    private int freeBay(int first, String name) throws ImageException {
        for (int i = 0; i < BAYS; i++) {
            int bay = (first + i) % BAYS;
            if (bays[bay] == IdeController.Bay.EMPTY) {
                return bay;
            }
        }
        throw new ImageException(
                "%s: all four IDE bays are taken; say --disk FILE,if=virtio.".formatted(name));
    }

    /// What the BIOS calls drives 00h and on.
    List<DiskImage> floppies() {
        return floppies;
    }

    /// What the BIOS calls drives 80h and on.
    List<DiskImage> hardDisks() {
        return hardDisks;
    }

    /// What virtio block devices hold.
    List<DiskImage> virtio() {
        return virtio;
    }

    /// The first CD-ROM, or null.
    @Nullable DiskImage disc() {
        return disc;
    }

    /// The display adapter's expansion ROM, or null.
    byte @Nullable [] videoRom() {
        return videoRom;
    }

    /// What is in the IDE bays.
    IdeController.Bay[] bays() {
        return bays.clone();
    }

    /// Every image.
    List<DiskImage> all() {
        return all;
    }

    @Override
    public void close() {
        opened.forEach(DiskImage::close);
    }
}
