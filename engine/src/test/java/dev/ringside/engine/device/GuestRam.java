package dev.ringside.engine.device;

import java.util.Arrays;

/// Guest memory for tests of bus masters: RAM from 0 on, nothing behind it.
public final class GuestRam implements DmaMemory {
    final byte[] bytes;

    public GuestRam(int size) {
        bytes = new byte[size];
    }

    @Override
    public void read(long address, byte[] into, int from, int length) {
        for (int i = 0; i < length; i++) {
            boolean there = address + i >= 0 && address + i < bytes.length;
            into[from + i] = there ? bytes[(int) (address + i)] : -1;
        }
    }

    @Override
    public void write(long address, byte[] from, int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (address + i >= 0 && address + i < bytes.length) {
                bytes[(int) (address + i)] = from[offset + i];
            }
        }
    }

    byte[] slice(int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }
}
