package dev.ringside.engine.vmm;

import dev.ringside.engine.state.VcpuState;
import java.util.List;

/// An ELF executable by its program headers, at their physical addresses, `--boot elf`.
///
/// ELF32 starts in protected mode, ELF64 in long mode on an identity map, unless `--mode` says
/// otherwise.
final class ElfLoader implements Loader {
    private final RamLayout layout;
    private final LoadPlan plan;
    private final Entry entry;
    private final ImageInfo info;

    ElfLoader(ImageBytes image, MachineConfig config, RamLayout layout) throws ImageException {
        this.layout = layout;
        ElfFile elf = ElfFile.parse(image);
        this.plan = plan(image, elf, layout);
        CpuMode natural = elf.wide() ? CpuMode.LONG : CpuMode.PROTECTED;
        CpuMode mode = config.mode() == null ? natural : config.mode();
        Long start = config.entry();
        this.entry = new Entry(mode, start != null ? start : elf.physical(elf.entry()));
        entry.check(image);
        if (!plan.covers(entry.address())) {
            throw image.error(
                    "entry 0x%x is in no loaded segment (%s); fix --entry, or ENTRY() in the linker script."
                            .formatted(entry.address(), plan.range()));
        }
        this.info =
                new ImageInfo(
                        image.name(),
                        image.size(),
                        elf.format(),
                        BootKind.ELF.text(),
                        mode.text(),
                        entry.address(),
                        entry.text(),
                        plan.segments(),
                        List.of());
    }

    /// The PT_LOAD segments.
    ///
    /// @throws ImageException one does not fit
    static LoadPlan plan(ImageBytes image, ElfFile elf, RamLayout layout) throws ImageException {
        LoadPlan plan = new LoadPlan(image, layout);
        for (ElfFile.Segment segment : elf.segments()) {
            plan.add(
                    new ImageInfo.Segment(
                            "PT_LOAD " + segment.index(),
                            segment.physicalAddress(),
                            segment.offset(),
                            segment.fileSize(),
                            segment.memorySize(),
                            segment.permissions()));
        }
        return plan;
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
