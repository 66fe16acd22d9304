package dev.ringside.engine.vmm;

import java.util.Locale;

/// What an image is and how it is started: `--boot`.
public enum BootKind {
    /// Look at the bytes; [ImageDetector] has the order.
    AUTO,
    /// A boot sector, floppy or hard disk image, by the built-in BIOS.
    DISK,
    /// Bytes at an address.
    FLAT,
    /// ELF32 or ELF64 by its program headers.
    ELF,
    /// Multiboot 1.
    MULTIBOOT,
    /// Multiboot 2.
    MULTIBOOT2,
    /// A Linux bzImage, or a program in that form.
    LINUX,
    /// A ROM image that ends at 4 GiB, from the reset vector.
    FIRMWARE;

    /// The option's spelling.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The kind spelled `text`.
    ///
    /// @throws ImageException no such kind
    public static BootKind of(String text) throws ImageException {
        for (BootKind kind : values()) {
            if (kind.text().equals(text)) {
                return kind;
            }
        }
        throw new ImageException(
                "--boot %s: unknown kind; use auto, disk, flat, elf, multiboot, multiboot2, linux or firmware."
                        .formatted(text));
    }
}
