package dev.ringside.engine.x86;

import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.hypervisor.DataHook;
import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Handler;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.interpret.Interpreter;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.DebugRegister;
import dev.ringside.engine.x86.tlb.GuestFault;
import dev.ringside.engine.x86.tlb.InterpretInstead;
import dev.ringside.engine.x86.tlb.LinearMemory;
import dev.ringside.engine.x86.tlb.TrapExit;
import dev.ringside.engine.x86.translate.EntryPoint;
import dev.ringside.engine.x86.translate.Region;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Executes blocks between boundaries, and looks at everything at boundaries: the order is SDM Vol.
/// 3A table 6-2.
///
/// The fast way runs whole blocks. While single-step traps, shadows, RF or instruction breakpoints
/// are on, a boundary follows each instruction.
final class RunLoop {
    /// Boundaries come at least this often, so that no guest can keep the loop from looking.
    private static final long STRETCH = 2_000_000;

    /// What became of entering a region: not entered, left at some other place, or left before an
    /// instruction that the interpreter has to do.
    private static final int REFUSED = 0;

    private static final int DONE = 1;
    private static final int INTERPRET = 2;

    private final Cpu cpu;
    private final CoreDebug debug;
    private final Signals signals;
    private final BlockCache blocks;
    private final FaultDelivery faults;
    private final TrapResolver traps;
    private final InterruptWindow interrupts;

    /// The instruction at [#resumedAt] does not ask the code hook: a run starts with it, or it is a
    /// string instruction going on.
    private boolean resumed;

    private long resumedAt;

    /// The last run ended for a debugger, which has seen the next instruction. After any other exit
    /// that instruction is still to be asked for.
    private boolean seen = true;

    private boolean codeStop;

    /// A boundary delivered something: the handler's own boundary comes first.
    private boolean moved;

    RunLoop(
            Cpu cpu,
            CoreDebug debug,
            Signals signals,
            BlockCache blocks,
            FaultDelivery faults,
            InterruptWindow interrupts) {
        this.cpu = cpu;
        this.debug = debug;
        this.signals = signals;
        this.blocks = blocks;
        this.faults = faults;
        this.traps = new TrapResolver(cpu, blocks, signals);
        this.interrupts = interrupts;
    }

    /// Runs until something leaves the guest.
    Exit run() {
        if (seen) {
            resumed = true;
            resumedAt = cpu.state.linearRip();
            seen = false;
        }
        while (true) {
            cpu.memory.refresh();
            moved = false;
            Exit exit = boundary();
            if (exit == null && !moved) {
                exit = stretch();
            }
            if (exit != null) {
                return exit;
            }
        }
    }

    /// Everything that may happen between two instructions.
    private @Nullable Exit boundary() {
        Exit exit = leave();
        if (exit != null) {
            return exit;
        }
        if (faults.held()) {
            return again(faults.deliverHeld());
        }
        if (cpu.platform.input.readyFor(cpu.state.rip)) {
            return null;
        }
        if (cpu.platform.pendingDebug != 0 && !cpu.state.movSsShadow) {
            return again(faults.raiseDebug("debug trap"));
        }
        cpu.platform.delivered = false;
        exit = interrupts.take();
        if (exit != null || cpu.platform.delivered) {
            return again(exit);
        }
        return codeBreakpoint();
    }

    private @Nullable Exit again(@Nullable Exit exit) {
        moved = true;
        return exit;
    }

    /// Reasons to return to the caller.
    private @Nullable Exit leave() {
        cpu.memory.events &= ~(LinearMemory.CODE_CHANGED | LinearMemory.DEVICE);
        boolean watched = (cpu.memory.events & LinearMemory.WATCHED_DATA) != 0;
        if (cpu.memory.events != 0) {
            cpu.memory.events &= ~LinearMemory.WATCHED_DATA;
            cpu.platform.pendingDebug |= cpu.memory.takeBreakpointHits();
        }
        cpu.attention = 0;
        if (watched && dataStops()) {
            return stop(DATA);
        }
        Exit exit = cpu.platform.exit;
        if (exit != null) {
            cpu.platform.exit = null;
            return exit;
        }
        if (cpu.platform.happened && eventStops()) {
            return stop(HAPPENED);
        }
        if (debug.stepsDone) {
            return stop(STEP);
        }
        long count = cpu.state.instructionCount;
        if (count >= debug.instructionLimit) {
            return stop(LIMIT);
        }
        int bits = signals.bits;
        if (bits != 0) {
            signals.clear(bits);
            if ((bits & Signals.STOP) != 0) {
                signals.raise(bits & Signals.KICK);
                return stop(PAUSE);
            }
            if ((bits & Signals.KICK) != 0) {
                return X86Vcpu.CANCELED;
            }
        }
        return count >= debug.deadline ? X86Vcpu.DEADLINE : null;
    }

    private boolean dataStops() {
        DataHook hook = debug.dataHook;
        if (hook == null) {
            return false;
        }
        cpu.materializeFlags();
        return hook.completed(cpu.state);
    }

    private boolean eventStops() {
        cpu.platform.happened = false;
        EventHook hook = cpu.platform.eventHook();
        if (hook == null) {
            return false;
        }
        cpu.materializeFlags();
        return hook.completed(cpu.state);
    }

    private static final Stop HAPPENED = new Stop.Happened();
    private static final Stop DATA = new Stop.Data();
    private static final Stop STEP = new Stop.Step();
    private static final Stop LIMIT = new Stop.Limit();
    private static final Stop PAUSE = new Stop.Pause();

    private Exit stop(Stop why) {
        seen = true;
        debug.stopWith(why);
        return X86Vcpu.CANCELED;
    }

    /// Instruction breakpoints of the debug registers (SDM Vol. 3B 18.3.1.1): a fault, unless RF.
    private @Nullable Exit codeBreakpoint() {
        VcpuState state = cpu.state;
        if ((state.dr7 & 0xFF) == 0 || (state.rflags & Rflags.RF) != 0 || state.movSsShadow) {
            return null;
        }
        long hits = DebugRegister.codeHits(state, state.linearRip());
        if (hits == 0) {
            return null;
        }
        cpu.platform.pendingDebug |= hits;
        return again(faults.raiseDebug("instruction breakpoint in a debug register"));
    }

    /// Executes until the next boundary.
    private @Nullable Exit stretch() {
        VcpuState state = cpu.state;
        long before = state.instructionCount;
        boolean singleStep = (state.rflags & Rflags.TF) != 0;
        boolean careful =
                singleStep
                        || (state.rflags & Rflags.RF) != 0
                        || state.stiShadow
                        || state.movSsShadow
                        || cpu.platform.input.ready
                        || (state.dr7 & 0xFF) != 0 && DebugRegister.watchesCode(state);
        // RF and the shadows cover this instruction only.
        state.rflags &= ~Rflags.RF;
        state.stiShadow = false;
        state.movSsShadow = false;
        cpu.platform.delivered = false;
        Exit exit = guarded(careful ? before + 1 : limit(before));
        long made = state.instructionCount - before;
        if (made != 0) {
            debug.countSteps(made);
            // After MOV SS the trap is lost, not put off (SDM Vol. 3A 6.8.3).
            boolean traps = singleStep && !state.movSsShadow;
            if (traps && !cpu.platform.delivered && !faults.held()) {
                cpu.platform.pendingDebug |= DebugRegister.BS;
            }
        }
        return exit;
    }

    private long limit(long count) {
        long limit = Math.min(count + STRETCH, Math.min(debug.instructionLimit, debug.deadline));
        if (debug.steps != 0 && debug.steps < limit - count) {
            limit = count + debug.steps;
        }
        return Math.min(limit, Math.max(count + 1, cpu.platform.apic.timer().dueCount()));
    }

    private @Nullable Exit guarded(long limit) {
        try {
            execute(limit);
        } catch (GuestFault fault) {
            resumed = false;
            return faults.raise(fault);
        } catch (TrapExit access) {
            Exit exit = traps.resolve(access);
            resumed &= cpu.state.linearRip() == resumedAt;
            return exit;
        }
        if (codeStop) {
            codeStop = false;
            seen = true;
            return X86Vcpu.CANCELED;
        }
        return null;
    }

    private void execute(long limit) {
        VcpuState state = cpu.state;
        LinearMemory memory = cpu.memory;
        Block block = blocks.find();
        boolean interpret = false;
        while (true) {
            if (block.marked && stops(block)) {
                codeStop = true;
                return;
            }
            long left = limit - state.instructionCount;
            EntryPoint entry = block.entry;
            Region region = entry == null ? null : entry.region();
            if (entry != null && region != null && !interpret) {
                int entered = enter(entry, region, left);
                if (entered != REFUSED) {
                    resumed = false;
                    if (pause(limit)) {
                        return;
                    }
                    block = blocks.find();
                    interpret = entered == INTERPRET;
                    arrive(block, EntryPoint.LIKELY);
                    continue;
                }
            }
            interpret = false;
            if (block.repeats) {
                cpu.repeatBudget = Math.max(1, left - block.count + 1);
            }
            execute(block, (int) Math.min(left, block.count));
            resumed = false;
            if (block.repeats) {
                noteRepetition(block);
            }
            if (pause(limit)) {
                return;
            }
            boolean likely = block.calls || state.rip - block.rip <= block.lastOffset;
            if (state.rip != block.rip) {
                block = blocks.find();
            }
            arrive(block, likely ? EntryPoint.LIKELY : 1);
        }
    }

    private boolean pause(long limit) {
        return (cpu.attention | cpu.memory.events | signals.bits) != 0
                || cpu.state.instructionCount >= limit;
    }

    /// The interpreter is about to execute a block: hot ones are translated.
    private void arrive(Block block, int weight) {
        EntryPoint entry = block.entry;
        if (entry != null && entry.arrive(weight) && entry.region() == null) {
            Objects.requireNonNull(blocks.translator()).request(entry);
        }
    }

    /// Runs a region.
    private int enter(EntryPoint entry, Region region, long left) {
        try {
            if (region.enter(cpu, left, blocks.epoch())) {
                return DONE;
            }
        } catch (InterpretInstead e) {
            return INTERPRET;
        }
        if (region.dead()) {
            Objects.requireNonNull(blocks.translator()).retire(entry);
        }
        return REFUSED;
    }

    /// RIP and the count stay in locals over instructions that look at neither and cannot fault.
    private void execute(Block block, int count) {
        Cpu cpu = this.cpu;
        VcpuState state = cpu.state;
        LinearMemory memory = cpu.memory;
        Instruction[] instructions = block.instructions;
        long mask = block.ripMask;
        long rip = state.rip;
        long retired = state.instructionCount;
        for (int i = 0; i < count; i++) {
            Instruction insn = instructions[i];
            long next = rip + insn.length & mask;
            if (insn.handler != Handler.GENERAL && insn.handler <= Handler.LAST_REGISTER_ONLY) {
                Interpreter.execute(cpu, insn);
                rip = next;
                retired++;
                continue;
            }
            state.rip = rip;
            state.instructionCount = retired;
            cpu.nextRip = next;
            Interpreter.execute(cpu, insn);
            retired = state.instructionCount + 1;
            rip = cpu.nextRip;
            if (rip != next || (cpu.attention | memory.events) != 0) {
                break;
            }
        }
        state.rip = rip;
        state.instructionCount = retired;
    }

    /// A string instruction that goes on is no new arrival for the code hook.
    private void noteRepetition(Block block) {
        if (cpu.state.rip == (block.rip + block.lastOffset & block.ripMask)) {
            resumed = true;
            resumedAt = cpu.state.linearRip();
        }
    }

    private boolean stops(Block block) {
        CodeHook hook = debug.codeHook;
        if (hook == null || resumed && block.linear == resumedAt) {
            return false;
        }
        cpu.materializeFlags();
        if (hook.reached(cpu.state, block.linear, block.physical)) {
            debug.stopWith(new Stop.Code(block.linear, block.physical));
            return true;
        }
        return false;
    }
}
