package dev.ringside.adapter.session;

import dev.ringside.adapter.source.LineRange;
import dev.ringside.adapter.source.ScopeVariable;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.disassemble.Disassembler;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import java.util.function.Supplier;

/// What can be looked at in one machine. Belongs to the session's thread.
public final class Inspector {
    private final Debugger debugger;
    private final SymbolTable symbols;
    private final Supplier<Disassembler> disassembler;
    private final GuestMemory memory;

    Inspector(Debugger debugger, SymbolTable symbols, Supplier<Disassembler> disassembler) {
        this.debugger = debugger;
        this.symbols = symbols;
        this.disassembler = disassembler;
        this.memory = new GuestMemory(debugger);
    }

    public Debugger debugger() {
        return debugger;
    }

    public SymbolTable symbols() {
        return symbols;
    }

    public GuestMemory memory() {
        return memory;
    }

    public VcpuState state(int vcpu) {
        return debugger.state(vcpu);
    }

    /// @throws SessionException no such VCPU
    public int vcpu(int threadId) throws SessionException {
        int vcpu = threadId - 1;
        if (vcpu < 0 || vcpu >= debugger.vcpuCount()) {
            throw new SessionException(
                    "There is no thread %d; the VCPUs are 1 to %d."
                            .formatted(threadId, debugger.vcpuCount()));
        }
        return vcpu;
    }

    /// Instructions as this VCPU would read them now.
    public CodeWindow code(int vcpu) {
        return new CodeWindow(memory, disassembler, symbols, vcpu, debugger.state(vcpu));
    }

    /// The same for a listing.
    public Listing listing(int vcpu) {
        return new Listing(code(vcpu), symbols);
    }

    public List<Frame> frames(int vcpu) {
        VcpuState state = debugger.state(vcpu);
        CodeWindow code = new CodeWindow(memory, disassembler, symbols, vcpu, state);
        return new BackTrace(debugger, symbols, code, vcpu, state, debugger.deliveries(vcpu))
                .walk();
    }

    /// Expressions over the innermost frame of a VCPU.
    public Evaluator evaluator(int vcpu) {
        return evaluator(FrameContext.top(debugger, symbols, vcpu));
    }

    /// Expressions over one frame.
    public Evaluator evaluator(Frame frame) {
        Frame.View view = frame.view();
        return view == null ? evaluator(frame.vcpu()) : evaluator(view.context());
    }

    private Evaluator evaluator(FrameContext frame) {
        return new Evaluator(debugger, frame, address -> code(frame.vcpu()).at(address).text());
    }

    /// Variables of a frame's function: its parameters, its others, or those outside functions of
    /// its source file.
    public List<Variable> variables(Frame frame, VariableKind kind) {
        Frame.View view = frame.view();
        if (view == null) {
            return List.of();
        }
        TypedVariables variables = new TypedVariables(view.context());
        return kind == VariableKind.GLOBAL
                ? variables.globals()
                : variables.locals(kind == VariableKind.ARGUMENT);
    }

    /// Names of the variables that the innermost frame of a VCPU sees.
    public List<String> localNames(int vcpu) {
        return FrameContext.top(debugger, symbols, vcpu).locals().stream()
                .map(ScopeVariable::name)
                .distinct()
                .toList();
    }

    /// Which variables of a frame.
    public enum VariableKind {
        ARGUMENT,
        LOCAL,
        GLOBAL
    }

    public RegisterTree registers(int vcpu) {
        return new RegisterTree(debugger, vcpu);
    }

    public MachineTables tables(int vcpu) {
        return new MachineTables(debugger, symbols, vcpu);
    }

    /// Whether one instruction fills the whole row of the line table at `pc`.
    public boolean fillsLine(int vcpu, long pc) {
        return symbols.lineAt(pc)
                .map(row -> row.first() == pc && length(row) == code(vcpu).at(pc).length())
                .orElse(false);
    }

    private static long length(LineRange row) {
        return row.last() - row.first() + 1;
    }
}
