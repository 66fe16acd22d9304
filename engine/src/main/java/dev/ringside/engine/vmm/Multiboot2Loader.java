package dev.ringside.engine.vmm;

import dev.ringside.engine.state.VcpuState;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A Multiboot 2 kernel (Multiboot2 Specification 2.0): by the header's address tag where it has
/// one, else by ELF program headers, moved if the header allows it and the place demands it. Starts
/// in 32-bit protected mode with the boot information in EBX; `--append` becomes the command line,
/// `--initrd` the module.
///
/// Differs: an ELF64 file is taken too, as GRUB does; its entry must be 32-bit code. A kernel that
/// prefers a framebuffer gets the text screen.
final class Multiboot2Loader implements Loader {
    private static final int BOOT_MAGIC = 0x36D76289;
    private static final int MAX_COMMAND_LINE = 4096;
    private static final int MAX_NAME = 255;
    private static final long INFO = 0x10000;
    private static final int INFO_CAPACITY = 0xC000;
    private static final long PAGE = 0x1000;

    private final ImageBytes image;
    private final RamLayout layout;
    private final Multiboot2Header header;
    private final @Nullable ElfFile elf;
    private final LoadPlan plan;
    private final long moved;
    private final Entry entry;
    private final @Nullable ImageBytes initrd;
    private final @Nullable ElfSections sections;
    private final long module;
    private final long infoAddress;
    private final byte[] boot;

    Multiboot2Loader(ImageBytes image, MachineConfig config, RamLayout layout)
            throws ImageException {
        this.image = image;
        this.layout = layout;
        this.header = Multiboot2Header.parse(image);
        this.elf = ElfFile.matches(image.array()) ? ElfFile.parse(image) : null;
        Multiboot2Header.Addresses addresses = header.addresses();
        if (addresses == null && elf == null) {
            throw image.error(
                    "neither an ELF file nor a Multiboot 2 header with an address tag; add one.");
        }
        this.moved = addresses != null || elf == null ? 0 : Relocator.of(header, elf, layout);
        this.plan = addresses != null ? byAddresses(addresses) : byProgramHeaders();
        this.entry = new Entry(CpuMode.PROTECTED, start(config));
        checkEntry();
        this.initrd = config.initrd() == null ? null : ImageBytes.read(config.initrd(), "initrd");
        long behind = Math.max(plan.end(), RamLayout.MIB) + PAGE - 1 & -PAGE;
        this.sections = elf == null ? null : ElfSections.of(image, elf.wide(), behind, layout);
        this.module = (sections == null ? behind : sections.end() + PAGE - 1) & -PAGE;
        this.infoAddress = place();
        this.boot = boot(config);
    }

    private LoadPlan byAddresses(Multiboot2Header.Addresses at) throws ImageException {
        long offset = header.offset() - (at.header() - at.load());
        // A load address of all ones: from the beginning of the file (3.1.5).
        boolean whole = at.load() == 0xFFFFFFFFL;
        long from = whole ? 0 : offset;
        long load = whole ? at.header() - header.offset() : at.load();
        if (from < 0 || !whole && at.header() < at.load()) {
            throw image.error(
                    "Multiboot 2 load_addr 0x%x and header_addr 0x%x do not fit a header at file offset 0x%x; fix the address tag."
                            .formatted(at.load(), at.header(), header.offset()));
        }
        long size = at.loadEnd() == 0 ? image.size() - from : at.loadEnd() - load;
        long memorySize = at.bssEnd() == 0 ? size : at.bssEnd() - load;
        if (size <= 0 || memorySize < size) {
            throw image.error(
                    "Multiboot 2 load_end_addr 0x%x or bss_end_addr 0x%x lies before load_addr 0x%x; fix the address tag."
                            .formatted(at.loadEnd(), at.bssEnd(), load));
        }
        LoadPlan flat = new LoadPlan(image, layout);
        flat.add(new ImageInfo.Segment("multiboot2", load, from, size, memorySize, "rwx"));
        return flat;
    }

    private LoadPlan byProgramHeaders() throws ImageException {
        LoadPlan loads = new LoadPlan(image, layout);
        for (ElfFile.Segment segment : elf == null ? List.<ElfFile.Segment>of() : elf.segments()) {
            loads.add(
                    new ImageInfo.Segment(
                            "PT_LOAD " + segment.index(),
                            segment.physicalAddress() + moved,
                            segment.offset(),
                            segment.fileSize(),
                            segment.memorySize(),
                            segment.permissions()));
        }
        return loads;
    }

    private long start(MachineConfig config) throws ImageException {
        Long asked = config.entry();
        if (asked != null) {
            return asked;
        }
        Long tagged = header.entry();
        if (tagged != null) {
            return tagged + moved;
        }
        if (elf == null || header.addresses() != null) {
            throw image.error(
                    "a Multiboot 2 header with an address tag needs an entry address tag too; add one.");
        }
        return elf.physical(elf.entry()) + moved;
    }

    private void checkEntry() throws ImageException {
        entry.check(image);
        if (!plan.covers(entry.address())) {
            throw image.error(
                    "entry 0x%x is in no loaded part (%s); fix --entry, ENTRY() or the entry address tag."
                            .formatted(entry.address(), plan.range()));
        }
    }

    /// The boot information's place: low memory, or behind everything.
    private long place() throws ImageException {
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
        if (!plan.overlaps(INFO, INFO_CAPACITY)) {
            return INFO;
        }
        long behind = module + size + PAGE - 1 & -PAGE;
        if (!layout.contains(behind, INFO_CAPACITY)) {
            throw image.error(
                    "no room for the boot information behind the kernel; use a larger --memory.");
        }
        return behind;
    }

    private byte[] boot(MachineConfig config) throws ImageException {
        byte[] line = config.append().getBytes(StandardCharsets.UTF_8);
        if (line.length > MAX_COMMAND_LINE) {
            throw image.error(
                    "the command line has %d bytes; --append takes up to %d."
                            .formatted(line.length, MAX_COMMAND_LINE));
        }
        Multiboot2Info info = new Multiboot2Info(INFO_CAPACITY);
        info.commandLine(line);
        info.loaderName();
        if (initrd != null) {
            byte[] name = initrd.name().getBytes(StandardCharsets.UTF_8);
            info.module(
                    module, initrd.size(), Arrays.copyOf(name, Math.min(name.length, MAX_NAME)));
        }
        info.memory(layout);
        info.bootDevice();
        info.textScreen();
        info.acpi(new AcpiTables(config.vcpus()).rsdp(AcpiTables.ADDRESS));
        if (sections != null && sections.headers().length <= INFO_CAPACITY / 2) {
            info.elfSections(
                    sections.count(),
                    sections.entrySize(),
                    sections.nameIndex(),
                    sections.headers());
        }
        if (header.relocation() != null) {
            info.loadBase(plan.start());
        }
        return info.toByteArray();
    }

    @Override
    public ImageInfo info() {
        List<String> notes = new ArrayList<>();
        if (header.graphics()) {
            notes.add("The header prefers a framebuffer; the machine starts in text mode.");
        }
        if (moved != 0) {
            notes.add("Moved by 0x%x as the relocatable header tag allows.".formatted(moved));
        }
        return new ImageInfo(
                image.name(),
                image.size(),
                "Multiboot 2 kernel, " + (elf == null ? "flat binary" : elf.format()),
                BootKind.MULTIBOOT2.text(),
                CpuMode.PROTECTED.text(),
                entry.address(),
                entry.text(),
                plan.segments(),
                List.copyOf(notes));
    }

    @Override
    public void load(GuestMemory memory, VcpuState state) {
        plan.load(memory);
        if (sections != null) {
            for (ElfSections.Copy copy : sections.copies()) {
                memory.write(copy.address(), image.array(), (int) copy.offset(), (int) copy.size());
            }
        }
        if (initrd != null) {
            memory.write(module, initrd.array());
        }
        memory.write(infoAddress, boot);
        entry.apply(memory, state, layout);
        state.gpr[VcpuState.RAX] = BOOT_MAGIC;
        state.gpr[VcpuState.RBX] = infoAddress;
    }
}
