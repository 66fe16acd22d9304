package dev.ringside.engine.vmm;

import org.jspecify.annotations.Nullable;

/// A Multiboot 2 header and its tags (Multiboot2 Specification 2.0, 3.1).
///
/// @param offset in the file
/// @param addresses where a file that is not ELF goes, or null
/// @param entry for the i386 start state, or null
/// @param moduleAlignment whether modules must begin on a page
/// @param graphics whether a framebuffer is preferred
/// @param relocation where the image may go, or null
record Multiboot2Header(
        int offset,
        @Nullable Addresses addresses,
        @Nullable Long entry,
        boolean moduleAlignment,
        boolean graphics,
        @Nullable Relocation relocation) {
    private static final long MAGIC = 0xE85250D6L;
    private static final int SEARCH = 32768;
    private static final int ALIGNMENT = 8;
    private static final int TAG_END = 0;
    private static final int TAG_REQUEST = 1;
    private static final int TAG_ADDRESS = 2;
    private static final int TAG_ENTRY = 3;
    private static final int TAG_CONSOLE = 4;
    private static final int TAG_FRAMEBUFFER = 5;
    private static final int TAG_MODULE_ALIGNMENT = 6;
    private static final int TAG_EFI_BOOT_SERVICES = 7;
    private static final int TAG_EFI_I386_ENTRY = 8;
    private static final int TAG_EFI_AMD64_ENTRY = 9;
    private static final int TAG_RELOCATABLE = 10;
    private static final String WHAT = "the Multiboot 2 header";

    /// The address tag (3.1.5): guest-physical addresses.
    record Addresses(long header, long load, long loadEnd, long bssEnd) {}

    /// The relocatable tag (3.1.11).
    ///
    /// @param preference 0 none, 1 lowest, 2 highest
    record Relocation(long minimum, long maximum, long alignment, long preference) {}

    /// Where the header is, or -1.
    static int locate(ImageBytes image) throws ImageException {
        for (int at = 0; at <= SEARCH - 16 && image.holds(at, 16); at += ALIGNMENT) {
            if (image.u32(at, WHAT) == MAGIC) {
                long sum =
                        MAGIC
                                + image.u32(at + 4, WHAT)
                                + image.u32(at + 8, WHAT)
                                + image.u32(at + 12, WHAT);
                if ((sum & 0xFFFFFFFFL) == 0) {
                    return at;
                }
            }
        }
        return -1;
    }

    /// @throws ImageException there is none, or it is damaged or asks for what is not there
    static Multiboot2Header parse(ImageBytes image) throws ImageException {
        int at = locate(image);
        if (at < 0) {
            throw image.error(
                    "no Multiboot 2 header in the first 32768 bytes; put the section with 0xE85250D6, aligned to 8, first in the linker script.");
        }
        if (image.u32(at + 4, WHAT) != 0) {
            throw image.error(
                    "the Multiboot 2 header is for architecture %d; 0 is i386."
                            .formatted(image.u32(at + 4, WHAT)));
        }
        long length = image.u32(at + 8, WHAT);
        image.need(at, length, WHAT);
        Reader reader = new Reader(image, at);
        long tag = at + 16L;
        while (tag + 8 <= at + length && reader.tag(tag, at + length)) {
            tag += reader.size + ALIGNMENT - 1 & -ALIGNMENT;
        }
        return reader.header();
    }

    /// Goes through the tags.
    private static final class Reader {
        private final ImageBytes image;
        private final int offset;
        private long size;
        private @Nullable Addresses addresses;
        private @Nullable Long entry;
        private boolean moduleAlignment;
        private boolean graphics;
        private @Nullable Relocation relocation;

        Reader(ImageBytes image, int offset) {
            this.image = image;
            this.offset = offset;
        }

        /// @return false at the end tag
        boolean tag(long at, long end) throws ImageException {
            int type = image.u16(at, WHAT);
            boolean optional = (image.u16(at + 2, WHAT) & 1) != 0;
            size = image.u32(at + 4, WHAT);
            if (size < least(type) || at + size > end) {
                throw image.error(
                        "Multiboot 2 header tag %d at 0x%x has %d bytes; it is damaged, check size and alignment."
                                .formatted(type, at, size));
            }
            switch (type) {
                case TAG_END -> {
                    return false;
                }
                case TAG_REQUEST -> checkRequests(at, optional);
                case TAG_ADDRESS ->
                        addresses =
                                new Addresses(
                                        image.u32(at + 8, WHAT),
                                        image.u32(at + 12, WHAT),
                                        image.u32(at + 16, WHAT),
                                        image.u32(at + 20, WHAT));
                case TAG_ENTRY -> entry = image.u32(at + 8, WHAT);
                case TAG_CONSOLE,
                        TAG_EFI_BOOT_SERVICES,
                        TAG_EFI_I386_ENTRY,
                        TAG_EFI_AMD64_ENTRY -> {
                    // A text console is there always; the EFI tags are for EFI machines.
                }
                case TAG_FRAMEBUFFER -> graphics = image.u32(at + 16, WHAT) != 0;
                case TAG_MODULE_ALIGNMENT -> moduleAlignment = true;
                case TAG_RELOCATABLE -> relocation = relocation(at);
                default -> refuseUnless(optional, "header tag " + type);
            }
            return true;
        }

        private static int least(int type) {
            return switch (type) {
                case TAG_ADDRESS, TAG_RELOCATABLE -> 24;
                case TAG_FRAMEBUFFER -> 20;
                case TAG_ENTRY, TAG_CONSOLE -> 12;
                default -> 8;
            };
        }

        private Relocation relocation(long at) throws ImageException {
            return new Relocation(
                    image.u32(at + 8, WHAT),
                    image.u32(at + 12, WHAT),
                    Math.max(1, image.u32(at + 16, WHAT)),
                    image.u32(at + 20, WHAT));
        }

        private void checkRequests(long at, boolean optional) throws ImageException {
            for (long i = at + 8; i + 4 <= at + size; i += 4) {
                long wanted = image.u32(i, WHAT);
                if (!Multiboot2Info.gives(wanted)) {
                    refuseUnless(optional, "information tag " + wanted);
                }
            }
        }

        private void refuseUnless(boolean optional, String what) throws ImageException {
            if (!optional) {
                throw image.error(
                        "the Multiboot 2 header demands %s, which this loader does not have; set the tag's optional flag."
                                .formatted(what));
            }
        }

        Multiboot2Header header() {
            return new Multiboot2Header(
                    offset, addresses, entry, moduleAlignment, graphics, relocation);
        }
    }
}
