package dev.ringside.engine.vmm;

import dev.ringside.engine.device.DmaMemory;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.memory.PhysicalMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Guest-physical memory as the VMM sees it: loaders and BIOS services read and write here.
///
/// What is not mapped reads all ones and swallows writes. Writes reach ROM too. Addresses need no
/// alignment; numbers are little-endian.
final class GuestMemory {
    private static final long PAGE = PhysicalMemory.PAGE_SIZE;

    private final PhysicalMemory memory;
    private final GuestPhysicalAddressSpace space;
    private ChangeListener changed = (address, length) -> {};
    private boolean batching;

    /// What is changed but not told yet; empty where the end is not behind the start.
    private long pendingStart;

    private long pendingEnd;

    /// Hears of every change, so that decoded code can be thrown away.
    @FunctionalInterface
    interface ChangeListener {
        void changed(long guestPhysicalAddress, long length);
    }

    GuestMemory(PhysicalMemory memory, GuestPhysicalAddressSpace space) {
        this.memory = memory;
        this.space = space;
    }

    /// From here on changes are told together; neighbours as one.
    void beginBatch() {
        batching = true;
    }

    /// Tells what was changed since [#beginBatch].
    void endBatch() {
        batching = false;
        tellPending();
    }

    private void note(long address, long length) {
        if (!batching) {
            changed.changed(address, length);
        } else if (address == pendingEnd) {
            pendingEnd += length;
        } else if (address < pendingStart || address + length > pendingEnd) {
            tellPending();
            pendingStart = address;
            pendingEnd = address + length;
        }
    }

    private void tellPending() {
        if (pendingEnd > pendingStart) {
            changed.changed(pendingStart, pendingEnd - pendingStart);
        }
        pendingStart = 0;
        pendingEnd = 0;
    }

    void onChange(ChangeListener listener) {
        changed = listener;
    }

    private long offsetOf(long address) {
        long entry = space.lookup(address);
        return entry < 0 ? -1 : (entry & -PAGE) + (address & PAGE - 1);
    }

    /// A byte, 0 to 0xFF.
    int read8(long address) {
        long offset = offsetOf(address);
        return offset < 0 ? 0xFF : memory.segment().get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
    }

    int read16(long address) {
        return read8(address) | read8(address + 1) << 8;
    }

    int read32(long address) {
        return read16(address) | read16(address + 2) << 16;
    }

    long read64(long address) {
        return read32(address) & 0xFFFFFFFFL | (long) read32(address + 4) << 32;
    }

    void write8(long address, int value) {
        long offset = offsetOf(address);
        if (offset >= 0) {
            memory.segment().set(ValueLayout.JAVA_BYTE, offset, (byte) value);
            note(address, 1);
        }
    }

    void write16(long address, int value) {
        write8(address, value);
        write8(address + 1, value >> 8);
    }

    void write32(long address, int value) {
        write16(address, value);
        write16(address + 2, value >> 16);
    }

    void write64(long address, long value) {
        write32(address, (int) value);
        write32(address + 4, (int) (value >>> 32));
    }

    /// Copies `length` bytes out of the guest.
    void read(long address, byte[] into, int from, int length) {
        int done = 0;
        while (done < length) {
            int run = run(address + done, length - done);
            long offset = offsetOf(address + done);
            for (int i = 0; offset < 0 && i < run; i++) {
                into[from + done + i] = (byte) 0xFF;
            }
            if (offset >= 0) {
                MemorySegment.copy(
                        memory.segment(), ValueLayout.JAVA_BYTE, offset, into, from + done, run);
            }
            done += run;
        }
    }

    /// Copies `length` bytes into the guest.
    void write(long address, byte[] bytes, int from, int length) {
        int done = 0;
        while (done < length) {
            int run = run(address + done, length - done);
            long offset = offsetOf(address + done);
            if (offset >= 0) {
                MemorySegment.copy(
                        bytes, from + done, memory.segment(), ValueLayout.JAVA_BYTE, offset, run);
            }
            done += run;
        }
        note(address, length);
    }

    void write(long address, byte[] bytes) {
        write(address, bytes, 0, bytes.length);
    }

    /// The memory as bus masters reach it: RAM alone, ROM only to read.
    DmaMemory dma() {
        return new DmaMemory() {
            @Override
            public void read(long address, byte[] into, int from, int length) {
                GuestMemory.this.read(address, into, from, length);
            }

            @Override
            public void write(long address, byte[] bytes, int from, int length) {
                int done = 0;
                while (done < length) {
                    int run = run(address + done, length - done);
                    long entry = space.lookup(address + done);
                    if (entry >= 0 && (entry & GuestPhysicalAddressSpace.WRITE) != 0) {
                        GuestMemory.this.write(address + done, bytes, from + done, run);
                    }
                    done += run;
                }
            }
        };
    }

    /// Zeroes `length` bytes.
    void clear(long address, long length) {
        long done = 0;
        while (done < length) {
            int run = run(address + done, length - done);
            long offset = offsetOf(address + done);
            if (offset >= 0) {
                memory.segment().asSlice(offset, run).fill((byte) 0);
            }
            done += run;
        }
        note(address, length);
    }

    /// How many bytes from `address` on lie in its page.
    private static int run(long address, long length) {
        return (int) Math.min(length, PAGE - (address & PAGE - 1));
    }
}
