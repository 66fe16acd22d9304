package dev.ringside.engine.vmm;

import dev.ringside.engine.state.VcpuState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Multiboot 1 kernel (Multiboot Specification 0.6.96): by the header's address fields where it
/// has them, else by ELF program headers. Starts in 32-bit protected mode with the information
/// structure in EBX; `--append` becomes the command line, `--initrd` the module.
///
/// Differs: an ELF64 file is taken too, as GRUB does; its entry must be 32-bit code.
final class MultibootLoader implements Loader {
    private static final int BOOT_MAGIC = 0x2BADB002;
    private static final int MAX_COMMAND_LINE = 4096;

    private final RamLayout layout;
    private final LoadPlan plan;
    private final Entry entry;
    private final MultibootInfo boot;
    private final @Nullable ImageBytes initrd;
    private final ImageInfo info;

    MultibootLoader(ImageBytes image, MachineConfig config, RamLayout layout)
            throws ImageException {
        this.layout = layout;
        MultibootHeader header = MultibootHeader.find(image);
        if (header == null) {
            throw image.error(
                    "no Multiboot header in the first 8192 bytes; put the section with 0x1BADB002 first in the linker script.");
        }
        header.checkFlags(image);
        List<String> notes = new ArrayList<>();
        if ((header.flags() & 4) != 0) {
            notes.add("The header asks for a video mode; the machine starts in text mode.");
        }
        ElfFile elf = ElfFile.matches(image.array()) ? ElfFile.parse(image) : null;
        if (header.hasAddresses()) {
            this.plan = byAddresses(image, header, layout);
        } else if (elf != null) {
            this.plan = ElfLoader.plan(image, elf, layout);
        } else {
            throw image.error(
                    "neither an ELF file nor a Multiboot header with address fields (flag 16); set one.");
        }
        long start =
                header.hasAddresses() || elf == null ? header.entry() : elf.physical(elf.entry());
        Long asked = config.entry();
        this.entry = new Entry(CpuMode.PROTECTED, asked != null ? asked : start);
        checkEntry(image);
        this.initrd = config.initrd() == null ? null : ImageBytes.read(config.initrd(), "initrd");
        this.boot = boot(image, config.append());
        this.info = info(image, header, elf, notes);
    }

    /// Address fields (specification 3.1.3).
    private static LoadPlan byAddresses(ImageBytes image, MultibootHeader header, RamLayout layout)
            throws ImageException {
        long before = header.headerAddress() - header.loadAddress();
        long offset = header.offset() - before;
        if (before < 0 || offset < 0) {
            throw image.error(
                    "Multiboot load_addr 0x%x and header_addr 0x%x do not fit a header at file offset 0x%x; fix the address fields."
                            .formatted(
                                    header.loadAddress(), header.headerAddress(), header.offset()));
        }
        long rest = image.size() - offset;
        long size = header.loadEnd() == 0 ? rest : header.loadEnd() - header.loadAddress();
        long memorySize = header.bssEnd() == 0 ? size : header.bssEnd() - header.loadAddress();
        if (size <= 0 || memorySize < size) {
            throw image.error(
                    "Multiboot load_end_addr 0x%x or bss_end_addr 0x%x lies before load_addr 0x%x; fix the address fields."
                            .formatted(header.loadEnd(), header.bssEnd(), header.loadAddress()));
        }
        LoadPlan plan = new LoadPlan(image, layout);
        plan.add(
                new ImageInfo.Segment(
                        "multiboot", header.loadAddress(), offset, size, memorySize, "rwx"));
        return plan;
    }

    private void checkEntry(ImageBytes image) throws ImageException {
        entry.check(image);
        if (!plan.covers(entry.address())) {
            throw image.error(
                    "entry 0x%x is in no loaded part (%s); fix --entry, ENTRY() or entry_addr."
                            .formatted(entry.address(), plan.range()));
        }
    }

    private MultibootInfo boot(ImageBytes image, String append) throws ImageException {
        String line = append.isEmpty() ? image.name() : image.name() + " " + append;
        byte[] commandLine = line.getBytes(StandardCharsets.UTF_8);
        if (commandLine.length > MAX_COMMAND_LINE) {
            throw image.error(
                    "the command line has %d bytes; --append takes up to %d."
                            .formatted(commandLine.length, MAX_COMMAND_LINE));
        }
        long module = Math.max(plan.end(), RamLayout.MIB) + 0xFFF & -0x1000L;
        long size = initrd == null ? 0 : initrd.size();
        if (initrd != null && !layout.contains(module, size)) {
            throw image.error(
                    "the initrd needs 0x%x bytes at 0x%x, but the machine has %s; use --memory %dM."
                            .formatted(
                                    size,
                                    module,
                                    layout.text(),
                                    (module + size) / RamLayout.MIB + 1));
        }
        long at = MultibootInfo.ADDRESS;
        if (plan.overlaps(at, MultibootInfo.SIZE)) {
            at = module + size + 0xFFF & -0x1000L;
            if (!layout.contains(at, MultibootInfo.SIZE)) {
                throw image.error(
                        "no room for the boot information behind the kernel; use a larger --memory.");
            }
        }
        return new MultibootInfo(
                at, commandLine, module, size, initrd == null ? "" : initrd.name());
    }

    private ImageInfo info(
            ImageBytes image, MultibootHeader header, @Nullable ElfFile elf, List<String> notes) {
        String format = "Multiboot kernel, " + (elf == null ? "flat binary" : elf.format());
        return new ImageInfo(
                image.name(),
                image.size(),
                header.hasAddresses() && elf != null ? format + " with address fields" : format,
                BootKind.MULTIBOOT.text(),
                CpuMode.PROTECTED.text(),
                entry.address(),
                entry.text(),
                plan.segments(),
                List.copyOf(notes));
    }

    @Override
    public ImageInfo info() {
        return info;
    }

    @Override
    public void load(GuestMemory memory, VcpuState state) {
        plan.load(memory);
        if (initrd != null) {
            memory.write(boot.moduleAddress(), initrd.array());
        }
        boot.write(memory, layout);
        entry.apply(memory, state, layout);
        state.gpr[VcpuState.RAX] = BOOT_MAGIC;
        state.gpr[VcpuState.RBX] = boot.address();
    }
}
