package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CodeScope;
import dev.ringside.adapter.source.FrameState;
import dev.ringside.adapter.source.ScopeVariable;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.adapter.source.UnwindRow;
import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.EvaluationContext;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one frame's function sees: its registers, as far as they are known, and its variables.
/// Belongs to the session's thread.
final class FrameContext implements EvaluationContext, FrameState {
    private final Debugger debugger;
    private final SymbolTable symbols;
    private final int vcpu;
    private final VcpuState now;
    private final long[] general;
    private final int known;
    private final long pc;
    private final long lookup;
    private final List<CodeScope> scopes;
    private @Nullable VcpuState own;

    /// @param now the VCPU's registers
    /// @param general the frame's own
    /// @param known one bit a register
    /// @param pc linear address
    /// @param lookup the address that lines and variables are looked up by: of a caller, one in its
    ///   call instruction
    /// @param scopes of the function (which may be inlined), then its blocks
    FrameContext(
            Debugger debugger,
            SymbolTable symbols,
            int vcpu,
            VcpuState now,
            long[] general,
            int known,
            long pc,
            long lookup,
            List<CodeScope> scopes) {
        this.debugger = debugger;
        this.symbols = symbols;
        this.vcpu = vcpu;
        this.now = now;
        this.general = general;
        this.known = known;
        this.pc = pc;
        this.lookup = lookup;
        this.scopes = List.copyOf(scopes);
    }

    /// The innermost frame of a VCPU as it stands.
    static FrameContext top(Debugger debugger, SymbolTable symbols, int vcpu) {
        VcpuState state = debugger.state(vcpu);
        long pc = state.linearRip();
        FrameContext plain =
                new FrameContext(
                        debugger,
                        symbols,
                        vcpu,
                        state,
                        state.gpr.clone(),
                        FrameRegisters.ALL_KNOWN,
                        pc,
                        pc,
                        List.of());
        List<CodeScope> chain = symbols.debug().scopesAt(pc);
        return chain.isEmpty() || !plain.described() ? plain : plain.with(innermost(chain));
    }

    private static List<CodeScope> innermost(List<CodeScope> chain) {
        int from = chain.size() - 1;
        while (from > 0 && chain.get(from).kind() == CodeScope.Kind.BLOCK) {
            from--;
        }
        return chain.subList(from, chain.size());
    }

    /// The same frame with other scopes: an inlined call of its own code.
    FrameContext with(List<CodeScope> others) {
        return new FrameContext(debugger, symbols, vcpu, now, general, known, pc, lookup, others);
    }

    /// Whether the code that runs is as wide as the debug information at the PC says.
    boolean described() {
        int size = symbols.debug().addressSize(lookup);
        return size == 0 || (size == 8) == wide();
    }

    SymbolTable symbols() {
        return symbols;
    }

    Debugger debugger() {
        return debugger;
    }

    long lookup() {
        return lookup;
    }

    long[] general() {
        return general;
    }

    /// Whether its registers are the VCPU's.
    boolean isInnermost() {
        return known == FrameRegisters.ALL_KNOWN;
    }

    boolean knows(int register) {
        return (known & 1 << register) != 0;
    }

    List<CodeScope> scopes() {
        return scopes;
    }

    /// Variables of its function that are visible at the PC, parameters first, outer blocks before
    /// inner ones.
    List<ScopeVariable> locals() {
        List<ScopeVariable> all = new ArrayList<>();
        scopes.forEach(scope -> all.addAll(scope.variables()));
        return all;
    }

    /// The innermost of a name.
    Optional<ScopeVariable> local(String name) {
        for (int i = scopes.size() - 1; i >= 0; i--) {
            for (ScopeVariable variable : scopes.get(i).variables()) {
                if (variable.name().equals(name)) {
                    return Optional.of(variable);
                }
            }
        }
        return Optional.empty();
    }

    boolean wide() {
        return now.codeSize() == CodeSize.BITS_64;
    }

    /// The VCPU's registers with this frame's in their place.
    @Override
    public VcpuState state() {
        if (isInnermost()) {
            return now;
        }
        VcpuState state = own;
        if (state == null) {
            state = now.copy();
            System.arraycopy(general, 0, state.gpr, 0, state.gpr.length);
            state.rip = PcText.offset(now, pc);
            own = state;
        }
        return state;
    }

    @Override
    public int vcpu() {
        return vcpu;
    }

    @Override
    public int errorCode() {
        return 0;
    }

    @Override
    public long read(AddressKind kind, long address, int size) {
        byte[] bytes = new byte[size];
        if (debugger.read(kind, vcpu, address, bytes, 0, size) < size) {
            throw new ZxException(
                    ZxStatus.NOT_FOUND, "no memory at " + MemoryReference.hex(address));
        }
        return GuestMemory.littleEndian(bytes, 0, size);
    }

    @Override
    public long register(int number) throws UnavailableException {
        int index = FrameRegisters.general(number, wide());
        if (index < 0) {
            if (!isInnermost()) {
                throw new UnavailableException("in a register that was not saved");
            }
            return FrameRegisters.read(now, number);
        }
        if (!knows(index)) {
            throw new UnavailableException("in a register that was not saved");
        }
        return wide() ? general[index] : general[index] & 0xFFFFFFFFL;
    }

    @Override
    public long canonicalFrameAddress() throws UnavailableException {
        Optional<UnwindRow> row = symbols.debug().unwindAt(lookup);
        if (row.isEmpty()) {
            throw new UnavailableException("no rule says where the frame is");
        }
        return row.get().frameAddress(this);
    }

    @Override
    public long read(long address, int size) throws UnavailableException {
        try {
            return read(AddressKind.LINEAR, address, size);
        } catch (ZxException e) {
            throw new UnavailableException(
                    "no memory at %s".formatted(MemoryReference.hex(address)));
        }
    }
}
