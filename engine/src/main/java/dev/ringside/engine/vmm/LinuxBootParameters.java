package dev.ringside.engine.vmm;

import java.util.List;

/// What a Linux kernel is told by its loader: the zero page (`struct boot_params`; Linux kernel,
/// "Zero Page") or, for the real-mode entry, the setup header in its own copy of the boot sector.
///
/// @param address guest-physical, of the zero page or of the real-mode code
/// @param codeAddress where the protected-mode code lies
/// @param commandLineAddress of the command line and its NUL
/// @param initrdSize 0 for none
record LinuxBootParameters(
        long address,
        long codeAddress,
        long commandLineAddress,
        long initrdAddress,
        long initrdSize) {
    static final int SIZE = 0x1000;
    private static final int HEADER = 0x1F1;

    /// The byte that tells how far the header reaches behind 0x202: a jump's displacement.
    private static final int HEADER_END = 0x201;

    private static final int LARGEST_HEADER_END = 0x290;
    private static final int MAP = 0x2D0;
    private static final int LOADER_UNDEFINED = 0xFF;
    private static final int CAN_USE_HEAP = 0x80;
    private static final int QUIET = 0x20;
    private static final int VIDEO_MODE_NORMAL = 0xFFFF;

    /// Writes the zero page for the 32-bit and 64-bit entries.
    ///
    /// @param rsdp the ACPI root pointer's address
    void writeZeroPage(GuestMemory memory, byte[] image, RamLayout layout, long rsdp) {
        memory.clear(address, SIZE);
        int end = Math.min(HEADER_END + 1 + (image[HEADER_END] & 0xFF), LARGEST_HEADER_END);
        int length = Math.min(end, image.length) - HEADER;
        memory.write(
                address + HEADER, java.util.Arrays.copyOfRange(image, HEADER, HEADER + length));
        writeHeader(memory, 0);
        // screen_info: an 80x25 VGA text screen in mode 3 with 16-line characters.
        memory.write8(address + 0x06, 3);
        memory.write8(address + 0x07, 80);
        memory.write8(address + 0x0E, 25);
        memory.write8(address + 0x0F, 1);
        memory.write16(address + 0x10, 16);
        long extended = (layout.low() - RamLayout.MIB) / 1024;
        memory.write16(address + 0x02, (int) Math.min(extended, 0xFFFF));
        memory.write32(address + 0x1E0, (int) extended);
        memory.write64(address + 0x70, rsdp);
        writeMap(memory, layout.map());
    }

    private void writeMap(GuestMemory memory, List<RamLayout.Range> map) {
        memory.write8(address + 0x1E8, map.size());
        long at = address + MAP;
        for (RamLayout.Range range : map) {
            memory.write64(at, range.start());
            memory.write64(at + 8, range.length());
            memory.write32(at + 16, range.type());
            at += 20;
        }
    }

    /// Fills the fields of the setup header that are a loader's to fill.
    ///
    /// @param heapEnd offset of the end of the real-mode heap less 0x200, or 0 for none
    void writeHeader(GuestMemory memory, int heapEnd) {
        int flags = memory.read8(address + 0x211) & ~QUIET;
        memory.write16(address + 0x1FA, VIDEO_MODE_NORMAL);
        memory.write8(address + 0x210, LOADER_UNDEFINED);
        memory.write8(address + 0x211, heapEnd == 0 ? flags : flags | CAN_USE_HEAP);
        memory.write32(address + 0x214, (int) codeAddress);
        memory.write32(address + 0x218, (int) initrdAddress);
        memory.write32(address + 0x21C, (int) initrdSize);
        memory.write16(address + 0x224, heapEnd);
        memory.write32(address + 0x228, (int) commandLineAddress);
    }
}
