package dev.ringside.engine.vmm;

import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;

/// A firmware ROM that ends at 4 GiB, from the reset vector f000:fff0, `--boot firmware`. Its last
/// 128 KiB also lie below 1 MiB, until the firmware turns shadow RAM on there.
final class FirmwareLoader implements Loader {
    private static final int PAGE = 0x1000;
    private static final int MINIMUM = 0x10000;
    private static final int MAXIMUM = 16 << 20;
    private static final int LOW_SIZE = 0x20000;

    private final ImageBytes image;
    private final ImageInfo info;

    FirmwareLoader(ImageBytes image) throws ImageException {
        this.image = image;
        int size = image.size();
        if (size < MINIMUM || size > MAXIMUM || size % PAGE != 0) {
            throw image.error(
                    "%d bytes are no firmware ROM; it has 64 KiB to 16 MiB in whole pages."
                            .formatted(size));
        }
        List<ImageInfo.Segment> segments = new ArrayList<>();
        segments.add(
                new ImageInfo.Segment("ROM", RamLayout.HIGH_START - size, 0, size, size, "r-x"));
        int low = Math.min(size, LOW_SIZE);
        segments.add(
                new ImageInfo.Segment(
                        "ROM below 1 MiB", RamLayout.MIB - low, size - low, low, low, "r-x"));
        this.info =
                new ImageInfo(
                        image.name(),
                        size,
                        "firmware ROM %d KiB".formatted(size >> 10),
                        BootKind.FIRMWARE.text(),
                        CpuMode.REAL.text(),
                        0xFFFFFFF0L,
                        "f000:fff0",
                        List.copyOf(segments),
                        List.of(
                                "CS starts with base 0xffff0000, so f000:fff0 is linear 0xfffffff0."));
    }

    /// Whether the bytes look like a ROM: a size that fits and a jump at the reset vector.
    static boolean matches(ImageBytes image) throws ImageException {
        int size = image.size();
        if (size < MINIMUM || size > MAXIMUM || size % MINIMUM != 0) {
            return false;
        }
        int opcode = image.u8(size - 16L, "the reset vector");
        return opcode == 0xEA || opcode == 0xE9 || opcode == 0xEB || opcode == 0x90;
    }

    @Override
    public byte[] firmware() {
        return image.array();
    }

    @Override
    public ImageInfo info() {
        return info;
    }

    @Override
    public void load(GuestMemory memory, VcpuState state) {
        StartState.reset(state);
    }
}
