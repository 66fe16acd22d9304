package dev.ringside.engine.vmm;

import java.util.ArrayList;
import java.util.List;

/// Pieces of a file and where they go, checked against the machine's memory.
final class LoadPlan {
    private final ImageBytes image;
    private final RamLayout layout;
    private final List<ImageInfo.Segment> segments = new ArrayList<>();

    LoadPlan(ImageBytes image, RamLayout layout) {
        this.image = image;
        this.layout = layout;
    }

    /// Adds a piece.
    ///
    /// @throws ImageException it does not fit into memory or the file does not hold it
    void add(ImageInfo.Segment segment) throws ImageException {
        image.need(segment.fileOffset(), segment.fileSize(), segment.name());
        if (!layout.contains(segment.address(), segment.memorySize())) {
            long end = segment.address() + segment.memorySize();
            boolean tooSmall = segment.address() >= RamLayout.MIB && end > segment.address();
            throw image.error(
                    tooSmall && end <= 3 * RamLayout.GIB
                            ? "%s goes to 0x%x-0x%x, but the machine has %s; use --memory %dM."
                                    .formatted(
                                            segment.name(),
                                            segment.address(),
                                            end - 1,
                                            layout.text(),
                                            (end + RamLayout.MIB - 1) / RamLayout.MIB)
                            : "%s goes to 0x%x-0x%x, where a PC has no memory; link or load it between 1 MiB and the end of memory."
                                    .formatted(segment.name(), segment.address(), end - 1));
        }
        segments.add(segment);
    }

    List<ImageInfo.Segment> segments() {
        return List.copyOf(segments);
    }

    /// Whether some piece covers `address`.
    boolean covers(long address) {
        return segments.stream()
                .anyMatch(s -> Long.compareUnsigned(address - s.address(), s.memorySize()) < 0);
    }

    /// Whether some piece touches a range.
    boolean overlaps(long address, long length) {
        return segments.stream()
                .anyMatch(s ->
                        address < s.address() + s.memorySize() && s.address() < address + length);
    }

    /// The first address behind everything.
    long end() {
        return segments.stream().mapToLong(s -> s.address() + s.memorySize()).max().orElse(0);
    }

    /// The lowest address of anything.
    long start() {
        return segments.stream().mapToLong(ImageInfo.Segment::address).min().orElse(0);
    }

    /// The start and end of everything, for messages.
    String range() {
        return "0x%x-0x%x".formatted(start(), end() - 1);
    }

    void load(GuestMemory memory) {
        for (ImageInfo.Segment segment : segments) {
            memory.clear(segment.address(), segment.memorySize());
            memory.write(
                    segment.address(),
                    image.array(),
                    (int) segment.fileOffset(),
                    (int) segment.fileSize());
        }
    }
}
