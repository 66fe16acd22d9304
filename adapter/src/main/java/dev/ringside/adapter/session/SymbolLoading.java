package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolTable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// Reads symbols on a thread of their own while the machine is made.
final class SymbolLoading {
    private SymbolLoading() {}

    static Future<SymbolTable> start(Symbols.Loader loader, LaunchOptions options) {
        FutureTask<SymbolTable> task = new FutureTask<>(() -> loader.load(options));
        Thread.ofPlatform().daemon().name("ringside-symbols").start(task);
        return task;
    }

    /// Waits for the symbols; if there are none, `target` is closed.
    ///
    /// @throws SessionException why there are none
    static SymbolTable finish(Future<SymbolTable> loading, Target target) throws SessionException {
        try {
            return loading.get();
        } catch (ExecutionException e) {
            target.close();
            if (e.getCause() instanceof SessionException known) {
                throw known;
            }
            throw new IllegalStateException("the symbol files could not be read", e.getCause());
        } catch (InterruptedException e) {
            target.close();
            Thread.currentThread().interrupt();
            throw new SessionException("The launch was interrupted.");
        }
    }
}
