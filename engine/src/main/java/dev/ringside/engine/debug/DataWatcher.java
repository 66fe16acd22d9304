package dev.ringside.engine.debug;

import dev.ringside.engine.debug.Breakpoint.Place;
import dev.ringside.engine.hypervisor.DataHook;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The data breakpoints of one VCPU: collects the accesses of an instruction, judges them when it
/// is over.
///
/// Set up while the VCPU stands; otherwise called on its thread.
final class DataWatcher implements DataHook {
    private static final long PAGE = -4096;

    /// Of one instruction; what comes later is not told of, the stop is the same.
    private static final int MOST_ACCESSES = 64;

    private record Seen(BreakpointTable.Entry entry, DataAccess access) {}

    private final int vcpu;
    private final VcpuState state;
    private final List<Seen> seen = new ArrayList<>();
    private final Predicate<BreakpointTable.Entry> stops;
    private List<BreakpointTable.Entry> watched = List.of();
    private @Nullable DataAccess hit;

    /// @param state live
    /// @param stops counts and judges a breakpoint whose place was accessed
    DataWatcher(int vcpu, VcpuState state, Predicate<BreakpointTable.Entry> stops) {
        this.vcpu = vcpu;
        this.state = state;
        this.stops = stops;
    }

    /// @return whether there is anything to watch
    boolean watch(BreakpointTable table) {
        watched = table.data();
        return !watched.isEmpty();
    }

    void beginRun() {
        hit = null;
        seen.clear();
    }

    /// The first access that stopped this run, or null.
    @Nullable DataAccess hit() {
        return hit;
    }

    @Override
    public boolean watches(long linearPage, long physicalPage) {
        for (int i = 0; i < watched.size(); i++) {
            Place.Data place = place(i);
            long page = place.kind() == AddressKind.PHYSICAL ? physicalPage : linearPage;
            if (Long.compareUnsigned(page, place.address() & PAGE) >= 0
                    && Long.compareUnsigned(page, place.last()) <= 0) {
                return true;
            }
        }
        return false;
    }

    private Place.Data place(int index) {
        return (Place.Data) watched.get(index).breakpoint.place();
    }

    @Override
    public boolean accessed(
            long linear, long physical, int size, boolean write, long before, long after) {
        boolean any = false;
        for (int i = 0; i < watched.size() && seen.size() < MOST_ACCESSES; i++) {
            if (matches(watched.get(i).breakpoint, linear, physical, size, write)) {
                long mask = -1L >>> 64 - 8 * size;
                DataAccess access =
                        new DataAccess(
                                linear,
                                physical,
                                size,
                                write,
                                before & mask,
                                after & mask,
                                state.linearRip());
                seen.add(new Seen(watched.get(i), access));
                any = true;
            }
        }
        return any;
    }

    private boolean matches(
            Breakpoint breakpoint, long linear, long physical, int size, boolean write) {
        Place.Data place = (Place.Data) breakpoint.place();
        if (breakpoint.vcpu() >= 0 && breakpoint.vcpu() != vcpu
                || !place.access().includes(write)) {
            return false;
        }
        long first = place.kind() == AddressKind.PHYSICAL ? physical : linear;
        return Long.compareUnsigned(first, place.last()) <= 0
                && Long.compareUnsigned(first + size - 1, place.address()) >= 0;
    }

    @Override
    public boolean completed(VcpuState now) {
        for (Seen one : seen) {
            if (stops.test(one.entry) && hit == null) {
                hit = one.access;
            }
        }
        seen.clear();
        return hit != null;
    }
}
