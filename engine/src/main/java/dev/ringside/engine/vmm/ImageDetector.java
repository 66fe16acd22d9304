package dev.ringside.engine.vmm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Finds out what an image is and makes its loader. `--boot auto` tries in this order:
///
/// 1. ELF magic: Multiboot 1 or 2 if there is such a header, else ELF.
/// 2. A Multiboot 1 header with address fields (firmware if they name a place that ends at 4 GiB),
///    or a Multiboot 2 header: Multiboot.
/// 3. A Linux boot header (`HdrS` at 0x202): Linux.
/// 4. An ISO 9660 file system with an El Torito entry: disk, as a CD-ROM.
/// 5. 55 AA at byte 510: disk.
/// 6. Whole 64 KiB up to 16 MiB with a jump at the reset vector: firmware.
/// 7. Up to 510 bytes: a boot sector whose signature is still to come.
/// 8. Anything else: an error that names the options.
final class ImageDetector {
    /// Enough for every header that is looked at.
    private static final int HEAD = 0x9000;

    private ImageDetector() {}

    /// @throws ImageException the image cannot be used
    static Loader open(MachineConfig config) throws ImageException {
        RamLayout layout = RamLayout.of(config.memory());
        ImageBytes head = head(config);
        long size = size(config);
        if (size == 0) {
            throw head.error("the image is empty; build it first.");
        }
        BootKind kind = config.boot() == BootKind.AUTO ? detect(config, head, size) : config.boot();
        return switch (kind) {
            case AUTO -> throw new IllegalStateException("detected nothing");
            case MULTIBOOT2 -> new Multiboot2Loader(whole(config), config, layout);
            case LINUX -> new LinuxLoader(whole(config), config, layout);
            case DISK -> disk(config, size);
            case FLAT -> new FlatLoader(whole(config), config, layout);
            case ELF -> new ElfLoader(whole(config), config, layout);
            case MULTIBOOT -> new MultibootLoader(whole(config), config, layout);
            case FIRMWARE -> new FirmwareLoader(whole(config));
        };
    }

    private static BootKind detect(MachineConfig config, ImageBytes head, long size)
            throws ImageException {
        if (ElfFile.matches(head.array())) {
            if (MultibootHeader.find(head) != null) {
                return BootKind.MULTIBOOT;
            }
            return Multiboot2Header.locate(head) >= 0 ? BootKind.MULTIBOOT2 : BootKind.ELF;
        }
        MultibootHeader header = MultibootHeader.find(head);
        if (header != null && header.hasAddresses()) {
            // U-Boot's ROM has a header too, for a place where only a ROM can be.
            boolean rom = header.loadAddress() == RamLayout.HIGH_START - size;
            return rom ? BootKind.FIRMWARE : BootKind.MULTIBOOT;
        }
        if (Multiboot2Header.locate(head) >= 0) {
            return BootKind.MULTIBOOT2;
        }
        if (LinuxHeader.matches(head)) {
            return BootKind.LINUX;
        }
        if (isIso(head)) {
            return BootKind.DISK;
        }
        if (DiskLoader.signed(Arrays.copyOf(head.array(), DiskImage.SECTOR))) {
            return BootKind.DISK;
        }
        if (size <= 16 << 20 && size >= 0x10000 && FirmwareLoader.matches(whole(config))) {
            return BootKind.FIRMWARE;
        }
        if (size < DiskImage.SECTOR - 1) {
            return BootKind.DISK;
        }
        throw head.error(
                "not recognised: no ELF, Multiboot or Linux header, no 55 AA at byte 510, no reset vector; say --boot disk, flat, elf, multiboot, multiboot2, linux or firmware.");
    }

    private static boolean isIso(ImageBytes head) {
        byte[] bytes = head.array();
        return bytes.length >= 0x8006
                && new String(bytes, 0x8001, 5, StandardCharsets.US_ASCII).equals("CD001");
    }

    /// A disc that does not boot as one may still have a boot sector.
    private static Loader disk(String name, long size, DiskImage disk) throws ImageException {
        byte[] first = new byte[DiskImage.SECTOR];
        boolean sector = disk.read(0, first) && DiskLoader.signed(first);
        return CdLoader.boots(disk) || disk.isIso() && !sector
                ? new CdLoader(name, disk)
                : new DiskLoader(name, size, disk);
    }

    private static Loader disk(MachineConfig config, long size) throws ImageException {
        if (config.entry() != null || config.loadAddress() != null) {
            throw new ImageException(
                    "%s: a boot sector always starts at 0x7c00; leave --entry and --load-address out, or use --boot flat."
                            .formatted(config.imageName()));
        }
        Path path = config.imagePath();
        byte[] bytes = config.imageBytes();
        if (path == null) {
            DiskImage disk = DiskImage.of(config.imageName(), bytes == null ? new byte[0] : bytes);
            return disk(config.imageName(), size, disk);
        }
        DiskImage disk = DiskImage.open(path, false);
        try {
            return disk(config.imageName(), size, disk);
        } catch (ImageException e) {
            disk.close();
            throw e;
        }
    }

    private static long size(MachineConfig config) throws ImageException {
        Path path = config.imagePath();
        if (path == null) {
            byte[] bytes = config.imageBytes();
            return bytes == null ? 0 : bytes.length;
        }
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new ImageException("%s: cannot be read; check its permissions.".formatted(path));
        }
    }

    private static ImageBytes head(MachineConfig config) throws ImageException {
        Path path = config.imagePath();
        if (path == null) {
            byte[] bytes = config.imageBytes();
            if (bytes == null) {
                throw new ImageException("no image; name the file to run.");
            }
            return new ImageBytes(
                    config.imageName(), Arrays.copyOf(bytes, Math.min(bytes.length, HEAD)));
        }
        if (!Files.exists(path)) {
            throw new ImageException(
                    "%s: no such file; check the path of the image.".formatted(path));
        }
        if (!Files.isRegularFile(path)) {
            throw new ImageException(
                    "%s: not a regular file; give the image as a file.".formatted(path));
        }
        try (InputStream in = Files.newInputStream(path)) {
            return new ImageBytes(config.imageName(), in.readNBytes(HEAD));
        } catch (IOException e) {
            throw new ImageException("%s: cannot be read; check its permissions.".formatted(path));
        }
    }

    private static ImageBytes whole(MachineConfig config) throws ImageException {
        Path path = config.imagePath();
        byte[] bytes = config.imageBytes();
        if (path != null) {
            return ImageBytes.read(path, "image");
        }
        return new ImageBytes(config.imageName(), bytes == null ? new byte[0] : bytes);
    }
}
