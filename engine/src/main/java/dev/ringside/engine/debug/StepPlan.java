package dev.ringside.engine.debug;

import dev.ringside.engine.disassemble.DisassembledInstruction;
import dev.ringside.engine.disassemble.DisassembledInstruction.Group;
import dev.ringside.engine.disassemble.Disassembler;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.VcpuState;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// How one VCPU gets from a resume to the end of the user's step: single steps, and runs to
/// temporary breakpoints over what the reader does not want to see.
///
/// Interrupts from outside do not hijack a step: a handler that begins in it runs through to its
/// return.
final class StepPlan {
    private final Resume goal;
    private final AttachedVcpu vcpu;
    private final Disassembler disassembler;
    private final boolean enterInterrupts;
    private final byte[] code = new byte[15];

    /// The next single step leaves the function.
    private boolean returning;

    /// An interrupt's handler runs through in the middle of a step, and the step itself is still to
    /// do.
    private boolean runningThroughHandler;

    private boolean alone;

    /// The stretch began in HLT, so the handler that ends it is where the step goes.
    private boolean startedHalted;

    StepPlan(Resume goal, AttachedVcpu vcpu, Disassembler disassembler, boolean enterInterrupts) {
        this.goal = goal;
        this.vcpu = vcpu;
        this.disassembler = disassembler;
        this.enterInterrupts = enterInterrupts;
    }

    /// Sets the VCPU up for the next stretch. Call while it stands.
    void advance() {
        vcpu.setTemporary(null);
        startedHalted = vcpu.state().activity != Activity.ACTIVE;
        switch (goal) {
            case Resume.Continue() -> run();
            case Resume.RunTo(long address) -> runTo(address, 0);
            case Resume.StepInto ignored -> step();
            case Resume.StepOver ignored -> stepOver(instruction());
            case Resume.StepOut ignored -> stepOut(instruction());
        }
    }

    private void stepOver(@Nullable DisassembledInstruction instruction) {
        if (instruction != null && isPassedOver(instruction)) {
            runPast(instruction);
        } else {
            step();
        }
    }

    private void stepOut(@Nullable DisassembledInstruction instruction) {
        Group group = instruction == null ? Group.PLAIN : instruction.group();
        returning = group == Group.RETURN || group == Group.INTERRUPT_RETURN;
        stepOver(instruction);
    }

    private static boolean isPassedOver(DisassembledInstruction instruction) {
        return instruction.group() == Group.CALL
                || instruction.group() == Group.INTERRUPT
                || instruction.mnemonic().startsWith("rep")
                || instruction.mnemonic().startsWith("loop");
    }

    private void step() {
        alone = true;
        vcpu.debug().setSteps(1, false);
    }

    private void run() {
        alone = false;
        vcpu.debug().setSteps(0, false);
    }

    /// Whether the others are held: while one instruction is made, but not while a call runs
    /// through, which may wait for them.
    boolean alone() {
        return alone;
    }

    /// Whether any VCPU may end it.
    boolean isForAll() {
        return goal instanceof Resume.RunTo;
    }

    private void runPast(DisassembledInstruction instruction) {
        VcpuState state = vcpu.state();
        runTo(state.linearRip() + instruction.length(), AttachedVcpu.stackPointer(state));
    }

    private void runTo(long linearAddress, long minimumRsp) {
        vcpu.setTemporary(new AttachedVcpu.Temporary(linearAddress, minimumRsp));
        run();
    }

    private @Nullable DisassembledInstruction instruction() {
        VcpuState state = vcpu.state();
        if (state.activity != Activity.ACTIVE) {
            return null;
        }
        int length = vcpu.memory.read(AddressKind.LINEAR, state.linearRip(), code, 0, code.length);
        Arrays.fill(code, length, code.length, (byte) 0);
        return disassembler.decode(code, 0, state.linearRip(), state.codeSize());
    }

    /// Whether a stop of the engine ends the step; if not, the VCPU is set up for the next stretch.
    boolean isDone(Stop stop) {
        if (goal instanceof Resume.Continue) {
            return false;
        }
        if (stop instanceof Stop.Code && runningThroughHandler) {
            runningThroughHandler = false;
            vcpu.beginRun();
            advance();
            return false;
        }
        Delivery interrupted = vcpu.interrupted;
        if (stop instanceof Stop.Step
                && interrupted != null
                && !enterInterrupts
                && !startedHalted) {
            runThrough(interrupted);
            return false;
        }
        return finishStretch();
    }

    private void runThrough(Delivery interrupted) {
        runningThroughHandler = true;
        vcpu.beginRun();
        boolean sameStack = (interrupted.returnCs() & 3) == vcpu.state().cpl();
        runTo(interrupted.returnLinear(), sameStack ? interrupted.handlerRsp() + 1 : 0);
    }

    private boolean finishStretch() {
        boolean done =
                switch (goal) {
                    case Resume.StepInto(int ignored, Resume.@Nullable LinearRange range) ->
                            isOutside(range);
                    case Resume.StepOver(int ignored, Resume.@Nullable LinearRange range) ->
                            isOutside(range);
                    case Resume.StepOut ignored -> returning;
                    case Resume.RunTo ignored -> true;
                    case Resume.Continue ignored -> false;
                };
        if (!done) {
            vcpu.beginRun();
            advance();
        }
        return done;
    }

    private boolean isOutside(Resume.@Nullable LinearRange range) {
        return range == null || !range.contains(vcpu.state().linearRip());
    }
}
