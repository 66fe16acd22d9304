package dev.ringside.engine.debug;

import dev.ringside.engine.debug.Breakpoint.Place;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The breakpoints of a machine, by the addresses that can reach them. Immutable but for the hit
/// counts.
final class BreakpointTable {
    static final BreakpointTable EMPTY = new BreakpointTable(List.of());

    /// CR3's page-table base (SDM Vol. 3A 4.5).
    private static final long CR3_BASE = 0x000FFFFFFFFFF000L;

    /// A breakpoint and how often its condition held.
    static final class Entry {
        final Breakpoint breakpoint;
        long hits;

        Entry(Breakpoint breakpoint) {
            this.breakpoint = breakpoint;
        }
    }

    private final Map<Long, List<Entry>> linear = new HashMap<>();
    private final Map<Long, List<Entry>> physical = new HashMap<>();
    private final List<Entry> far = new ArrayList<>();
    private final List<Entry> data = new ArrayList<>();
    private final List<Integer> entry = new ArrayList<>();

    BreakpointTable(List<Breakpoint> breakpoints) {
        for (Breakpoint breakpoint : breakpoints) {
            Entry added = new Entry(breakpoint);
            switch (breakpoint.place()) {
                case Place.Linear(long address) -> put(linear, address, added);
                case Place.AddressSpace(long address, long ignored) -> put(linear, address, added);
                case Place.Physical(long address) -> put(physical, address, added);
                case Place.CsIp ignored -> far.add(added);
                case Place.Data ignored -> data.add(added);
                case Place.Entry() -> entry.add(breakpoint.id());
            }
        }
    }

    private static void put(Map<Long, List<Entry>> map, long address, Entry entry) {
        map.computeIfAbsent(address, key -> new ArrayList<>()).add(entry);
    }

    /// Keeps the counts of breakpoints that were there before, unchanged.
    BreakpointTable inheritHits(BreakpointTable old) {
        Map<Breakpoint, Long> counts = new HashMap<>();
        old.all().forEach(e -> counts.put(e.breakpoint, e.hits));
        all().forEach(e -> e.hits = counts.getOrDefault(e.breakpoint, 0L));
        return this;
    }

    private List<Entry> all() {
        List<Entry> all = new ArrayList<>(far);
        all.addAll(data);
        linear.values().forEach(all::addAll);
        physical.values().forEach(all::addAll);
        return all;
    }

    /// Ids of breakpoints on the machine's entry.
    List<Integer> entryIds() {
        return entry;
    }

    /// The breakpoints on data.
    List<Entry> data() {
        return data;
    }

    /// Whether an instruction there may be a breakpoint.
    ///
    /// A `cs:ip` is only known when it is reached; segment bases are taken to be multiples of 16,
    /// so the low four bits of linear address and IP agree.
    boolean marks(long linearAddress, long guestPhysicalAddress) {
        if (linear.containsKey(linearAddress) || physical.containsKey(guestPhysicalAddress)) {
            return true;
        }
        for (Entry candidate : far) {
            if (((((Place.CsIp) candidate.breakpoint.place()).ip() ^ linearAddress) & 15) == 0) {
                return true;
            }
        }
        return false;
    }

    /// The addresses of [#marks], or null where physical addresses or a `cs:ip` are among them.
    long @Nullable [] linearAddresses() {
        return physical.isEmpty() && far.isEmpty()
                ? linear.keySet().stream().mapToLong(Long::longValue).toArray()
                : null;
    }

    /// Adds to `into` the breakpoints whose place this is; conditions are not looked at.
    void collect(
            VcpuState state, int vcpu, long linearAddress, long physicalAddress, List<Entry> into) {
        addAll(linear.get(linearAddress), state, vcpu, into);
        addAll(physical.get(physicalAddress), state, vcpu, into);
        addAll(far, state, vcpu, into);
    }

    private static void addAll(
            @Nullable List<Entry> entries, VcpuState state, int vcpu, List<Entry> into) {
        if (entries == null) {
            return;
        }
        for (int i = 0; i < entries.size(); i++) {
            Entry candidate = entries.get(i);
            if (isHere(candidate.breakpoint, state, vcpu)) {
                into.add(candidate);
            }
        }
    }

    private static boolean isHere(Breakpoint breakpoint, VcpuState state, int vcpu) {
        if (breakpoint.vcpu() >= 0 && breakpoint.vcpu() != vcpu) {
            return false;
        }
        return switch (breakpoint.place()) {
            case Place.CsIp(int selector, long ip) ->
                    state.segment[SegmentRegister.CS].selector == selector && state.rip == ip;
            case Place.AddressSpace(long ignored, long cr3) -> ((state.cr3 ^ cr3) & CR3_BASE) == 0;
            default -> true;
        };
    }
}
