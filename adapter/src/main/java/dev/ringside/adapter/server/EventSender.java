package dev.ringside.adapter.server;

import dev.ringside.adapter.request.BreakpointView;
import dev.ringside.adapter.request.Wire;
import dev.ringside.adapter.session.BreakpointStatus;
import dev.ringside.adapter.session.Client;
import dev.ringside.adapter.session.GuestText;
import dev.ringside.adapter.session.SessionEvents;
import dev.ringside.adapter.session.StopText;
import dev.ringside.adapter.session.Target;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.lsp4j.debug.BreakpointEventArguments;
import org.eclipse.lsp4j.debug.ContinuedEventArguments;
import org.eclipse.lsp4j.debug.ExitedEventArguments;
import org.eclipse.lsp4j.debug.InvalidatedAreas;
import org.eclipse.lsp4j.debug.InvalidatedEventArguments;
import org.eclipse.lsp4j.debug.OutputEventArguments;
import org.eclipse.lsp4j.debug.OutputEventArgumentsCategory;
import org.eclipse.lsp4j.debug.ProcessEventArguments;
import org.eclipse.lsp4j.debug.ProcessEventArgumentsStartMethod;
import org.eclipse.lsp4j.debug.StoppedEventArguments;
import org.eclipse.lsp4j.debug.ThreadEventArguments;
import org.eclipse.lsp4j.debug.ThreadEventArgumentsReason;

/// Makes protocol events of what a session tells.
final class EventSender implements SessionEvents {
    /// Memory views told of changes: the ones looked at last.
    private static final int MOST_VIEWS = 8;

    private final MessageWriter writer;
    private final Client client;
    private final BreakpointView breakpoints;
    private final Set<Wire.MemoryChanged> shownMemory = new LinkedHashSet<>();
    private boolean lineOpen;

    EventSender(MessageWriter writer, Client client) {
        this.writer = writer;
        this.client = client;
        this.breakpoints = new BreakpointView(client);
    }

    /// The client looks at this memory now.
    void memoryShown(Wire.MemoryChanged memory) {
        if (!client.features().memoryEvents()) {
            return;
        }
        shownMemory.remove(memory);
        shownMemory.add(memory);
        if (shownMemory.size() > MOST_VIEWS) {
            shownMemory.remove(shownMemory.iterator().next());
        }
    }

    @Override
    public void ready(String name, boolean attached, int vcpus) {
        ProcessEventArguments process = new ProcessEventArguments();
        process.setName(name);
        process.setIsLocalProcess(true);
        process.setPointerSize(64);
        process.setStartMethod(
                attached
                        ? ProcessEventArgumentsStartMethod.ATTACH
                        : ProcessEventArgumentsStartMethod.LAUNCH);
        writer.event("process", process);
        for (int vcpu = 0; vcpu < vcpus; vcpu++) {
            ThreadEventArguments started = new ThreadEventArguments();
            started.setReason(ThreadEventArgumentsReason.STARTED);
            started.setThreadId(vcpu + 1);
            writer.event("thread", started);
        }
        writer.event("initialized", null);
    }

    @Override
    public void stopped(int vcpu, StopText.Words words, List<Integer> hits) {
        StoppedEventArguments stopped = new StoppedEventArguments();
        stopped.setReason(words.reason());
        stopped.setDescription(words.description());
        if (!words.text().isEmpty()) {
            stopped.setText(words.text());
        }
        stopped.setThreadId(vcpu + 1);
        stopped.setAllThreadsStopped(true);
        if (!hits.isEmpty()) {
            stopped.setHitBreakpointIds(hits.toArray(Integer[]::new));
        }
        writer.event("stopped", stopped);
        tellMemoryViews();
    }

    @Override
    public void continued(int vcpu) {
        ContinuedEventArguments continued = new ContinuedEventArguments();
        continued.setThreadId(vcpu + 1);
        continued.setAllThreadsContinued(true);
        writer.event("continued", continued);
    }

    @Override
    public void output(Output output, String text) {
        String category =
                switch (output) {
                    case CONSOLE -> OutputEventArgumentsCategory.CONSOLE;
                    case IMPORTANT -> OutputEventArgumentsCategory.STDERR;
                };
        // The guest may stand in the middle of a line.
        print(category, lineOpen ? "\n" + text : text);
    }

    private void print(String category, String text) {
        OutputEventArguments arguments = new OutputEventArguments();
        arguments.setCategory(category);
        arguments.setOutput(text);
        lineOpen = !text.endsWith("\n") && !text.endsWith("\r");
        writer.event("output", arguments);
    }

    /// An event of our own: bytes from a serial port, for a terminal.
    ///
    /// @param data Base64
    private record SerialBytes(int port, String data) {}

    @Override
    public void guestPrinted(Target.Channel channel, byte[] bytes) {
        print(OutputEventArgumentsCategory.STDOUT, GuestText.decode(channel, bytes));
    }

    @Override
    public void portSent(Target.Channel port, byte[] bytes) {
        String data = Base64.getEncoder().encodeToString(bytes);
        writer.event("ringside/serial", new SerialBytes(port.port(), data));
    }

    @Override
    public void breakpointChanged(BreakpointStatus status) {
        BreakpointEventArguments arguments = new BreakpointEventArguments();
        arguments.setReason("changed");
        arguments.setBreakpoint(breakpoints.of(status));
        writer.event("breakpoint", arguments);
    }

    @Override
    public void invalidated() {
        if (client.features().invalidated()) {
            InvalidatedEventArguments arguments = new InvalidatedEventArguments();
            arguments.setAreas(new String[] {InvalidatedAreas.ALL});
            writer.event("invalidated", arguments);
        }
        tellMemoryViews();
    }

    private void tellMemoryViews() {
        shownMemory.forEach(memory -> writer.event("memory", memory));
    }

    @Override
    public void exited(int exitCode) {
        ExitedEventArguments arguments = new ExitedEventArguments();
        arguments.setExitCode(exitCode);
        writer.event("exited", arguments);
    }

    @Override
    public void terminated() {
        writer.event("terminated", null);
    }
}
