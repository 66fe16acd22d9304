package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.disassemble.Capstone;
import dev.ringside.engine.disassemble.DisassembledInstruction;
import dev.ringside.engine.disassemble.Disassembler;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Software that others wrote, on a machine, with somebody at the console who waits for words and
/// answers.
final class RealGuest implements MachineConsole, AutoCloseable {
    /// Real guests run for up to minutes; a hang is longer than any of them.
    private static final long HANG_SECONDS = 900;

    private final Map<Channel, StringBuilder> said = new EnumMap<>(Channel.class);
    private final Deque<Expectation> expected = new ArrayDeque<>();
    private final Machine machine;
    private final long started = System.nanoTime();
    private @Nullable Stops stops;

    /// Where a guest says something.
    enum Channel {
        SERIAL,
        DEBUGCON,
        TEXT
    }

    private record Expectation(Channel channel, String words, Consumer<Machine> action) {}

    RealGuest(MachineConfig.Builder config) throws ImageException {
        for (Channel channel : Channel.values()) {
            said.put(channel, new StringBuilder());
        }
        machine = Machine.create(config.build(), this);
    }

    /// Skips the test where a package's file is missing.
    static Path file(String name, String distributionPackage) {
        Path path = Path.of(name);
        assumeTrue(Files.isReadable(path), "package " + distributionPackage + " is not installed");
        return path;
    }

    /// When the words appear, and whatever was expected before has appeared: does something, on the
    /// VCPU's thread.
    RealGuest when(Channel channel, String words, Consumer<Machine> action) {
        expected.add(new Expectation(channel, words, action));
        return this;
    }

    /// Types on the serial line when the words appear on it.
    RealGuest answer(String words, String typed) {
        byte[] bytes = typed.getBytes(StandardCharsets.ISO_8859_1);
        return when(Channel.SERIAL, words, m -> m.serialInput(0, bytes));
    }

    /// Stops the machine right behind the instruction that says the words' last character.
    RealGuest pauseAt(Channel channel, String words) {
        return when(channel, words, m -> m.debugger().pause());
    }

    Machine machine() {
        return machine;
    }

    RunResult run() {
        return machine.run();
    }

    /// Runs and prints what the table of real guests tells.
    RunResult run(String row) {
        RunResult result = run();
        System.out.printf(
                "%s: %,d instructions, %d s%n",
                row, result.instructions(), (System.nanoTime() - started) / 1_000_000_000);
        return result;
    }

    String runAndHash() {
        return machine.runAndHash();
    }

    /// Starts the machine under its debugger, stopped before the first instruction.
    RealGuest debug() {
        stops = new Stops(machine, HANG_SECONDS);
        return this;
    }

    /// Goes on to the next stop.
    ///
    /// @return a StopReason or an EndReason
    Object go(Resume how) {
        Stops listening = stops;
        if (listening == null) {
            throw new IllegalStateException("debug() comes first");
        }
        return listening.resume(how);
    }

    /// Runs to a place and checks that it is what stopped the machine.
    VcpuState runTo(Breakpoint.Place place) {
        machine.debugger().setBreakpoints(List.of(Breakpoint.at(7, place)));
        Object reason = go(new Resume.Continue());
        machine.debugger().setBreakpoints(List.of());
        assertTrue(
                reason instanceof StopReason.Hit hit && hit.breakpoints().contains(7),
                () -> {
                    VcpuState at = state();
                    return "%s at 0x%x".formatted(reason, at.linearRip());
                });
        return state();
    }

    /// Runs until the console says what [#pauseAt] waits for.
    VcpuState runToPause() {
        Object reason = go(new Resume.Continue());
        assertTrue(reason instanceof StopReason.Pause, () -> reason + "\n" + all());
        return state();
    }

    VcpuState step() {
        go(new Resume.StepInto(0, null));
        return state();
    }

    VcpuState state() {
        return machine.debugger().state(0);
    }

    /// The instruction the processor stands before.
    String instruction() {
        VcpuState state = state();
        return instructionAt(state.linearRip());
    }

    /// The instruction at a linear address, in the processor's mode.
    String instructionAt(long address) {
        byte[] code = new byte[15];
        int length = machine.debugger().read(AddressKind.LINEAR, 0, address, code, 0, code.length);
        assertTrue(length > 0, "no memory at 0x%x".formatted(address));
        Disassembler disassembler = Capstone.open();
        CodeSize size = state().codeSize();
        DisassembledInstruction decoded = disassembler.decode(code, 0, address, size);
        return decoded == null ? "(bad)" : decoded.text();
    }

    String output(Channel channel) {
        StringBuilder text = said(channel);
        synchronized (text) {
            return text.toString();
        }
    }

    /// Everything it said, for failures.
    String all() {
        StringBuilder all = new StringBuilder();
        for (Channel channel : Channel.values()) {
            all.append(channel).append(": ").append(output(channel)).append('\n');
        }
        return all.append("screen: ").append(screen()).toString();
    }

    /// The text screen, one line each.
    String screen() {
        VgaText text = machine.screen();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < text.characters().length; i++) {
            int c = text.characters()[i] & 0xFF;
            lines.append(c < 0x20 || c > 0x7E ? ' ' : (char) c);
            if (i % text.columns() == text.columns() - 1) {
                lines.append('\n');
            }
        }
        return lines.toString();
    }

    private StringBuilder said(Channel channel) {
        StringBuilder text = said.get(channel);
        if (text == null) {
            throw new IllegalStateException();
        }
        return text;
    }

    private void hear(Channel channel, byte b) {
        StringBuilder text = said(channel);
        synchronized (text) {
            text.append((char) (b & 0xFF));
        }
        Expectation next = expected.peek();
        if (next != null && next.channel() == channel && endsWith(text, next.words())) {
            expected.remove();
            next.action().accept(machine);
        }
    }

    private static boolean endsWith(StringBuilder text, String words) {
        int start = text.length() - words.length();
        return start >= 0 && text.indexOf(words, start) == start;
    }

    @Override
    public void serial(int port, byte b) {
        if (port == 0) {
            hear(Channel.SERIAL, b);
        }
    }

    @Override
    public void debugcon(byte b) {
        hear(Channel.DEBUGCON, b);
    }

    @Override
    public void text(byte b) {
        hear(Channel.TEXT, b);
    }

    @Override
    public void log(String line) {}

    @Override
    public void close() {
        machine.close();
    }

    /// The selector in CS.
    static int cs(VcpuState state) {
        return state.segment[SegmentRegister.CS].selector;
    }
}
