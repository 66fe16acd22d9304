package dev.ringside.adapter.source;

/// A program header of an ELF file (System V ABI, "Program Header"); sizes in bytes.
record ElfSegment(
        long type,
        boolean executable,
        long offset,
        long virtualAddress,
        long physicalAddress,
        long fileSize,
        long memorySize) {
    static final int LOAD = 1;

    boolean holds(long address) {
        return Long.compareUnsigned(address - virtualAddress, memorySize) < 0;
    }
}
