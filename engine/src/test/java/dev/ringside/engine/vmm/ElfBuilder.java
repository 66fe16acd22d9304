package dev.ringside.engine.vmm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Makes small ELF executables with one PT_LOAD.
final class ElfBuilder {
    static final int CODE_OFFSET = 0x1000;

    private ElfBuilder() {}

    /// @param code put at file offset 0x1000 and at `address`, which is also the entry
    static byte[] elf(boolean wide, long address, byte[] code, long memorySize) {
        ByteBuffer out =
                ByteBuffer.allocate(CODE_OFFSET + code.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7F, 'E', 'L', 'F', (byte) (wide ? 2 : 1), 1, 1});
        out.position(16);
        out.putShort((short) 2).putShort((short) (wide ? 62 : 3)).putInt(1);
        if (wide) {
            out.putLong(address).putLong(64).putLong(0).putInt(0);
            out.putShort((short) 64).putShort((short) 56).putShort((short) 1);
            out.position(64);
            out.putInt(1).putInt(7).putLong(CODE_OFFSET).putLong(address).putLong(address);
            out.putLong(code.length).putLong(memorySize).putLong(0x1000);
        } else {
            out.putInt((int) address).putInt(52).putInt(0).putInt(0);
            out.putShort((short) 52).putShort((short) 32).putShort((short) 1);
            out.position(52);
            out.putInt(1).putInt(CODE_OFFSET).putInt((int) address).putInt((int) address);
            out.putInt(code.length).putInt((int) memorySize).putInt(7).putInt(0x1000);
        }
        out.position(CODE_OFFSET);
        out.put(code);
        return out.array();
    }

    /// A Multiboot 1 header; with `load` not 0 also the address fields for a file whose byte 0 lies
    /// at `load`.
    static byte[] multibootHeader(int flags, int offset, int load, int entry) {
        ByteBuffer out = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        int all = load == 0 ? flags : flags | 1 << 16;
        out.putInt(0x1BADB002).putInt(all).putInt(-(0x1BADB002 + all));
        if (load != 0) {
            out.putInt(load + offset).putInt(load).putInt(0).putInt(0).putInt(entry);
        }
        return out.array();
    }
}
