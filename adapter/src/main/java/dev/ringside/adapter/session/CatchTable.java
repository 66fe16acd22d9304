package dev.ringside.adapter.session;

import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.EventStop;
import dev.ringside.engine.debug.ExceptionStop;

import java.util.ArrayList;
import java.util.List;

/// What the client's check boxes and the console's `catch` stop at, together. Belongs to the
/// session's thread.
public final class CatchTable {
    private List<Catch> client = List.of();
    private final List<Catch> console = new ArrayList<>();

    /// Replaces what the client asked for.
    void replace(List<Catch> wanted) {
        client = List.copyOf(wanted);
    }

    void add(Catch wanted) {
        console.add(wanted);
    }

    /// Forgets what the console asked for.
    void clearConsole() {
        console.clear();
    }

    public List<Catch> all() {
        List<Catch> all = new ArrayList<>(client);
        all.addAll(console);
        return all;
    }

    void tell(Debugger debugger) {
        List<ExceptionStop> exceptions = new ArrayList<>();
        List<EventStop> events = new ArrayList<>();
        for (Catch wanted : all()) {
            EventName event = wanted.event();
            if (event == null) {
                exceptions.add(new ExceptionStop(wanted.vector(), wanted.condition()));
            } else {
                events.add(new EventStop(event.kind(), wanted.condition()));
            }
        }
        debugger.setExceptionStops(exceptions);
        debugger.setEventStops(events);
    }
}
