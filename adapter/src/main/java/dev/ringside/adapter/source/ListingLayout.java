package dev.ringside.adapter.source;

import java.util.HashMap;
import java.util.Map;

/// Where the sections of a listed program are: in memory and in the image. Follows the rules of
/// NASM's `bin` format (NASM manual, "bin: Flat-Form Binary Output"): the first section at the
/// origin, each further one after the one before it, aligned to 4 unless it says otherwise.
/// `start=` moves it in the file, `vstart=` in memory only. Those without contents come last.
final class ListingLayout {
    private static final long DEFAULT_ALIGNMENT = 4;

    private final Listing listing;
    private final Map<String, Long> memory = new HashMap<>();
    private final Map<String, Long> image = new HashMap<>();

    /// @param origin linear address of the first byte
    /// @param known addresses of sections that a map file or the linked program tells
    ListingLayout(Listing listing, long origin, Map<String, Long> known) {
        this.listing = listing;
        long file = origin;
        long end = origin;
        boolean first = true;
        for (ListingSection section : listing.sections().values()) {
            if (section.noBits()) {
                continue;
            }
            file = value(section, "start", first ? file : align(section, file));
            long virtual = value(section, "vstart", file);
            virtual = known.getOrDefault(section.name, virtual);
            memory.put(section.name, virtual);
            image.put(section.name, file - origin);
            file += section.end;
            end = virtual + section.end;
            first = false;
        }
        for (ListingSection section : listing.sections().values()) {
            if (section.noBits()) {
                long start = value(section, "start", align(section, end));
                start = known.getOrDefault(section.name, value(section, "vstart", start));
                memory.put(section.name, start);
                end = start + section.end;
            }
        }
    }

    private long align(ListingSection section, long address) {
        long alignment = value(section, "align", DEFAULT_ALIGNMENT);
        boolean usable = alignment > 0 && Long.bitCount(alignment) == 1;
        return usable ? (address + alignment - 1) & -alignment : address;
    }

    private long value(ListingSection section, String attribute, long otherwise) {
        String text = section.attribute(attribute);
        return text.isEmpty()
                ? otherwise
                : ConstantExpression.evaluate(text, listing.constants()).orElse(otherwise);
    }

    /// The linear address of a section's first byte.
    long address(ListingSection section) {
        return memory.getOrDefault(section.name, 0L);
    }

    /// The offset of a section's first byte in the image, or -1 where it has none.
    long imageOffset(ListingSection section) {
        return image.getOrDefault(section.name, -1L);
    }
}
