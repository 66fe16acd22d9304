package dev.ringside.engine.x86;

import dev.ringside.engine.x86.translate.RegionBuilder;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Which tiers the core uses. What a guest sees is the same with each.
public enum Engine {
    /// The interpreter alone.
    INTERPRET,
    /// Hot regions are translated at once, on the VCPU's thread: for tests and bug hunts, since the
    /// same run translates the same regions at the same instructions.
    TRANSLATE,
    /// Hot regions are translated in the background.
    AUTO;

    private static final int QUEUE = 256;
    private static final int EAGER = 48;
    private static final int HOT = 16_000;

    /// The one thread that makes classes, for all VCPUs; it ends when idle.
    private static final ThreadPoolExecutor BACKGROUND = background();

    private static ThreadPoolExecutor background() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(
                        1,
                        1,
                        5,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(QUEUE),
                        work -> {
                            Thread thread = new Thread(work, "region-builder");
                            thread.setDaemon(true);
                            return thread;
                        },
                        new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /// What builds regions; null: nothing does.
    @Nullable RegionBuilder builder() {
        return switch (this) {
            case INTERPRET -> null;
            case TRANSLATE -> new RegionBuilder(Runnable::run, EAGER);
            case AUTO -> new RegionBuilder(BACKGROUND, HOT);
        };
    }
}
