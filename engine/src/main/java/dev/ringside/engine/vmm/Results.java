package dev.ringside.engine.vmm;

import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;

import java.util.List;

/// What a run without debugger answers, from how its machine ended.
final class Results {
    private Results() {}

    /// The guest or the machine came to an end.
    static RunResult of(EndReason reason, long instructions) {
        return switch (reason) {
            case EndReason.PowerOff() -> new RunResult(RunResult.POWER_OFF, "", instructions);
            case EndReason.DebugExit(int value) -> new RunResult(value << 1 | 1, "", instructions);
            case EndReason.Closed() -> new RunResult(RunResult.POWER_OFF, "", instructions);
            case EndReason.EngineFault(String report) ->
                    new RunResult(RunResult.ENGINE_FAULT, "engine fault: " + report, instructions);
        };
    }

    /// The VCPU stopped where nobody looks.
    static RunResult of(StopReason reason, VcpuState state, long count) {
        return switch (reason) {
            case StopReason.TripleFault(List<FaultRecord> chain) ->
                    new RunResult(RunResult.SHUTDOWN, text(chain), count);
            case StopReason.HaltedForever() ->
                    new RunResult(
                            RunResult.POWER_OFF,
                            "The guest halted for good at %s: HLT with interrupts off."
                                    .formatted(place(state)),
                            count);
            case StopReason.Unsupported(String text) ->
                    new RunResult(
                            RunResult.ENGINE_FAULT,
                            "The engine cannot go on at %s: %s".formatted(place(state), text),
                            count);
            case StopReason.Limit() ->
                    new RunResult(
                            RunResult.LIMIT,
                            "The instruction limit is reached at %s.".formatted(place(state)),
                            count);
            default -> new RunResult(RunResult.ENGINE_FAULT, reason.toString(), count);
        };
    }

    /// `0000:7c12` in real mode, else selector and RIP.
    static String place(VcpuState state) {
        int cs = state.segment[SegmentRegister.CS].selector;
        return state.protectedMode()
                ? "%04x:0x%x".formatted(cs, state.rip)
                : "%04x:%04x".formatted(cs, state.rip);
    }

    /// The chain of faults that led to shutdown, oldest first.
    static String text(List<FaultRecord> chain) {
        StringBuilder text = new StringBuilder("The processor shut down (triple fault):");
        for (FaultRecord fault : chain) {
            text.append("\n  ").append(Vector.name(fault.vector()));
            if (Vector.hasErrorCode(fault.vector())) {
                text.append(" error code 0x%x".formatted(fault.errorCode()));
            }
            if (fault.vector() == Vector.PF) {
                text.append(", address 0x%x".formatted(fault.address()));
            }
            text.append(" at ").append(place(fault.state())).append(": ").append(fault.reason());
        }
        return text.toString();
    }
}
