package dev.ringside.engine.vmm;

/// Where a Multiboot 2 image with a relocatable header tag goes (Multiboot2 Specification 2.0,
/// 3.1.11): where it is linked if that fits and nothing else is preferred, else the lowest or
/// highest place.
final class Relocator {
    private Relocator() {}

    /// How far to move it, 0 where there is no such tag or no such place.
    static long of(Multiboot2Header header, ElfFile elf, RamLayout layout) {
        Multiboot2Header.Relocation tag = header.relocation();
        if (tag == null) {
            return 0;
        }
        long start = Long.MAX_VALUE;
        long end = 0;
        for (ElfFile.Segment segment : elf.segments()) {
            start = Math.min(start, segment.physicalAddress());
            end = Math.max(end, segment.physicalAddress() + segment.memorySize());
        }
        long size = end - start;
        long alignment = tag.alignment();
        long lowest =
                (Math.max(tag.minimum(), RamLayout.MIB) + alignment - 1) / alignment * alignment;
        long limit = Math.min(layout.low(), tag.maximum() + 1);
        long highest = (limit - size) / alignment * alignment;
        if (size <= 0 || start < 0 || highest < lowest) {
            return 0;
        }
        if (tag.preference() == 2) {
            return highest - start;
        }
        boolean fits = start >= lowest && end <= limit && start % alignment == 0;
        return fits && tag.preference() == 0 ? 0 : lowest - start;
    }
}
