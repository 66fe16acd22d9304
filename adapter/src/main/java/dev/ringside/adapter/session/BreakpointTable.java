package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.ExpressionException;
import dev.ringside.engine.debug.HitCondition;
import dev.ringside.engine.debug.LogTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All breakpoints of a session, and what the engine was told of them. Belongs to the session's
/// thread.
///
/// Clients replace whole groups: the breakpoints of one file, of all functions. One that was there
/// before keeps its id. One breakpoint may mean several places.
public final class BreakpointTable {
    /// The group of breakpoints typed at the console.
    public static final String CONSOLE = "console";

    private final Map<String, List<Entry>> groups = new LinkedHashMap<>();
    private final Map<Integer, Entry> byEngineId = new LinkedHashMap<>();
    private Debugger debugger;
    private SymbolTable symbols;
    private int nextId = 1;
    private int nextEngineId = 1;

    BreakpointTable(Debugger debugger, SymbolTable symbols) {
        this.debugger = debugger;
        this.symbols = symbols;
    }

    /// One breakpoint.
    public static final class Entry {
        final int id;
        final BreakpointRequest request;
        final boolean temporary;
        List<Breakpoint> places = List.of();
        BreakpointStatus status;

        Entry(int id, BreakpointRequest request, boolean temporary) {
            this.id = id;
            this.request = request;
            this.temporary = temporary;
            this.status = new BreakpointStatus(id, false, true, "", null, OptionalLong.empty());
        }

        public BreakpointRequest request() {
            return request;
        }

        public BreakpointStatus status() {
            return status;
        }
    }

    /// Replaces a group.
    ///
    /// @return one status a request, in their order
    List<BreakpointStatus> replace(String group, List<BreakpointRequest> requests, int vcpu) {
        List<Entry> old = new ArrayList<>(groups.getOrDefault(group, List.of()));
        List<Entry> now = new ArrayList<>();
        for (BreakpointRequest request : requests) {
            Entry kept = take(old, request);
            if (kept == null) {
                kept = new Entry(nextId++, request, false);
                resolve(kept, vcpu);
            }
            now.add(kept);
        }
        groups.put(group, now);
        tellEngine();
        return now.stream().map(Entry::status).toList();
    }

    private static @Nullable Entry take(List<Entry> old, BreakpointRequest request) {
        for (Entry entry : old) {
            if (entry.request.equals(request) && isSet(entry)) {
                old.remove(entry);
                return entry;
            }
        }
        return null;
    }

    /// Adds one that the console asked for.
    BreakpointStatus add(BreakpointRequest request, boolean temporary, int vcpu) {
        Entry entry = new Entry(nextId++, request, temporary);
        resolve(entry, vcpu);
        if (isSet(entry)) {
            groups.computeIfAbsent(CONSOLE, g -> new ArrayList<>()).add(entry);
            tellEngine();
        }
        return entry.status;
    }

    /// @return whether there was one
    boolean remove(int id) {
        boolean removed = false;
        for (List<Entry> group : groups.values()) {
            removed |= group.removeIf(entry -> entry.id == id);
        }
        if (removed) {
            tellEngine();
        }
        return removed;
    }

    /// All breakpoints, oldest group first.
    public List<Entry> all() {
        return groups.values().stream().flatMap(List::stream).toList();
    }

    /// Engine ids of the breakpoints on the first instruction.
    List<Integer> entryIds() {
        return all().stream()
                .flatMap(entry -> entry.places.stream())
                .filter(place -> place.place() instanceof Breakpoint.Place.Entry)
                .map(Breakpoint::id)
                .toList();
    }

    /// The ids a client knows, for those the engine reported.
    List<Integer> ids(List<Integer> engineIds) {
        Set<Integer> ids = new LinkedHashSet<>();
        for (int engineId : engineIds) {
            Entry entry = byEngineId.get(engineId);
            if (entry != null) {
                ids.add(entry.id);
            }
        }
        return List.copyOf(ids);
    }

    /// The first of these breakpoints, or null.
    @Nullable Entry find(List<Integer> ids) {
        for (Entry entry : all()) {
            if (ids.contains(entry.id)) {
                return entry;
            }
        }
        return null;
    }

    /// Deletes temporary breakpoints among these.
    void hit(List<Integer> ids) {
        for (Entry entry : all()) {
            if (entry.temporary && ids.contains(entry.id)) {
                remove(entry.id);
            }
        }
    }

    /// Another machine takes the place of the old one.
    void rebind(Debugger newDebugger, SymbolTable newSymbols) {
        debugger = newDebugger;
        symbols = newSymbols;
        all().forEach(entry -> resolve(entry, 0));
        tellEngine();
    }

    /// Withdraws everything from the engine.
    void withdraw() {
        groups.clear();
        tellEngine();
    }

    private void resolve(Entry entry, int vcpu) {
        BreakpointResolver resolver = new BreakpointResolver(debugger, symbols, vcpu);
        entry.places = List.of();
        try {
            BreakpointResolver.Resolved resolved = resolver.resolve(entry.request);
            entry.places = places(entry.request, resolved, resolver);
            entry.status =
                    new BreakpointStatus(
                            entry.id,
                            true,
                            false,
                            resolved.message(),
                            resolved.location(),
                            OptionalLong.of(resolved.address()));
            if (isLinear(entry)) {
                entry.status = checked(entry.status, vcpu);
            }
        } catch (SessionException | ExpressionException e) {
            entry.status =
                    new BreakpointStatus(
                            entry.id,
                            false,
                            true,
                            String.valueOf(e.getMessage()),
                            null,
                            OptionalLong.empty());
        }
    }

    /// Whether the engine knows it: it may still wait for its code.
    private static boolean isSet(Entry entry) {
        return entry.status.verified() || !entry.places.isEmpty();
    }

    private static boolean isLinear(Entry entry) {
        return !entry.places.isEmpty()
                && entry.places.getFirst().place() instanceof Breakpoint.Place.Linear;
    }

    /// A breakpoint in code that is not in memory waits for it: it is set, but not verified.
    private BreakpointStatus checked(BreakpointStatus status, int vcpu) {
        long address = status.address().orElse(0);
        boolean waits = CodePresence.isMissing(debugger, symbols, vcpu, address);
        return new BreakpointStatus(
                status.id(),
                !waits,
                waits,
                waits ? CodePresence.message(symbols, address) : status.message(),
                status.location(),
                status.address());
    }

    /// Looks again for code that breakpoints wait for.
    ///
    /// @return what is verified now
    List<BreakpointStatus> recheck(int vcpu) {
        List<BreakpointStatus> changed = new ArrayList<>();
        for (Entry entry : all()) {
            if (!entry.status.verified() && isLinear(entry)) {
                BreakpointStatus now = checked(entry.status, vcpu);
                if (now.verified()) {
                    entry.status =
                            new BreakpointStatus(
                                    now.id(), true, false, "", now.location(), now.address());
                    changed.add(entry.status);
                }
            }
        }
        return changed;
    }

    private List<Breakpoint> places(
            BreakpointRequest request,
            BreakpointResolver.Resolved resolved,
            BreakpointResolver resolver)
            throws SessionException, ExpressionException {
        HitCondition hits = HitCondition.parse(request.hitCondition());
        List<Breakpoint> places = new ArrayList<>();
        for (Breakpoint.Place place : resolved.places()) {
            long address =
                    place instanceof Breakpoint.Place.Linear(long linear)
                            ? linear
                            : resolved.address();
            var condition = resolver.condition(request.condition(), address);
            LogTemplate log = resolver.log(request.logMessage(), address);
            places.add(new Breakpoint(nextEngineId++, place, -1, condition, hits, log));
        }
        return places;
    }

    private void tellEngine() {
        byEngineId.clear();
        List<Breakpoint> places = new ArrayList<>();
        for (Entry entry : all()) {
            for (Breakpoint place : entry.places) {
                byEngineId.put(place.id(), entry);
                places.add(place);
            }
        }
        debugger.setBreakpoints(places);
    }
}
