package dev.ringside.engine.debug;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.hypervisor.EventKind;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.hypervisor.VcpuDebug;
import dev.ringside.engine.state.VcpuState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// One VCPU under the debugger: its hooks, and what they found since the last resume.
final class AttachedVcpu implements CodeHook, EventHook, EvaluationContext {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// A breakpoint of a step plan.
    ///
    /// @param minimumRsp the stack must have come back at least to here; 0 for anywhere
    record Temporary(long linearAddress, long minimumRsp) {}

    /// Where log lines go.
    interface LogSink {
        void log(Breakpoint breakpoint, String line);
    }

    final int number;
    final GuestMemoryView memory;
    private final VcpuDebug debug;
    private final DataWatcher data;
    private final EventWatcher events = new EventWatcher();
    private final LogSink log;
    private final DeliveryLog deliveries = new DeliveryLog();
    private final byte[] scratch = new byte[8];
    private final List<BreakpointTable.Entry> candidates = new ArrayList<>();

    private volatile BreakpointTable breakpoints = BreakpointTable.EMPTY;
    private volatile List<ExceptionStop> exceptionStops = List.of();
    private @Nullable Temporary temporary;
    private int errorCode;

    /// Ids of the breakpoints that stopped this run.
    final List<Integer> hits = new ArrayList<>();

    /// The temporary breakpoint stopped this run.
    boolean temporaryReached;

    /// The return address of an interrupt from outside that was delivered in this run.
    @Nullable Delivery interrupted;

    AttachedVcpu(int number, BackendVcpu backend, GuestMemoryView memory, LogSink log) {
        this.number = number;
        this.debug = backend.debug();
        this.memory = memory;
        this.log = log;
        this.data = new DataWatcher(number, debug.state(), this::consider);
        debug.setCodeHook(this);
        debug.setEventHook(this);
    }

    /// The access to watched data that stopped this run, or null.
    @Nullable DataAccess dataHit() {
        return data.hit();
    }

    VcpuDebug debug() {
        return debug;
    }

    @Override
    public VcpuState state() {
        return debug.state();
    }

    @Override
    public int vcpu() {
        return number;
    }

    @Override
    public int errorCode() {
        return errorCode;
    }

    @Override
    public long read(AddressKind kind, long address, int size) {
        if (!memory.readValue(kind, address, size, scratch)) {
            throw new ZxException(ZxStatus.NOT_FOUND, "no memory at 0x%x".formatted(address));
        }
        long value = (long) LONG.get(scratch, 0);
        return size == 8 ? value : value & (1L << (8 * size)) - 1;
    }

    /// Forgets what the last run found.
    void beginRun() {
        hits.clear();
        temporaryReached = false;
        interrupted = null;
        errorCode = 0;
        data.beginRun();
        events.beginRun();
    }

    void setBreakpoints(BreakpointTable table) {
        breakpoints = table;
        debug.setCodeHook(this);
        debug.setDataHook(data.watch(table) ? data : null);
    }

    void setExceptionStops(List<ExceptionStop> stops) {
        exceptionStops = stops;
    }

    void setEventStops(List<EventStop> stops) {
        events.watch(stops);
        debug.setEventHook(this);
        debug.setCodeHook(this);
    }

    /// The event that stopped this run, or null.
    EventWatcher.@Nullable Seen eventHit() {
        return events.hit();
    }

    void setTemporary(@Nullable Temporary place) {
        if (temporary != null || place != null) {
            temporary = place;
            debug.setCodeHook(this);
        }
    }

    List<Delivery> deliveries() {
        return deliveries.current(state());
    }

    @Override
    public boolean marks(long linearAddress, long guestPhysicalAddress) {
        return temporary != null && temporary.linearAddress == linearAddress
                || breakpoints.marks(linearAddress, guestPhysicalAddress)
                || isMagic(guestPhysicalAddress);
    }

    /// `xchg bx, bx` with 16-bit operands: 87 DB, behind 66 outside 16-bit code.
    private boolean isMagic(long physical) {
        if (!events.watches(EventKind.MAGIC)) {
            return false;
        }
        boolean wide = state().codeSize().bits() != 16;
        int size = wide ? 3 : 2;
        int read = memory.read(AddressKind.PHYSICAL, physical, scratch, 0, size);
        int at = size - 2;
        return read == size
                && (!wide || scratch[0] == 0x66)
                && scratch[at] == (byte) 0x87
                && scratch[at + 1] == (byte) 0xDB;
    }

    @Override
    public long @Nullable [] linearAddresses() {
        long[] addresses = breakpoints.linearAddresses();
        Temporary awaited = temporary;
        if (addresses == null || awaited == null) {
            return addresses;
        }
        return LongStream.concat(Arrays.stream(addresses), LongStream.of(awaited.linearAddress))
                .distinct()
                .toArray();
    }

    @Override
    public boolean reached(VcpuState state, long linearAddress, long guestPhysicalAddress) {
        Temporary awaited = temporary;
        temporaryReached =
                awaited != null
                        && awaited.linearAddress == linearAddress
                        && Long.compareUnsigned(stackPointer(state), awaited.minimumRsp) >= 0;
        candidates.clear();
        breakpoints.collect(state, number, linearAddress, guestPhysicalAddress, candidates);
        for (int i = 0; i < candidates.size(); i++) {
            boolean _ = consider(candidates.get(i));
        }
        if (isMagic(guestPhysicalAddress)) {
            events.happened(EventKind.MAGIC, 0, 0, 0);
        }
        return events.completed(this::holds) || temporaryReached || !hits.isEmpty();
    }

    /// RSP as far as the stack's width counts.
    static long stackPointer(VcpuState state) {
        long rsp = state.gpr[VcpuState.RSP];
        return state.codeSize().bits() == 64 ? rsp : rsp & 0xFFFFFFFFL;
    }

    /// @return whether the breakpoint stops the machine
    private boolean consider(BreakpointTable.Entry entry) {
        Breakpoint breakpoint = entry.breakpoint;
        if (!holds(breakpoint.condition())) {
            return false;
        }
        entry.hits++;
        if (!breakpoint.hits().stopsAt(entry.hits)) {
            return false;
        }
        LogTemplate template = breakpoint.log();
        if (template == null) {
            hits.add(breakpoint.id());
            return true;
        }
        log.log(breakpoint, template.format(this));
        return false;
    }

    /// A condition over memory that is not there does not hold.
    private boolean holds(@Nullable Expression condition) {
        try {
            return condition == null || condition.evaluate(this) != 0;
        } catch (ZxException e) {
            return false;
        }
    }

    @Override
    public boolean exception(VcpuState state, FaultRecord fault) {
        errorCode = fault.errorCode();
        for (ExceptionStop stop : exceptionStops) {
            if (stop.vector() == fault.vector() && holds(stop.condition())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int interests() {
        return events.kinds();
    }

    @Override
    public boolean happened(EventKind kind, long number, long before, long after) {
        events.happened(kind, number, before, after);
        return true;
    }

    @Override
    public boolean completed(VcpuState state) {
        return events.completed(this::holds);
    }

    @Override
    public long eventNumber() {
        EventWatcher.Seen seen = events.current();
        return seen == null ? 0 : seen.number();
    }

    @Override
    public long eventBefore() {
        EventWatcher.Seen seen = events.current();
        return seen == null ? 0 : seen.before();
    }

    @Override
    public long eventValue() {
        EventWatcher.Seen seen = events.current();
        return seen == null ? 0 : seen.after();
    }

    @Override
    public void delivered(
            VcpuState state, int vector, boolean external, long returnCs, long returnRip) {
        deliveries.delivered(state, vector, errorCode, external, returnCs, returnRip);
        if (external && interrupted == null) {
            interrupted = deliveries.newest();
        }
    }

    @Override
    public void returned(VcpuState state) {
        deliveries.returned(state);
    }
}
