package dev.ringside.adapter.server;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/// Makes the one thread a session belongs to.
final class SessionThread {
    private SessionThread() {}

    static ScheduledThreadPoolExecutor create() {
        ScheduledThreadPoolExecutor executor =
                new Executor(task -> {
                    Thread thread = new Thread(task, "ringside-session");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /// Reports bugs of tasks: an executor keeps them to itself. Tasks after the end are dropped.
    private static final class Executor extends ScheduledThreadPoolExecutor {
        Executor(java.util.concurrent.ThreadFactory threads) {
            super(1, threads, new DiscardPolicy());
        }

        @Override
        public void execute(Runnable task) {
            super.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                    System.err.println("ringside: " + BugReport.write("the session", e));
                }
            });
        }
    }
}
