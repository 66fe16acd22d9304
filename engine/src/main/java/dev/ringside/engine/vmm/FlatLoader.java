package dev.ringside.engine.vmm;

import dev.ringside.engine.state.VcpuState;
import java.util.List;

/// Raw bytes at an address, `--boot flat`.
///
/// Without options: real mode at 0x7C00. `--mode protected` and `--mode long` start at 1 MiB, with
/// the flat GDT of the ROM, long mode on an identity map from guest-physical 0.
final class FlatLoader implements Loader {
    private static final long REAL_ADDRESS = 0x7C00;

    private final RamLayout layout;
    private final LoadPlan plan;
    private final Entry entry;
    private final ImageInfo info;

    FlatLoader(ImageBytes image, MachineConfig config, RamLayout layout) throws ImageException {
        this.layout = layout;
        CpuMode mode = config.mode() == null ? CpuMode.REAL : config.mode();
        Long at = config.loadAddress();
        long address = at != null ? at : mode == CpuMode.REAL ? REAL_ADDRESS : RamLayout.MIB;
        this.plan = new LoadPlan(image, layout);
        plan.add(new ImageInfo.Segment("image", address, 0, image.size(), image.size(), "rwx"));
        Long start = config.entry();
        this.entry = new Entry(mode, start != null ? start : address);
        entry.check(image);
        if (!plan.covers(entry.address())) {
            throw image.error(
                    "entry 0x%x is not in the image, which lies at %s; fix --entry or --load-address."
                            .formatted(entry.address(), plan.range()));
        }
        this.info =
                new ImageInfo(
                        image.name(),
                        image.size(),
                        "flat binary",
                        BootKind.FLAT.text(),
                        mode.text(),
                        entry.address(),
                        entry.text(),
                        plan.segments(),
                        List.of());
    }

    @Override
    public ImageInfo info() {
        return info;
    }

    @Override
    public void load(GuestMemory memory, VcpuState state) {
        entry.apply(memory, state, layout);
        plan.load(memory);
    }
}
