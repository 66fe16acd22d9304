package dev.ringside.engine.x86.tlb;

import dev.ringside.engine.hypervisor.DataHook;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.MmioHandler;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.paging.Access;
import dev.ringside.engine.paging.PageWalker;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.apic.LocalApic;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Memory by linear address: translated, permission-checked, cached.
///
/// Every access throws [GuestFault] (`#PF`, `#AC`) or [TrapExit], and then has changed nothing.
/// Belongs to the VCPU's thread. Linear addresses are canonical or 32 bits wide: the segment checks
/// have seen to it.
public final class LinearMemory implements AutoCloseable {
    /// [#events]: a store changed bytes that instructions were decoded from.
    public static final int CODE_CHANGED = 1;

    /// [#events]: a debug register matched a data access; see [#takeBreakpointHits].
    public static final int DATA_BREAKPOINT = 1 << 1;

    /// [#events]: a device was accessed; deadlines and requests may be new.
    public static final int DEVICE = 1 << 2;

    /// [#events]: the data hook wants to hear of the instruction's end.
    public static final int WATCHED_DATA = 1 << 3;

    /// Beside the bits of [Access]: this write's old value is read.
    static final int MODIFY = 1 << 9;

    private final HostMemory ram;
    private final Vm vm;
    private final GuestPhysicalAddressSpace space;
    private final boolean openBus;
    private final CodePages code;
    private final GuestMemory tables;
    private final PageWalker walker;
    private final GuestFault fault;
    private final TrapExit trap = new TrapExit();
    private final DeviceAccess device;
    private final DataBreakpoints breakpoints = new DataBreakpoints();
    private final DataWatch watch = new DataWatch();

    private final TranslationSets sets = new TranslationSets();
    private final Translations supervisor = sets.supervisor;
    Translations current = supervisor;
    private long[] tlb = supervisor.entry;
    int privilege = Access.NO_AC;
    private long addressMask = 0xFFFFFFFFL;
    private int generation;

    /// Bits the run loop looks at after each instruction: [#CODE_CHANGED], [#DATA_BREAKPOINT],
    /// [#DEVICE].
    public int events;

    public LinearMemory(Vm vm, CodePages code, GuestFault fault) {
        this.vm = vm;
        this.ram = new HostMemory(vm.memory().segment());
        this.space = vm.space();
        this.openBus = vm.profile() == Profile.PC;
        this.code = code;
        this.tables = new GuestMemory(ram, space, code, null);
        this.walker = new PageWalker(new GuestMemory(ram, space, code, openBus ? null : trap));
        this.fault = fault;
        this.device = new DeviceAccess(vm);
        code.register(this);
    }

    @Override
    public void close() {
        code.unregister(this);
    }

    /// Sets or clears who answers where the `pc` profile has no memory.
    public void setMmioHandler(@Nullable MmioHandler handler) {
        device.setHandler(handler);
    }

    /// Sets whose page the guest sees at IA32_APIC_BASE.
    public void setApic(LocalApic apic) {
        device.setApic(apic);
    }

    /// Takes over the registers that decide translations and forgets all of them.
    public void configure(VcpuState state) {
        device.configure();
        walker.configure(state.cr0, state.cr3, state.cr4, state.efer);
        breakpoints.configure(state.dr, state.dr7);
        flushAll();
    }

    /// Selects the rights of explicit accesses.
    ///
    /// @param cpl3 whether CPL is 3
    /// @param acExempts whether CR4.SMAP and RFLAGS.AC are both set
    /// @param aligned whether `#AC` is on (CR0.AM, RFLAGS.AC, CPL 3)
    /// @param mask of linear addresses: all ones in 64-bit code, else 32 ones
    public void setPrivilege(boolean cpl3, boolean acExempts, boolean aligned, long mask) {
        if (cpl3) {
            privilege = Access.USER;
            current = aligned ? sets.none : sets.user;
        } else {
            privilege = acExempts ? 0 : Access.NO_AC;
            current = acExempts ? sets.supervisorAc : supervisor;
        }
        tlb = current.entry;
        addressMask = mask;
    }

    /// Sets or clears a debugger's hook for data accesses.
    public void setDataHook(@Nullable DataHook hook) {
        watch.set(hook);
        flushAll();
    }

    /// Forgets every translation.
    public void flushAll() {
        sets.flushAll();
        generation = space.generation();
    }

    /// Forgets the translation of one page (INVLPG).
    public void flush(long linear) {
        sets.flush(linear);
    }

    /// Forgets everything if the guest-physical mapping changed.
    ///
    /// @return whether it did
    public boolean refresh() {
        if (generation != space.generation()) {
            flushAll();
            return true;
        }
        return false;
    }

    /// Makes stores to a host page that now holds code take the slow path. Any thread: the VCPU
    /// that decodes may be another.
    void dropWriteTags(long hostPage) {
        sets.dropWriteTags(hostPage);
    }

    /// The page tables, for walks of others.
    public GuestMemory guestMemory() {
        return tables;
    }

    /// The walker, configured as the registers are: PDPTE checks.
    public PageWalker walker() {
        return walker;
    }

    /// The memory behind the guest's, by the offsets that [#hostForRead] gives.
    public HostMemory host() {
        return ram;
    }

    /// The same, for the decoder.
    public MemorySegment ram() {
        return ram.segment;
    }

    /// DR6.B0 to B3 hit by data accesses since the last call; clears them.
    public int takeBreakpointHits() {
        events &= ~DATA_BREAKPOINT;
        return breakpoints.take();
    }

    /// Reads 1, 2, 4 or 8 bytes, zero-extended, at the current privilege level.
    public long read(long linear, int size) {
        long[] entries = tlb;
        int slot = Translations.slot(linear);
        if (entries[slot + Translations.READ] == (linear + size - 1 & -4096)) {
            return ram.load(linear + entries[slot + Translations.ADDEND], size);
        }
        return readSlowly(linear, size, privilege, current);
    }

    /// The read of a read-modify-write: faults as the write would.
    public long readForWrite(long linear, int size) {
        long[] entries = tlb;
        int slot = Translations.slot(linear);
        if (entries[slot + Translations.WRITE] == (linear + size - 1 & -4096)) {
            return ram.load(linear + entries[slot + Translations.ADDEND], size);
        }
        return readSlowly(linear, size, privilege | Access.WRITE | MODIFY, current);
    }

    /// Writes the low `size` bytes of `value`; nothing is written if any byte faults.
    public void write(long linear, int size, long value) {
        long[] entries = tlb;
        int slot = Translations.slot(linear);
        if (entries[slot + Translations.WRITE] == (linear + size - 1 & -4096)) {
            ram.store(linear + entries[slot + Translations.ADDEND], size, value);
            return;
        }
        if (entries[slot + Translations.CODE] == (linear + size - 1 & -4096)) {
            long host = linear + entries[slot + Translations.ADDEND];
            ram.store(host, size, value);
            if (code.written(host, size)) {
                events |= CODE_CHANGED;
                entries[slot + Translations.CODE] = Translations.NEVER;
            }
            return;
        }
        writeSlowly(linear, size, value, privilege, current);
    }

    /// `#AC` if alignment is checked and an operand of `size` bytes, a power of two, is not
    /// aligned; for operands that are read and written in parts.
    public void requireAlignment(long linear, int size) {
        checkAlignment(linear, size, current);
    }

    /// Turns alignment checks off for accesses that are exempt, until [#resumeAlignment].
    ///
    /// @return whether they were on, for that call
    public boolean suspendAlignment() {
        boolean checked = current == sets.none;
        current = checked ? sets.user : current;
        tlb = current.entry;
        return checked;
    }

    /// @param checked what [#suspendAlignment] returned
    public void resumeAlignment(boolean checked) {
        current = checked ? sets.none : current;
        tlb = current.entry;
    }

    /// Faults as a write of `size` bytes (1 to 4096) would, and writes nothing.
    public void probeWrite(long linear, int size) {
        probe(linear, size, privilege | Access.WRITE, current);
    }

    /// Reads descriptor tables and the TSS: a supervisor access at any CPL.
    public long readSystem(long linear, int size) {
        long[] entries = supervisor.entry;
        int slot = Translations.slot(linear);
        if (entries[slot + Translations.READ] == (linear + size - 1 & -4096)) {
            return ram.load(linear + entries[slot + Translations.ADDEND], size);
        }
        return readSlowly(linear, size, Access.NO_AC, supervisor);
    }

    /// Writes descriptor tables and the TSS: a supervisor access at any CPL.
    public void writeSystem(long linear, int size, long value) {
        long[] entries = supervisor.entry;
        int slot = Translations.slot(linear);
        if (entries[slot + Translations.WRITE] == (linear + size - 1 & -4096)) {
            ram.store(linear + entries[slot + Translations.ADDEND], size, value);
            return;
        }
        writeSlowly(linear, size, value, Access.NO_AC, supervisor);
    }

    /// [#probeWrite] of descriptor tables, the TSS and inner stacks.
    public void probeWriteSystem(long linear, int size) {
        probe(linear, size, Access.NO_AC | Access.WRITE, supervisor);
    }

    /// The tags that reads and writes at the current privilege level try first.
    public long[] translations() {
        return tlb;
    }

    /// Changes whenever a page that was fetched from may have another translation.
    public long fetchEpoch() {
        return current.fetch.epoch();
    }

    /// Where a page that was fetched from since the last flush lies, -1 if none was.
    public long fetched(long page) {
        return current.fetch.find(page);
    }

    /// Whether bytes at a host offset belong to decoded instructions.
    boolean holdsCode(long host, int size) {
        CodePage page = code.find(host);
        return page != null && page.overlaps((int) host & 4095, size);
    }

    /// Whether a debug register or the data hook watches the access, whose page was translated
    /// last.
    boolean watches(long linear, int size, boolean write) {
        return breakpoints.active && breakpoints.hits(linear, size, write) != 0
                || watch.active()
                        && (size > bytesInPage(linear)
                                || watch.onPage(linear, walker.physicalAddress));
    }

    /// Translates the address of an instruction.
    ///
    /// @return host offset of that byte, -1 for open bus (every byte reads 0xFF)
    public long fetch(long linear) {
        long page = current.fetch.find(linear & -4096);
        return page >= 0
                ? page + (linear & 4095)
                : Math.max(-1, translate(linear, privilege | Access.FETCH, current));
    }

    /// Guest-physical address of the last translation that missed; the block cache asks right after
    /// a fetch of its own.
    public long physicalOf(long linear) {
        if (!walker.translate(linear, privilege | Access.FETCH)) {
            return -1;
        }
        return walker.physicalAddress;
    }

    /// Guest-physical address of a byte that was just read.
    public long guestPhysical(long linear) {
        return walker.translate(linear, privilege) ? walker.physicalAddress : -1;
    }

    /// Where a byte lies that reads may take without further checks, -1 if not known. Good for the
    /// rest of its page, until the next access that misses.
    public long hostForRead(long linear) {
        int slot = Translations.slot(linear);
        boolean hit = tlb[slot + Translations.READ] == (linear & -4096);
        return hit ? linear + tlb[slot + Translations.ADDEND] : -1;
    }

    /// The same for writes.
    public long hostForWrite(long linear) {
        int slot = Translations.slot(linear);
        boolean hit = tlb[slot + Translations.WRITE] == (linear & -4096);
        return hit ? linear + tlb[slot + Translations.ADDEND] : -1;
    }

    private long readDevice(long physical, int size) {
        events |= DEVICE;
        return device.read(physical, size);
    }

    static int bytesInPage(long linear) {
        return 4096 - (int) (linear & 4095);
    }

    long nextPage(long linear) {
        long next = (linear & -4096) + 4096;
        return linear >>> 32 == 0 ? next & addressMask : next;
    }

    private long readSlowly(long linear, int size, int access, Translations set) {
        checkAlignment(linear, size, set);
        int first = bytesInPage(linear);
        long host = translate(linear, access, set);
        long physical = walker.physicalAddress;
        long value;
        if (size <= first) {
            value = host < 0 ? readDevice(~host, size) : ram.load(host, size);
            noteAccess(linear, physical, size, false, value, value);
        } else {
            long next = nextPage(linear);
            long second = translate(next, access, set);
            long nextPhysical = walker.physicalAddress;
            long low = loadBytes(host, first);
            long high = loadBytes(second, size - first);
            value = low | high << 8 * first;
            noteAccess(linear, physical, first, false, low, low);
            noteAccess(next, nextPhysical, size - first, false, high, high);
        }
        noteBreakpoints(linear, size, (access & Access.WRITE) != 0);
        return value;
    }

    long loadBytes(long host, int count) {
        return host < 0 ? readDevice(~host, count) : ram.loadBytes(host, count);
    }

    private void writeSlowly(long linear, int size, long value, int access, Translations set) {
        checkAlignment(linear, size, set);
        int first = bytesInPage(linear);
        int how = access | Access.WRITE;
        long host = translate(linear, how, set);
        long physical = walker.physicalAddress;
        if (size <= first) {
            storeInPage(linear, physical, host, size, value);
        } else {
            long next = nextPage(linear);
            long second = translate(next, how, set);
            long nextPhysical = walker.physicalAddress;
            storeInPage(linear, physical, host, first, value);
            storeInPage(next, nextPhysical, second, size - first, value >>> 8 * first);
        }
        noteBreakpoints(linear, size, true);
    }

    /// @param size 1 to 8
    private void storeInPage(long linear, long physical, long host, int size, long value) {
        long before = watch.active() && host >= 0 ? loadBytes(host, size) : 0;
        if (host < 0) {
            events |= DEVICE;
            device.write(~host, size, value);
        } else {
            if (Integer.bitCount(size) == 1) {
                ram.store(host, size, value);
            } else {
                ram.storeBytes(host, size, value);
            }
            events |= code.written(host, size) ? CODE_CHANGED : 0;
        }
        noteAccess(linear, physical, size, true, before, value);
    }

    private void noteAccess(
            long linear, long physical, int size, boolean write, long before, long after) {
        if (watch.active() && watch.note(linear, physical, size, write, before, after)) {
            events |= WATCHED_DATA;
        }
    }

    private void noteBreakpoints(long linear, int size, boolean write) {
        if (breakpoints.active && breakpoints.note(linear, size, write)) {
            events |= DATA_BREAKPOINT;
        }
    }

    private void probe(long linear, int size, int access, Translations set) {
        translate(linear, access, set);
        if (size > bytesInPage(linear)) {
            translate(nextPage(linear), access, set);
        }
    }

    /// SDM Vol. 3A 6.15, "Interrupt 17".
    void checkAlignment(long linear, int size, Translations set) {
        if (set == sets.none && (linear & size - 1) != 0) {
            throw fault.of(Vector.AC, 0, "unaligned access with alignment checking on");
        }
    }

    /// @return host offset, or the complement of the guest-physical address (negative) where a PC
    ///   has no memory that takes the access
    long translate(long linear, int access, Translations set) {
        if (!walker.walk(linear, access)) {
            fault.of(Vector.PF, walker.errorCode, walker.reason);
            fault.address = linear;
            throw fault;
        }
        long physical = walker.physicalAddress;
        if ((physical & -4096) == device.apicPage) {
            return ~physical;
        }
        long page = space.lookup(physical & -4096);
        int need = GuestPhysicalAddressSpace.permissionFor(access);
        if (page < 0 || (page & need) != need) {
            return refused(physical, page >= 0, access);
        }
        long host = (page & -4096) + (physical & 4095);
        remember(linear, page, access, set);
        return host;
    }

    private void remember(long linear, long page, int access, Translations set) {
        if (set == sets.none) {
            return;
        }
        if ((access & Access.FETCH) != 0) {
            set.fetch.put(linear & -4096, page & -4096);
            return;
        }
        boolean watched =
                breakpoints.active && breakpoints.onPage(linear & -4096)
                        || watch.active() && watch.onPage(linear, walker.physicalAddress);
        boolean read = !watched && (page & GuestPhysicalAddressSpace.READ) != 0;
        boolean write =
                !watched
                        && walker.writable
                        && walker.dirty
                        && (page & GuestPhysicalAddressSpace.WRITE) != 0;
        boolean fast = write && code.allowFastStores(page & -4096);
        set.fill(linear, page & -4096, read, fast, write && !fast);
    }

    private long refused(long physical, boolean mapped, int access) {
        if (openBus && (mapped || vm.traps().findMemory(physical) == null)) {
            return ~physical;
        }
        boolean read = (access & (Access.WRITE | MODIFY)) != Access.WRITE;
        throw trap.of(physical, read, (access & Access.FETCH) != 0, mapped);
    }
}
