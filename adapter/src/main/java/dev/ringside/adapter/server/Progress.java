package dev.ringside.adapter.server;

import dev.ringside.adapter.session.Client;
import java.util.Timer;
import java.util.TimerTask;
import org.eclipse.lsp4j.debug.ProgressEndEventArguments;
import org.eclipse.lsp4j.debug.ProgressStartEventArguments;

/// Tells the client of requests that take more than a second, where it shows progress.
final class Progress {
    private static final long MILLIS = 1000;

    private final MessageWriter writer;
    private final Client client;
    private final Timer timer = new Timer("ringside-progress", true);

    Progress(MessageWriter writer, Client client) {
        this.writer = writer;
        this.client = client;
    }

    /// A request in progress; closing it is its end.
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /// @param request the sequence number of the request
    Watch watch(long request, String command) {
        if (!client.features().progress()) {
            return () -> {};
        }
        Task task = new Task(request, command);
        timer.schedule(task, MILLIS);
        return task::end;
    }

    void close() {
        timer.cancel();
    }

    private final class Task extends TimerTask {
        private final long request;
        private final String command;
        private boolean shown;
        private boolean over;

        Task(long request, String command) {
            this.request = request;
            this.command = command;
        }

        @Override
        public synchronized void run() {
            if (over) {
                return;
            }
            shown = true;
            ProgressStartEventArguments start = new ProgressStartEventArguments();
            start.setProgressId("request-" + request);
            start.setTitle("Ringside: " + command);
            start.setRequestId((int) request);
            writer.event("progressStart", start);
        }

        synchronized void end() {
            over = true;
            cancel();
            if (shown) {
                ProgressEndEventArguments end = new ProgressEndEventArguments();
                end.setProgressId("request-" + request);
                writer.event("progressEnd", end);
            }
        }
    }
}
