package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.RunState;
import dev.ringside.adapter.session.SessionException;
import java.util.stream.IntStream;
import org.eclipse.lsp4j.debug.Thread;
import org.eclipse.lsp4j.debug.ThreadsResponse;

/// One thread a VCPU; VCPU 0 is thread 1.
public final class ThreadsHandler implements RequestHandler<Object, ThreadsResponse> {
    private final DebugSession session;

    public ThreadsHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public ThreadsResponse handle(Object arguments) throws SessionException {
        boolean none = session.state() == RunState.NEW;
        int count = none ? 0 : session.inspect().debugger().vcpuCount();
        ThreadsResponse response = new ThreadsResponse();
        response.setThreads(
                IntStream.range(0, count).mapToObj(ThreadsHandler::thread).toArray(Thread[]::new));
        return response;
    }

    private static Thread thread(int vcpu) {
        Thread thread = new Thread();
        thread.setId(vcpu + 1);
        thread.setName("VCPU " + vcpu);
        return thread;
    }
}
