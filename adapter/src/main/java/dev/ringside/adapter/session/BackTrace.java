package dev.ringside.adapter.session;

import dev.ringside.adapter.source.Symbol;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Delivery;
import dev.ringside.engine.disassemble.DisassembledInstruction.Group;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Walks the stack: registers, frame pointers, and the engine's log of deliveries.
///
/// A frame is only shown where the chain is plausible: the frame pointer rises, the return address
/// stands right behind a CALL. There it stops rather than invent frames.
final class BackTrace {
    private static final int MOST_FRAMES = 200;

    /// Longest CALL with all its parts that compilers emit.
    private static final int LONGEST_CALL = 10;

    private final GuestMemory memory;
    private final SymbolTable symbols;
    private final CodeWindow code;
    private final int vcpu;
    private final VcpuState state;
    private final List<Delivery> deliveries;
    private final int width;
    private final List<Frame> frames = new ArrayList<>();

    private long pc;
    private long framePointer;
    private long stackPointer;
    private int nextDelivery;

    BackTrace(
            GuestMemory memory,
            SymbolTable symbols,
            CodeWindow code,
            int vcpu,
            VcpuState state,
            List<Delivery> deliveries) {
        this.memory = memory;
        this.symbols = symbols;
        this.code = code;
        this.vcpu = vcpu;
        this.state = state;
        this.deliveries = deliveries;
        this.width = state.codeSize().bits() / 8;
        this.pc = state.linearRip();
        this.framePointer = cut(state.gpr[VcpuState.RBP]);
        this.stackPointer = cut(state.gpr[VcpuState.RSP]);
    }

    List<Frame> walk() {
        add(pc, PcText.of(state), framePointer, "registers");
        boolean more = true;
        boolean top = true;
        while (more && frames.size() < MOST_FRAMES) {
            more = (top && prologue()) || chain() || interrupted();
            top = false;
        }
        return frames;
    }

    private void add(long address, String text, long stack, String how) {
        frames.add(new Frame(vcpu, frames.size(), address, text, stack, null, how));
    }

    /// At a function's first instruction, or behind its `push bp`, the frame pointer is still the
    /// caller's.
    private boolean prologue() {
        Optional<Symbol> function = symbols.symbolAt(pc).filter(Symbol::function);
        if (function.isEmpty()) {
            return false;
        }
        long into = pc - function.get().address();
        boolean pushed = into == 1 && code.at(pc - 1).text().startsWith("push");
        if (into != 0 && !pushed) {
            return false;
        }
        long slot = stackPointer + (pushed ? width : 0);
        Optional<Long> returnTo = read(slot).filter(this::followsCall);
        returnTo.ifPresent(offset -> step(offset, framePointer, slot + width, "return address"));
        return returnTo.isPresent();
    }

    private boolean chain() {
        if (nextDelivery < deliveries.size() && !insideHandler()) {
            return false;
        }
        Optional<Long> caller = read(framePointer);
        Optional<Long> returnTo = read(framePointer + width);
        boolean plausible =
                framePointer != 0
                        && Long.compareUnsigned(framePointer, stackPointer) >= 0
                        && caller.isPresent()
                        && (caller.get() == 0
                                || Long.compareUnsigned(caller.get(), framePointer) > 0)
                        && returnTo.filter(this::followsCall).isPresent();
        if (!plausible) {
            return false;
        }
        step(returnTo.get(), caller.get(), framePointer + 2L * width, "frame pointer");
        return true;
    }

    private boolean insideHandler() {
        long top = cut(deliveries.get(nextDelivery).handlerRsp());
        return Long.compareUnsigned(framePointer, stackPointer) >= 0
                && Long.compareUnsigned(framePointer, top) < 0;
    }

    private void step(long offset, long callerFrame, long callerStack, String how) {
        pc = linear(offset);
        framePointer = callerFrame;
        stackPointer = callerStack;
        add(pc, PcText.of(state, offset), framePointer, how);
    }

    /// What the innermost delivery not yet passed interrupted.
    private boolean interrupted() {
        if (nextDelivery >= deliveries.size()) {
            return false;
        }
        Delivery delivery = deliveries.get(nextDelivery++);
        frames.add(
                new Frame(
                        vcpu,
                        frames.size(),
                        pc,
                        "",
                        delivery.handlerRsp(),
                        label(delivery),
                        "delivery"));
        pc = delivery.returnLinear();
        stackPointer = 0;
        add(
                pc,
                "%04x:%04x (linear %s)"
                        .formatted(
                                delivery.returnCs(), delivery.returnRip(), MemoryReference.hex(pc)),
                framePointer,
                "delivery");
        return true;
    }

    private static String label(Delivery delivery) {
        StringBuilder text = new StringBuilder(delivery.external() ? "interrupt " : "");
        text.append(
                delivery.external()
                        ? "0x%02x".formatted(delivery.vector())
                        : Vector.name(delivery.vector()));
        if (!delivery.external() && Vector.hasErrorCode(delivery.vector())) {
            text.append(" error ").append(MemoryReference.hex(delivery.errorCode()));
        }
        text.append(", from ring ").append(delivery.returnCs() & 3);
        return text.toString();
    }

    private Optional<Long> read(long stackOffset) {
        try {
            long linear = stackLinear(stackOffset);
            return Optional.of(memory.value(AddressKind.LINEAR, vcpu, linear, width));
        } catch (SessionException e) {
            return Optional.empty();
        }
    }

    private long stackLinear(long offset) {
        return state.codeSize() == CodeSize.BITS_64
                ? offset
                : state.segment[SegmentRegister.SS].base + cut(offset) & 0xFFFFFFFFL;
    }

    private long linear(long offset) {
        return state.codeSize() == CodeSize.BITS_64
                ? offset
                : state.segment[SegmentRegister.CS].base + offset & 0xFFFFFFFFL;
    }

    private long cut(long value) {
        return switch (state.codeSize()) {
            case BITS_16 -> value & 0xFFFF;
            case BITS_32 -> value & 0xFFFFFFFFL;
            case BITS_64 -> value;
        };
    }

    private boolean followsCall(long offset) {
        long address = linear(offset);
        for (int length = 2; length <= LONGEST_CALL; length++) {
            CodeWindow.Code before = code.at(address - length);
            if (before.group() == Group.CALL && before.length() == length) {
                return true;
            }
        }
        return false;
    }
}
