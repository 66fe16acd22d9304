package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CodeScope;
import dev.ringside.adapter.source.FrameState.UnavailableException;
import dev.ringside.adapter.source.SourceLocation;
import dev.ringside.adapter.source.Symbol;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.adapter.source.UnwindRow;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.Delivery;
import dev.ringside.engine.disassemble.DisassembledInstruction.Group;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Walks the stack: registers, the rules of debug information, frame pointers, a look at the stack,
/// and the engine's log of deliveries.
///
/// A frame is only shown where the chain is plausible: the stack rises, the return address stands
/// right behind a CALL. There it stops rather than invent frames. Functions that the compiler
/// inlined are frames of their own.
final class BackTrace {
    private static final int MOST_FRAMES = 200;

    /// Longest CALL with all its parts that compilers emit.
    private static final int LONGEST_CALL = 10;

    /// Words looked at for a return address where nothing else helps.
    private static final int MOST_WORDS = 256;

    private static final int NEAR_CALL = 0xE8;

    private final Debugger debugger;
    private final GuestMemory memory;
    private final SymbolTable symbols;
    private final CodeWindow code;
    private final int vcpu;
    private final VcpuState state;
    private final List<Delivery> deliveries;
    private final int width;
    private final List<Frame> frames = new ArrayList<>();

    private final long[] general;
    private int known = FrameRegisters.ALL_KNOWN;
    private long pc;
    private boolean called;
    private int nextDelivery;

    BackTrace(
            Debugger debugger,
            SymbolTable symbols,
            CodeWindow code,
            int vcpu,
            VcpuState state,
            List<Delivery> deliveries) {
        this.debugger = debugger;
        this.memory = new GuestMemory(debugger);
        this.symbols = symbols;
        this.code = code;
        this.vcpu = vcpu;
        this.state = state;
        this.deliveries = deliveries;
        this.width = state.codeSize().bits() / 8;
        this.pc = state.linearRip();
        this.general = state.gpr.clone();
    }

    List<Frame> walk() {
        add(PcText.of(state), "registers");
        boolean more = true;
        boolean top = true;
        while (more && frames.size() < MOST_FRAMES) {
            more = rules() || (top && prologue()) || chain() || scan() || interrupted();
            top = false;
        }
        return frames;
    }

    private long framePointer() {
        return cut(general[VcpuState.RBP]);
    }

    private long stackPointer() {
        return cut(general[VcpuState.RSP]);
    }

    /// Adds the frame that `pc` stands in, and before it those of inlined functions.
    private void add(String text, String how) {
        FrameContext context = context();
        List<CodeScope> chain =
                context.described() ? symbols.debug().scopesAt(context.lookup()) : List.of();
        SourceLocation call = null;
        int end = chain.size();
        for (int i = chain.size() - 1; i >= 0; i--) {
            CodeScope scope = chain.get(i);
            if (scope.kind() == CodeScope.Kind.BLOCK) {
                continue;
            }
            boolean inlined = scope.kind() == CodeScope.Kind.INLINED;
            FrameContext own = context.with(chain.subList(i, end));
            add(text, how, new Frame.View(scope.name(), inlined, call, own));
            call = scope.call().orElse(null);
            end = i;
        }
        if (chain.isEmpty()) {
            add(text, how, new Frame.View("", false, null, context));
        }
    }

    private void add(String text, String how, Frame.View view) {
        if (frames.size() < MOST_FRAMES) {
            frames.add(new Frame(vcpu, frames.size(), pc, text, framePointer(), null, how, view));
        }
    }

    private FrameContext context() {
        return new FrameContext(
                debugger,
                symbols,
                vcpu,
                state,
                general.clone(),
                known,
                pc,
                called ? pc - 1 : pc,
                List.of());
    }

    /// What the compiler wrote down about this address.
    private boolean rules() {
        FrameContext context = context();
        if (!context.described()) {
            return false;
        }
        Optional<UnwindRow> row = symbols.debug().unwindAt(context.lookup());
        try {
            UnwindRow.Caller caller = row.isEmpty() ? null : row.get().caller(context);
            return caller != null && accept(caller);
        } catch (UnavailableException e) {
            return false;
        }
    }

    private boolean accept(UnwindRow.Caller caller) {
        long frameAddress = caller.frameAddress();
        boolean rises = Long.compareUnsigned(frameAddress, stackPointer()) > 0;
        boolean pending = nextDelivery < deliveries.size();
        boolean beyond =
                pending
                        && Long.compareUnsigned(
                                        frameAddress,
                                        cut(deliveries.get(nextDelivery).handlerRsp()))
                                > 0;
        if (!rises || beyond || caller.pc() == 0 || !isCode(caller.pc())) {
            return false;
        }
        known = 0;
        for (Map.Entry<Integer, Long> one : caller.registers().entrySet()) {
            int index = FrameRegisters.general(one.getKey(), width == 8);
            if (index >= 0) {
                general[index] = one.getValue();
                known |= 1 << index;
            }
        }
        pc = linear(caller.pc());
        called = !caller.signal();
        add(PcText.of(state, caller.pc()), "call frame information");
        return true;
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
        long slot = stackPointer() + (pushed ? width : 0);
        Optional<Long> returnTo = read(slot).filter(this::followsCall);
        returnTo.ifPresent(offset -> step(offset, framePointer(), slot + width, "return address"));
        return returnTo.isPresent();
    }

    private boolean chain() {
        if (nextDelivery < deliveries.size() && !insideHandler()) {
            return false;
        }
        long frame = framePointer();
        Optional<Long> caller = read(frame);
        Optional<Long> returnTo = read(frame + width);
        boolean plausible =
                frame != 0
                        && Long.compareUnsigned(frame, stackPointer()) >= 0
                        && caller.isPresent()
                        && (caller.get() == 0 || Long.compareUnsigned(caller.get(), frame) > 0)
                        && returnTo.filter(this::followsCall).isPresent();
        if (!plausible) {
            return false;
        }
        step(returnTo.get(), caller.get(), frame + 2L * width, "frame pointer");
        return true;
    }

    private boolean insideHandler() {
        long top = cut(deliveries.get(nextDelivery).handlerRsp());
        return Long.compareUnsigned(framePointer(), stackPointer()) >= 0
                && Long.compareUnsigned(framePointer(), top) < 0;
    }

    private void step(long offset, long callerFrame, long callerStack, String how) {
        pc = linear(offset);
        general[VcpuState.RBP] = callerFrame;
        general[VcpuState.RSP] = callerStack;
        known = 1 << VcpuState.RBP | 1 << VcpuState.RSP;
        called = true;
        add(PcText.of(state, offset), how);
    }

    /// Looks for the return address of a CALL that names this very function. What else lies on a
    /// stack does not count: better no frame than an invented one.
    private boolean scan() {
        Optional<Symbol> function = symbols.symbolAt(pc).filter(Symbol::function);
        long start = stackPointer();
        if (function.isEmpty() || start == 0 || nextDelivery < deliveries.size()) {
            return false;
        }
        GuestMemory.Block block =
                memory.read(AddressKind.LINEAR, vcpu, stackLinear(start), MOST_WORDS * width);
        int readable = block.run(0);
        for (int at = 0; at + width <= readable; at += width) {
            long word = GuestMemory.littleEndian(block.bytes(), at, width);
            if (calls(word, function.get().address())) {
                step(word, framePointer(), start + at + width, "stack scan");
                return true;
            }
        }
        return false;
    }

    private boolean calls(long offset, long target) {
        long address = linear(offset);
        int length = width == 2 ? 3 : 5;
        if (offset == 0 || symbols.symbolAt(address).isEmpty()) {
            return false;
        }
        CodeWindow.Code call = code.at(address - length);
        if (call.length() != length || call.bytes().length == 0) {
            return false;
        }
        byte[] bytes = call.bytes();
        if ((bytes[0] & 0xFF) != NEAR_CALL) {
            return false;
        }
        long distance =
                length == 3
                        ? (short) GuestMemory.littleEndian(bytes, 1, 2)
                        : (int) GuestMemory.littleEndian(bytes, 1, 4);
        return linear(cut(offset + distance)) == target;
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
                        "delivery",
                        null));
        pc = delivery.returnLinear();
        general[VcpuState.RSP] = returnStack(delivery);
        known &= ~(1 << VcpuState.RSP);
        known |= general[VcpuState.RSP] == 0 ? 0 : 1 << VcpuState.RSP;
        called = false;
        add(
                "%04x:%04x (linear %s)"
                        .formatted(
                                delivery.returnCs(), delivery.returnRip(), MemoryReference.hex(pc)),
                "delivery");
        return true;
    }

    /// The stack pointer before a delivery (SDM volume 3, 6.12.1 and 6.14.2): 64-bit code always
    /// pushes it, other code only with a change of ring. 0 where it cannot be told.
    private long returnStack(Delivery delivery) {
        if (state.codeSize() == CodeSize.BITS_16) {
            return 0;
        }
        boolean error = !delivery.external() && Vector.hasErrorCode(delivery.vector());
        long behind = delivery.handlerRsp() + (error ? 4L : 3L) * width;
        boolean pushed = width == 8 || (delivery.returnCs() & 3) != state.cpl();
        return pushed ? read(behind).orElse(0L) : cut(behind);
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

    /// Whether an offset may be a return address: behind a CALL, or in code with a name.
    private boolean isCode(long offset) {
        return followsCall(offset) || symbols.symbolAt(linear(offset)).isPresent();
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
