package dev.ringside.engine.vmm;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A Linux kernel image (bzImage) by the Linux/x86 boot protocol, and other programs that come in
/// that form, `--boot linux`.
///
/// Starts at the 32-bit entry; with `--mode long` at the 64-bit one, with `--mode real` (and where
/// there is no other) at the real-mode code. `--append` is the command line, `--initrd` the initial
/// RAM disk.
///
/// ```
/// 0x10000  zero page, or boot sector and real-mode code with stack and heap
/// 0x11000  GDT            0x12000  PML4, PDPT for the 64-bit entry
/// 0x20000  command line
/// 1 MiB    or the kernel's preferred address: protected-mode code
/// top      initial RAM disk
/// ```
final class LinuxLoader implements Loader {
    private static final long SETUP = 0x10000;
    private static final long GDT = 0x11000;
    private static final long PML4 = 0x12000;
    private static final long COMMAND_LINE = 0x20000;

    /// Segments as the 32-bit and the 64-bit protocol want them.
    private static final int BOOT_CS = 0x10;

    private static final int BOOT_DS = 0x18;
    private static final long CODE32 = 0x00CF9B000000FFFFL;
    private static final long CODE64 = 0x00AF9B000000FFFFL;
    private static final long DATA = 0x00CF93000000FFFFL;

    /// The real-mode stack's top; the heap ends below it.
    private static final int STACK = 0xFFF0;

    private static final int HEAP_END = 0xE000;
    private static final int ENTRY64 = 0x200;
    private static final long PAGE = 0x1000;

    private final ImageBytes image;
    private final RamLayout layout;
    private final LinuxHeader header;
    private final CpuMode mode;
    private final LoadPlan plan;
    private final Entry entry;
    private final byte[] commandLine;
    private final @Nullable ImageBytes initrd;
    private final LinuxBootParameters parameters;
    private final ImageInfo info;

    LinuxLoader(ImageBytes image, MachineConfig config, RamLayout layout) throws ImageException {
        this.image = image;
        this.layout = layout;
        this.header = LinuxHeader.parse(image);
        this.mode = mode(config);
        long code = codeAddress(config);
        this.plan = new LoadPlan(image, layout);
        planCode(code);
        this.entry = entry(config, code);
        this.commandLine = commandLine(config.append());
        this.initrd = config.initrd() == null ? null : ImageBytes.read(config.initrd(), "initrd");
        long initrdSize = initrd == null ? 0 : initrd.size();
        long initrdAddress = initrd == null ? 0 : initrdAddress(initrd, code);
        this.parameters =
                new LinuxBootParameters(SETUP, code, COMMAND_LINE, initrdAddress, initrdSize);
        this.info = describe();
    }

    private CpuMode mode(MachineConfig config) throws ImageException {
        CpuMode asked = config.mode();
        if (asked == null) {
            return header.has32BitEntry() ? CpuMode.PROTECTED : CpuMode.REAL;
        }
        if (asked == CpuMode.LONG && !header.has64BitEntry()) {
            throw image.error(
                    "this kernel has no 64-bit entry (XLF_KERNEL_64 is clear); use --mode protected or real.");
        }
        if (asked == CpuMode.PROTECTED && !header.has32BitEntry()) {
            throw image.error("this image has no 32-bit entry; leave --mode out or use real.");
        }
        return asked;
    }

    private long codeAddress(MachineConfig config) throws ImageException {
        Long asked = config.loadAddress();
        if (asked == null) {
            // The real-mode code of older protocols copies nothing: 1 MiB is where it looks.
            return mode == CpuMode.REAL && header.loadedHigh()
                    ? RamLayout.MIB
                    : header.loadAddress();
        }
        boolean aligned =
                Long.bitCount(header.alignment()) == 1 && (asked & header.alignment() - 1) == 0;
        if (!header.relocatable() || !aligned) {
            throw image.error(
                    header.relocatable()
                            ? "--load-address 0x%x: this kernel must lie at a multiple of 0x%x."
                                    .formatted(asked, header.alignment())
                            : "--load-address 0x%x: this kernel cannot be moved; leave the option out."
                                    .formatted(asked));
        }
        return asked;
    }

    private void planCode(long code) throws ImageException {
        if (mode == CpuMode.REAL) {
            if (header.setupSize() > HEAP_END) {
                throw image.error(
                        "0x%x bytes of setup code; real-mode code has at most 0x%x."
                                .formatted(header.setupSize(), HEAP_END));
            }
            int setup = header.setupSize();
            plan.add(new ImageInfo.Segment("setup", SETUP, 0, setup, setup, "rwx"));
        } else if (!layout.contains(SETUP, COMMAND_LINE + 0x10000 - SETUP)
                || !header.loadedHigh()) {
            throw image.error("a kernel for the 32-bit protocol is loaded at 1 MiB or above.");
        }
        int size = header.codeSize();
        plan.add(
                new ImageInfo.Segment(
                        "kernel",
                        code,
                        header.setupSize(),
                        size,
                        mode == CpuMode.REAL ? size : Math.max(size, header.initSize()),
                        "rwx"));
    }

    private Entry entry(MachineConfig config, long code) throws ImageException {
        Long asked = config.entry();
        long address =
                switch (mode) {
                    case REAL -> SETUP + ENTRY64;
                    case PROTECTED -> code;
                    case LONG -> code + ENTRY64;
                };
        Entry start = new Entry(mode, asked != null ? asked : address);
        start.check(image);
        if (!plan.covers(start.address())) {
            throw image.error(
                    "entry 0x%x is in no loaded part (%s); fix --entry or leave it out."
                            .formatted(start.address(), plan.range()));
        }
        return start;
    }

    private byte[] commandLine(String append) throws ImageException {
        byte[] line = append.getBytes(StandardCharsets.UTF_8);
        if (line.length > header.commandLineSize()) {
            throw image.error(
                    "the command line has %d bytes; this kernel takes up to %d."
                            .formatted(line.length, header.commandLineSize()));
        }
        return line;
    }

    /// As high as the kernel allows, so that it is in nobody's way.
    private long initrdAddress(ImageBytes file, long code) throws ImageException {
        long limit = Math.min(header.initrdMaximum() + 1, layout.low());
        long at = limit - file.size() & -PAGE;
        long floor = Math.max(plan.end(), code + header.initSize());
        if (at < floor) {
            throw image.error(
                    "the initrd %s has 0x%x bytes, but between the kernel's end 0x%x and 0x%x there is no room; use --memory %dM or a smaller initrd."
                            .formatted(
                                    file.name(),
                                    file.size(),
                                    floor,
                                    limit,
                                    (floor + file.size()) / RamLayout.MIB + 2));
        }
        return at;
    }

    private ImageInfo describe() {
        String name = header.kernelVersion().isEmpty() ? "" : ", " + header.kernelVersion();
        List<String> notes =
                header.has64BitEntry() && mode != CpuMode.LONG
                        ? List.of("There is a 64-bit entry too: --mode long.")
                        : List.of();
        return new ImageInfo(
                image.name(),
                image.size(),
                "Linux kernel, boot protocol " + header.protocol() + name,
                BootKind.LINUX.text(),
                mode.text(),
                entry.address(),
                mode == CpuMode.REAL
                        ? "%04x:%04x"
                                .formatted(
                                        (int) (SETUP >> 4) + 0x20, entry.address() - SETUP - 0x200)
                        : entry.text(),
                plan.segments(),
                notes);
    }

    @Override
    public ImageInfo info() {
        return info;
    }

    @Override
    public void load(GuestMemory memory, VcpuState state) {
        plan.load(memory);
        memory.clear(COMMAND_LINE, commandLine.length + 1L);
        memory.write(COMMAND_LINE, commandLine);
        if (initrd != null) {
            memory.write(parameters.initrdAddress(), initrd.array());
        }
        if (mode == CpuMode.REAL) {
            startReal(memory, state);
            return;
        }
        parameters.writeZeroPage(memory, image.array(), layout, AcpiTables.RSDP_ADDRESS);
        memory.clear(GDT, BOOT_DS + 8);
        memory.write64(GDT + BOOT_CS, mode == CpuMode.LONG ? CODE64 : CODE32);
        memory.write64(GDT + BOOT_DS, DATA);
        StartState.protectedFlat(state, entry.address(), BOOT_CS, BOOT_DS);
        if (mode == CpuMode.LONG) {
            Entry.identityMap(memory, PML4, layout);
            StartState.longMode(state, entry.address(), PML4, BOOT_CS, BOOT_DS);
        }
        state.gdtrBase = GDT;
        state.gdtrLimit = BOOT_DS + 7;
        state.gpr[VcpuState.RSI] = SETUP;
    }

    /// All segments at the boot sector's copy, CS 0x20 further, interrupts off.
    private void startReal(GuestMemory memory, VcpuState state) {
        parameters.writeHeader(memory, HEAP_END - 0x200);
        int segment = (int) (SETUP >> 4);
        int offset = (int) (entry.address() - SETUP - ENTRY64);
        StartState.real(state, segment + 0x20, offset);
        StartState.realData(state, segment);
        state.rflags = Rflags.RESERVED_ONE;
        state.gpr[VcpuState.RSP] = STACK;
    }
}
