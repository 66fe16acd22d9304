package dev.ringside.engine.debug;

import dev.ringside.engine.hypervisor.EventKind;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Predicate;

/// The events one VCPU stops at: remembers what happened, judges it at the next boundary.
///
/// Set up while the VCPU stands; otherwise called on its thread.
final class EventWatcher {
    /// An event and its numbers.
    record Seen(EventKind kind, long number, long before, long after) {}

    private List<EventStop> stops = List.of();
    private int kinds;
    private @Nullable Seen last;
    private @Nullable Seen hit;

    void watch(List<EventStop> wanted) {
        stops = wanted;
        kinds = 0;
        for (EventStop stop : wanted) {
            kinds |= stop.kind().bit();
        }
    }

    int kinds() {
        return kinds;
    }

    boolean watches(EventKind kind) {
        return (kinds & kind.bit()) != 0;
    }

    void beginRun() {
        last = null;
        hit = null;
    }

    /// The event being judged, or that stopped this run; null: none.
    @Nullable Seen current() {
        return hit == null ? last : hit;
    }

    /// What stopped this run, or null.
    @Nullable Seen hit() {
        return hit;
    }

    /// Of several in one instruction the first counts.
    void happened(EventKind kind, long number, long before, long after) {
        if (last == null) {
            last = new Seen(kind, number, before, after);
        }
    }

    /// @param holds evaluates a condition
    /// @return whether the event stops the machine
    boolean completed(Predicate<@Nullable Expression> holds) {
        Seen seen = last;
        if (seen == null) {
            return false;
        }
        for (EventStop stop : stops) {
            if (stop.kind() == seen.kind() && holds.test(stop.condition())) {
                hit = seen;
            }
        }
        last = null;
        return hit != null;
    }
}
