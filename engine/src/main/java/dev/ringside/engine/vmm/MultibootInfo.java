package dev.ringside.engine.vmm;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The Multiboot 1 information structure and what it points to (specification 0.6.96, 3.3).
///
/// ```
/// 0x000 structure   0x100 module list   0x200 memory map   0x600 strings
/// ```
///
/// @param address guest-physical
/// @param commandLine without its NUL
/// @param moduleSize 0 for no module
record MultibootInfo(
        long address, byte[] commandLine, long moduleAddress, long moduleSize, String moduleName) {
    /// Where it goes if the kernel leaves room.
    static final long ADDRESS = 0x10000;

    static final int SIZE = 0x4000;
    private static final int MODULES = 0x100;
    private static final int MAP = 0x200;
    private static final int STRINGS = 0x600;
    private static final int HAS_MEMORY = 1;
    private static final int HAS_COMMAND_LINE = 1 << 2;
    private static final int HAS_MODULES = 1 << 3;
    private static final int HAS_MAP = 1 << 6;
    private static final int HAS_LOADER_NAME = 1 << 9;
    private static final int MAX_NAME = 255;

    void write(GuestMemory memory, RamLayout layout) {
        memory.clear(address, SIZE);
        long next = address + STRINGS;
        memory.write32(address + 4, (int) (RamLayout.CONVENTIONAL_END / 1024));
        memory.write32(address + 8, (int) ((layout.low() - RamLayout.MIB) / 1024));
        memory.write32(address + 16, (int) next);
        next = string(memory, next, commandLine);
        int flags = HAS_MEMORY | HAS_COMMAND_LINE | HAS_MAP | HAS_LOADER_NAME;
        if (moduleSize > 0) {
            flags |= HAS_MODULES;
            memory.write32(address + 20, 1);
            memory.write32(address + 24, (int) address + MODULES);
            memory.write32(address + MODULES, (int) moduleAddress);
            memory.write32(address + MODULES + 4, (int) (moduleAddress + moduleSize));
            memory.write32(address + MODULES + 8, (int) next);
            byte[] name = moduleName.getBytes(StandardCharsets.UTF_8);
            next =
                    string(
                            memory,
                            next,
                            java.util.Arrays.copyOf(name, Math.min(name.length, MAX_NAME)));
        }
        writeMap(memory, layout.map());
        memory.write32(address + 64, (int) next);
        string(memory, next, "Ringside".getBytes(StandardCharsets.US_ASCII));
        memory.write32(address, flags);
    }

    /// Each entry begins with the size of what follows in it.
    private void writeMap(GuestMemory memory, List<RamLayout.Range> map) {
        long at = address + MAP;
        for (RamLayout.Range range : map) {
            memory.write32(at, 20);
            memory.write64(at + 4, range.start());
            memory.write64(at + 12, range.length());
            memory.write32(at + 20, range.type());
            at += 24;
        }
        memory.write32(address + 44, map.size() * 24);
        memory.write32(address + 48, (int) address + MAP);
    }

    private static long string(GuestMemory memory, long at, byte[] text) {
        memory.write(at, text);
        memory.write8(at + text.length, 0);
        return at + text.length + 1;
    }
}
