package dev.ringside.engine.paging;

import static dev.ringside.engine.state.VcpuState.CR0_WP;
import static dev.ringside.engine.state.VcpuState.CR4_PGE;
import static dev.ringside.engine.state.VcpuState.CR4_PSE;
import static dev.ringside.engine.state.VcpuState.CR4_SMAP;
import static dev.ringside.engine.state.VcpuState.CR4_SMEP;
import static dev.ringside.engine.state.VcpuState.EFER_NXE;

import org.jspecify.annotations.Nullable;

/// The page walk (SDM Vol. 3A chapter 4): a function of CR0, CR3, CR4, EFER and memory.
///
/// One instance is reused for many walks and allocates nothing; its fields are the result of the
/// last one. Accessed and dirty flags are set by explicit writes once the access is known to be
/// allowed (SDM Vol. 3A 4.8).
///
/// Differs: PAE's PDPTEs are read at each walk, not kept in registers from the last MOV CR3 (SDM
/// Vol. 3A 4.4.1 allows either only for software that flushes as told).
public final class PageWalker {
    /// MAXPHYADDR as CPUID leaf 0x80000008 reports it.
    public static final int PHYSICAL_BITS = 46;

    private static final long PRESENT = 1;
    private static final long WRITABLE = 1 << 1;
    private static final long USER = 1 << 2;
    private static final long ACCESSED = 1 << 5;
    private static final long DIRTY = 1 << 6;
    private static final long PAGE_SIZE = 1 << 7;
    private static final long GLOBAL = 1 << 8;
    private static final long NO_EXECUTE = 1L << 63;
    private static final long FRAME = (1L << PHYSICAL_BITS) - 1 & ~0xFFFL;

    /// Bits 51 to MAXPHYADDR: reserved in every 64-bit entry.
    private static final long ABOVE_PHYSICAL = (1L << 52) - 1 & ~((1L << PHYSICAL_BITS) - 1);

    /// PAE has no ignored bits above the frame but XD (SDM Vol. 3A 4.4.2).
    private static final long PAE_RESERVED = Long.MAX_VALUE & ~((1L << PHYSICAL_BITS) - 1);

    private static final long PDPTE_RESERVED =
            ~((1L << PHYSICAL_BITS) - 1) | 0b1_1110_0110; // 63:MAXPHYADDR, 8:5, 2:1

    /// Hears of each entry the walk reads.
    public interface Recorder {
        /// @param level 4 for PML4E to 1 for PTE
        /// @param verdict what the entry says, a constant
        void entry(int level, long address, long value, int size, String verdict);
    }

    private final EntryMemory memory;

    private PagingMode mode = PagingMode.OFF;
    private long cr0;
    private long cr3;
    private long cr4;
    private long efer;

    private final long[] entryAddress = new long[4];
    private final long[] entryValue = new long[4];
    private int entries;
    private int entrySize;
    private long allowed;
    private boolean noExecute;
    private @Nullable Recorder recorder;

    /// Guest-physical address of the linear address walked for; valid after success.
    public long physicalAddress;

    /// Bytes the translation covers: 4 KiB, 2 MiB, 4 MiB or 1 GiB.
    public long pageBytes;

    /// Whether writes at the walked privilege are allowed and the dirty flag is set already.
    public boolean writable;

    /// Whether fetches at the walked privilege are allowed.
    public boolean executable;

    /// Whether the page is a user page.
    public boolean user;

    /// Whether the page's dirty flag is set.
    public boolean dirty;

    /// Whether INVLPG or CR4.PGE is needed to forget it (SDM Vol. 3A 4.10.2.4).
    public boolean global;

    /// Of the fault; valid after failure.
    public int errorCode;

    /// Why it failed, a constant; empty after success.
    public String reason = "";

    /// @param memory where the tables lie
    public PageWalker(EntryMemory memory) {
        this.memory = memory;
    }

    /// Takes over the registers that decide a walk.
    public void configure(long cr0, long cr3, long cr4, long efer) {
        this.cr0 = cr0;
        this.cr3 = cr3;
        this.cr4 = cr4;
        this.efer = efer;
        this.mode = PagingMode.of(cr0, cr4, efer);
    }

    /// The mode [#configure] selected.
    public PagingMode mode() {
        return mode;
    }

    /// Reports the entries of the following walks; null ends it.
    public void setRecorder(@Nullable Recorder recorder) {
        this.recorder = recorder;
    }

    /// Translates `linear` for `access` (bits of [Access]) and sets accessed and dirty flags.
    ///
    /// @return false for a page fault: [#errorCode] and [#reason] say which
    public boolean walk(long linear, int access) {
        if (!translate(linear, access)) {
            return false;
        }
        markUsed(access);
        return true;
    }

    /// [#walk] without any write: for people who look.
    public boolean translate(long linear, int access) {
        entries = 0;
        allowed = WRITABLE | USER;
        noExecute = false;
        reason = "";
        boolean found =
                switch (mode) {
                    case OFF -> unpaged(linear);
                    case BITS_32 -> bits32(linear, access);
                    case PAE -> pae(linear, access);
                    case LEVELS_4 -> levels4(linear, access);
                };
        return found && (mode == PagingMode.OFF || permit(access));
    }

    private boolean unpaged(long linear) {
        physicalAddress = linear & 0xFFFFFFFFL;
        pageBytes = 1 << 12;
        writable = true;
        executable = true;
        user = true;
        dirty = true;
        global = false;
        return true;
    }

    /// SDM Vol. 3A 4.3; a 4 MiB page takes physical bits 39 to 32 from bits 20 to 13 (PSE-36).
    private boolean bits32(long linear, int access) {
        entrySize = 4;
        long pde = read((cr3 & 0xFFFFF000L) + (linear >>> 22 & 0x3FF) * 4);
        boolean large = (pde & PAGE_SIZE) != 0 && (cr4 & CR4_PSE) != 0;
        if (!accept(2, pde, large ? 1 << 21 : 0, large, access)) {
            return false;
        }
        if (large) {
            long frame = pde & 0xFFC00000L | (pde >>> 13 & 0xFF) << 32;
            return leaf(pde, frame, linear, 1 << 22);
        }
        long pte = read((pde & 0xFFFFF000L) + (linear >>> 12 & 0x3FF) * 4);
        return accept(1, pte, 0, true, access) && leaf(pte, pte & 0xFFFFF000L, linear, 1 << 12);
    }

    /// SDM Vol. 3A 4.4.
    private boolean pae(long linear, int access) {
        entrySize = 8;
        long pdpte = read((cr3 & 0xFFFFFFE0L) + (linear >>> 30 & 3) * 8);
        if ((pdpte & PRESENT) == 0) {
            return refuse(3, access, "PDPTE is not present");
        }
        if ((pdpte & PDPTE_RESERVED) != 0) {
            return refuse(3, access | Access.RESERVED, "PDPTE has a reserved bit set");
        }
        record(3, "points to a page directory");
        // A PDPTE has no rights and no accessed flag.
        entries = 0;
        long pde = read((pdpte & FRAME) + (linear >>> 21 & 0x1FF) * 8);
        return lowerLevels(pde, linear, access, PAE_RESERVED);
    }

    /// SDM Vol. 3A 4.5.
    private boolean levels4(long linear, int access) {
        entrySize = 8;
        long pml4e = read((cr3 & FRAME) + (linear >>> 39 & 0x1FF) * 8);
        if (!accept(4, pml4e, ABOVE_PHYSICAL | PAGE_SIZE, false, access)) {
            return false;
        }
        long pdpte = read((pml4e & FRAME) + (linear >>> 30 & 0x1FF) * 8);
        boolean large = (pdpte & PAGE_SIZE) != 0;
        long reserved = large ? ABOVE_PHYSICAL | 0x3FFFE000L : ABOVE_PHYSICAL;
        if (!accept(3, pdpte, reserved, large, access)) {
            return false;
        }
        if (large) {
            return leaf(pdpte, pdpte & FRAME & -(1L << 30), linear, 1 << 30);
        }
        long pde = read((pdpte & FRAME) + (linear >>> 21 & 0x1FF) * 8);
        return lowerLevels(pde, linear, access, ABOVE_PHYSICAL);
    }

    /// Page directory and page table of 64-bit entries.
    private boolean lowerLevels(long pde, long linear, int access, long reserved) {
        boolean large = (pde & PAGE_SIZE) != 0;
        if (!accept(2, pde, large ? reserved | 0x1FE000L : reserved, large, access)) {
            return false;
        }
        if (large) {
            return leaf(pde, pde & FRAME & -(1L << 21), linear, 1 << 21);
        }
        long pte = read((pde & FRAME) + (linear >>> 12 & 0x1FF) * 8);
        return accept(1, pte, reserved, true, access) && leaf(pte, pte & FRAME, linear, 1 << 12);
    }

    private long read(long address) {
        long value = memory.readEntry(address, entrySize);
        entryAddress[entries] = address;
        entryValue[entries] = value;
        entries++;
        return value;
    }

    /// Presence and reserved bits of one entry; collects its rights.
    private boolean accept(int level, long entry, long reserved, boolean maps, int access) {
        if ((entry & PRESENT) == 0) {
            return refuse(level, access, NOT_PRESENT[level]);
        }
        if (entrySize == 8 && (efer & EFER_NXE) == 0) {
            reserved |= NO_EXECUTE;
        }
        if ((entry & reserved) != 0) {
            return refuse(level, access | Access.RESERVED, RESERVED_BIT[level]);
        }
        allowed &= entry;
        noExecute |= entrySize == 8 && entry < 0;
        record(level, maps ? "maps a page" : "points to the next table");
        return true;
    }

    private static final String[] NOT_PRESENT = {
        "",
        "PTE is not present",
        "PDE is not present",
        "PDPTE is not present",
        "PML4E is not present"
    };

    private static final String[] RESERVED_BIT = {
        "",
        "PTE has a reserved bit set",
        "PDE has a reserved bit set",
        "PDPTE has a reserved bit set",
        "PML4E has a reserved bit set"
    };

    private boolean leaf(long entry, long frame, long linear, long bytes) {
        physicalAddress = frame | linear & bytes - 1;
        pageBytes = bytes;
        user = (allowed & USER) != 0;
        dirty = (entry & DIRTY) != 0;
        global = (entry & GLOBAL) != 0 && (cr4 & CR4_PGE) != 0;
        return true;
    }

    /// Access rights (SDM Vol. 3A 4.6.1).
    private boolean permit(int access) {
        boolean byUser = (access & Access.USER) != 0;
        boolean readWrite = (allowed & WRITABLE) != 0;
        writable = readWrite || !byUser && (cr0 & CR0_WP) == 0;
        executable = !noExecute && (byUser || !user || (cr4 & CR4_SMEP) == 0);
        if (byUser && !user) {
            return deny(access, "a supervisor page, accessed at CPL 3");
        }
        if ((access & Access.FETCH) != 0) {
            if (noExecute) {
                return deny(access, "the page is execute-disabled");
            }
            return executable || deny(access, "SMEP: a user page, fetched at CPL below 3");
        }
        boolean smap = !byUser && user && (cr4 & CR4_SMAP) != 0;
        if (smap && (access & Access.NO_AC) != 0) {
            return deny(access, "SMAP: a user page, accessed at CPL below 3");
        }
        return (access & Access.WRITE) == 0 || writable || deny(access, "the page is read-only");
    }

    private boolean deny(int access, String why) {
        return fault(access | Access.PRESENT, why);
    }

    private boolean refuse(int level, int access, String why) {
        record(level, why);
        boolean present = (access & Access.RESERVED) != 0;
        return fault(present ? access | Access.PRESENT : access, why);
    }

    /// The fetch bit shows only where fetches can be forbidden (SDM Vol. 3A 4.7).
    private boolean fault(int access, String why) {
        int code = access & 0x1F;
        boolean xd = entrySize == 8 && (efer & EFER_NXE) != 0;
        if (!xd && (cr4 & CR4_SMEP) == 0) {
            code &= ~Access.FETCH;
        }
        errorCode = code;
        reason = why;
        return false;
    }

    private void record(int level, String verdict) {
        if (recorder != null && level > 0) {
            recorder.entry(
                    level, entryAddress[entries - 1], entryValue[entries - 1], entrySize, verdict);
        }
    }

    /// Sets A in every entry used and D in the one that maps the page (SDM Vol. 3A 4.8).
    private void markUsed(int access) {
        for (int i = 0; i < entries; i++) {
            long wanted = ACCESSED;
            if (i == entries - 1 && (access & Access.WRITE) != 0) {
                wanted |= DIRTY;
                dirty = true;
            }
            if ((entryValue[i] & wanted) != wanted) {
                memory.writeEntry(entryAddress[i], entrySize, entryValue[i] | wanted);
            }
        }
    }

    /// Whether PAE's four PDPTEs at `cr3` may be loaded (SDM Vol. 3A 4.4.1).
    public boolean pdptesValid(long cr3) {
        for (int i = 0; i < 4; i++) {
            long pdpte = memory.readEntry((cr3 & 0xFFFFFFE0L) + i * 8L, 8);
            if ((pdpte & PRESENT) != 0 && (pdpte & PDPTE_RESERVED) != 0) {
                return false;
            }
        }
        return true;
    }
}
