package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.DataAccess;
import dev.ringside.engine.debug.StopEvent;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;

import java.util.List;

/// A stop in words.
public final class StopText {
    /// What a stop is to a client.
    ///
    /// @param reason DAP's word
    /// @param description one line for a title
    /// @param text all there is to say, several lines perhaps
    public record Words(String reason, String description, String text) {}

    private StopText() {}

    public static Words of(StopEvent event, VcpuState state, SymbolTable symbols) {
        String where = PcText.full(symbols, state);
        return switch (event.reason()) {
            case StopReason.Entry() ->
                    new Words(
                            "entry",
                            "Before the first instruction at " + where,
                            "Stopped before the first instruction at %s, %s.%s"
                                    .formatted(where, PcText.mode(state), resetVector(state)));
            case StopReason.Step() -> new Words("step", "Step to " + where, "");
            case StopReason.Hit(List<Integer> ids) -> {
                String text = "Breakpoint %s at %s".formatted(join(ids), where);
                yield new Words("breakpoint", text, text + ".");
            }
            case StopReason.Data(List<Integer> ids, DataAccess access) -> {
                String text =
                        "Data breakpoint %s: %s"
                                .formatted(join(ids), DataText.of(access, state, symbols));
                yield new Words("data breakpoint", text, text + ".");
            }
            case StopReason.Happened what -> EventText.of(what, where);
            case StopReason.Fault(FaultRecord fault) -> fault(fault);
            case StopReason.Pause() ->
                    new Words("pause", "Paused at " + where, "Paused at " + where + ".");
            case StopReason.Limit() ->
                    new Words(
                            "pause",
                            "Instruction limit reached",
                            "Stopped at %s after %d instructions: the limit of this run (option maxInstructions)."
                                    .formatted(where, state.instructionCount));
            case StopReason.TripleFault(List<FaultRecord> chain) -> tripleFault(chain, where);
            case StopReason.HaltedForever() ->
                    new Words(
                            "exception",
                            "HLT with interrupts off",
                            "The processor halted at %s with interrupts off (IF = 0): nothing can wake it."
                                    .formatted(where));
            case StopReason.Unsupported(String what) ->
                    new Words(
                            "exception",
                            "Not supported: " + what,
                            "The machine cannot go on at %s: %s".formatted(where, what));
        };
    }

    private static Words fault(FaultRecord fault) {
        String title = FaultText.title(fault.vector());
        String name = Vector.name(fault.vector());
        return new Words(
                "exception",
                "%s, %s".formatted(name, title),
                "Stopped before the delivery of " + FaultText.line(fault) + ".");
    }

    private static Words tripleFault(List<FaultRecord> chain, String where) {
        StringBuilder text =
                new StringBuilder("Triple fault at %s: the processor shut down.".formatted(where));
        int number = 1;
        for (FaultRecord fault : chain) {
            text.append("\n  ").append(number++).append(". ").append(FaultText.line(fault));
        }
        if (!chain.isEmpty()) {
            text.append("\n  Registers at the first fault: ").append(registers(chain.get(0)));
        }
        return new Words("exception", "Triple fault", text.toString());
    }

    private static String registers(FaultRecord fault) {
        VcpuState s = fault.state();
        return "rip=%x rsp=%x rax=%x rbx=%x rcx=%x rdx=%x rsi=%x rdi=%x rbp=%x cr0=%x cr2=%x cr3=%x cr4=%x idtr=%x/%x gdtr=%x/%x"
                .formatted(
                        s.rip,
                        s.gpr[VcpuState.RSP],
                        s.gpr[VcpuState.RAX],
                        s.gpr[VcpuState.RBX],
                        s.gpr[VcpuState.RCX],
                        s.gpr[VcpuState.RDX],
                        s.gpr[VcpuState.RSI],
                        s.gpr[VcpuState.RDI],
                        s.gpr[VcpuState.RBP],
                        s.cr0,
                        s.cr2,
                        s.cr3,
                        s.cr4,
                        s.idtrBase,
                        s.idtrLimit,
                        s.gdtrBase,
                        s.gdtrLimit);
    }

    /// After reset CS has a base that no selector makes (SDM Vol. 3A 10.1.4).
    private static String resetVector(VcpuState state) {
        SegmentRegister cs = state.segment[SegmentRegister.CS];
        boolean hidden =
                state.codeSize() == CodeSize.BITS_16
                        && !state.protectedMode()
                        && cs.base != (long) cs.selector << 4;
        return hidden
                ? " The hidden base of CS is 0x%x, not selector * 16 = 0x%x, until the first far jump or call loads CS (SDM Vol. 3A 10.1.4)."
                        .formatted(cs.base, cs.selector << 4)
                : "";
    }

    private static String join(List<Integer> ids) {
        return String.join(", ", ids.stream().map(String::valueOf).toList());
    }
}
