package dev.ringside.engine.vmm;

import dev.ringside.engine.state.VcpuState;

/// Where and in which mode an image starts.
///
/// @param address linear, which is also physical
record Entry(CpuMode mode, long address) {
    /// PML4 and PDPT as Zircon's VMM lays them, from guest-physical 0 upward.
    private static final long PML4 = 0;

    private static final long PAGE = 0x1000;
    private static final long PRESENT_WRITABLE = 3;
    private static final long LARGE = 0x80;

    /// The start of the extended BIOS data area: the highest stack that harms nobody.
    private static final long STACK = RamLayout.CONVENTIONAL_END;

    /// `0000:7c00` or `0x100000`.
    String text() {
        return mode == CpuMode.REAL
                ? "%04x:%04x".formatted(selector(), offset())
                : "0x%x".formatted(address);
    }

    private int selector() {
        return address < 0x10000 ? 0 : (int) (address >> 4) & 0xFFFF;
    }

    private int offset() {
        return address < 0x10000 ? (int) address : (int) address & 0xF;
    }

    /// Checks that a processor in this mode can get there.
    ///
    /// @throws ImageException it cannot
    void check(ImageBytes image) throws ImageException {
        if (mode == CpuMode.REAL && address > 0xFFFFF) {
            throw image.error(
                    "entry 0x%x is out of reach in real mode; use --mode protected or an entry below 1 MiB."
                            .formatted(address));
        }
        if (mode == CpuMode.PROTECTED && address > 0xFFFFFFFFL) {
            throw image.error(
                    "entry 0x%x is out of reach in protected mode; use --mode long."
                            .formatted(address));
        }
    }

    /// Sets the registers, and for long mode the page tables: identity, 1 GiB pages, as far as 4
    /// GiB and the end of memory.
    ///
    /// Differs from Zircon's start state: selectors name the ROM's flat GDT rather than nothing,
    /// the tables reach 4 GiB at least, and RSP is below 640 KiB instead of 0.
    void apply(GuestMemory memory, VcpuState state, RamLayout layout) {
        switch (mode) {
            case REAL -> {
                StartState.real(state, selector(), offset());
                state.gpr[VcpuState.RSP] = DiskLoader.STACK;
            }
            case PROTECTED -> {
                StartState.protectedFlat(
                        state, address, BiosRom.CODE32_SELECTOR, BiosRom.DATA_SELECTOR);
                flatStack(state);
            }
            case LONG -> {
                identityMap(memory, PML4, layout);
                StartState.longMode(state, address, PML4, 0x08, 0x10);
                flatStack(state);
            }
        }
    }

    /// A PML4 at `pml4` and a PDPT behind it: identity, 1 GiB pages, to the end of memory.
    static void identityMap(GuestMemory memory, long pml4, RamLayout layout) {
        long pdpt = pml4 + PAGE;
        memory.clear(pml4, 2 * PAGE);
        memory.write64(pml4, pdpt | PRESENT_WRITABLE);
        long end = RamLayout.HIGH_START + layout.high();
        for (long at = 0; at < end; at += RamLayout.GIB) {
            memory.write64(pdpt + at / RamLayout.GIB * 8, at | LARGE | PRESENT_WRITABLE);
        }
    }

    private static void flatStack(VcpuState state) {
        state.gpr[VcpuState.RSP] = STACK;
        state.gdtrBase = BiosRom.GDT_ADDRESS;
        state.gdtrLimit = BiosRom.GDT_LIMIT;
    }
}
