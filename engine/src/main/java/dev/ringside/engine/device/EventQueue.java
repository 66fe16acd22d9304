package dev.ringside.engine.device;

import java.util.ArrayList;
import java.util.List;

/// What devices want to do at later moments of the machine's time.
///
/// A device makes its timers once, at construction, so that a saved queue is a list of times. There
/// are a dozen timers; a scan beats a heap.
public final class EventQueue implements Stateful {
    public static final long NEVER = Long.MAX_VALUE;

    private final List<Timer> timers = new ArrayList<>();
    private long next = NEVER;

    /// One alarm clock.
    public final class Timer {
        private final String name;
        private final Runnable action;
        private long time = NEVER;

        private Timer(String name, Runnable action) {
            this.name = name;
            this.action = action;
        }

        /// Fires at `time` instead of whatever was set; [#NEVER] for not at all.
        public void set(long time) {
            this.time = time;
            next = earliest();
        }

        /// When it fires, or [#NEVER].
        public long time() {
            return time;
        }
    }

    /// Makes a timer that is not set.
    public Timer timer(String name, Runnable action) {
        Timer timer = new Timer(name, action);
        timers.add(timer);
        return timer;
    }

    /// The moment of the next event, or [#NEVER].
    public long next() {
        return next;
    }

    private long earliest() {
        long earliest = NEVER;
        for (Timer timer : timers) {
            earliest = Math.min(earliest, timer.time);
        }
        return earliest;
    }

    /// Fires everything due at `now` in the order of times; equal times in the order the timers
    /// were made. A timer that sets itself again for a time not after `now` fires again.
    public void runDue(long now) {
        while (next <= now) {
            for (Timer timer : timers) {
                if (timer.time == next) {
                    timer.set(NEVER);
                    timer.action.run();
                    break;
                }
            }
        }
    }

    @Override
    public String stateName() {
        return "events";
    }

    @Override
    public void save(StateWriter out) {
        out.putInt(timers.size());
        for (Timer timer : timers) {
            out.putText(timer.name);
            out.putLong(timer.time);
        }
    }

    @Override
    public void restore(StateReader in) {
        int count = in.getInt();
        if (count != timers.size()) {
            throw new StateException("%d timers saved, %d here".formatted(count, timers.size()));
        }
        for (Timer timer : timers) {
            String name = in.getText();
            if (!name.equals(timer.name)) {
                throw new StateException("timer %s saved, %s here".formatted(name, timer.name));
            }
            timer.time = in.getLong();
        }
        next = earliest();
    }
}
