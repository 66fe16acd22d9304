package dev.ringside.adapter.session;

import dev.ringside.adapter.source.Symbol;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.Optional;

/// Addresses of code as a reader of each mode writes them.
public final class PcText {
    /// Farther than this behind a symbol, naming it misleads.
    private static final long FAR = 0x10000;

    private PcText() {}

    /// `f000:fff0 (linear 0xfffffff0)` in 16-bit code, `0008:00100012` with a flat segment,
    /// `0xffffffff80100000` in 64-bit code.
    public static String of(VcpuState state) {
        return of(state, state.rip);
    }

    /// The same for another offset in the same code segment.
    public static String of(VcpuState state, long rip) {
        SegmentRegister cs = state.segment[SegmentRegister.CS];
        return switch (state.codeSize()) {
            case BITS_16 -> far(cs.selector, rip, 4, cs.base + rip & 0xFFFFFFFFL);
            case BITS_32 ->
                    cs.base == 0
                            ? "%04x:%08x".formatted(cs.selector, rip & 0xFFFFFFFFL)
                            : far(cs.selector, rip, 8, cs.base + rip & 0xFFFFFFFFL);
            case BITS_64 -> MemoryReference.hex(rip);
        };
    }

    /// `07c0:000a (linear 0x7c0a)`.
    static String far(int selector, long offset, int digits, long linear) {
        long shown = digits == 4 ? offset & 0xFFFFFFFFL : offset;
        return ("%04x:%0" + digits + "x (linear %s)")
                .formatted(selector, shown, MemoryReference.hex(linear));
    }

    /// `kmain+0x12`, or nothing where no symbol is near.
    public static Optional<String> symbol(SymbolTable symbols, long address) {
        Optional<Symbol> found = symbols.symbolAt(address);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long distance = address - found.get().address();
        long reach = found.get().size() > 0 ? found.get().size() : FAR;
        if (distance < 0 || distance >= reach) {
            return Optional.empty();
        }
        String name = found.get().name();
        return Optional.of(distance == 0 ? name : name + "+" + MemoryReference.hex(distance));
    }

    /// Symbol and address together, as far as there is a symbol.
    public static String full(SymbolTable symbols, VcpuState state) {
        String address = of(state);
        return symbol(symbols, state.linearRip()).map(s -> s + " " + address).orElse(address);
    }

    /// The offset in the code segment of a linear address.
    public static long offset(VcpuState state, long linear) {
        return state.codeSize() == CodeSize.BITS_64
                ? linear
                : linear - state.segment[SegmentRegister.CS].base & 0xFFFFFFFFL;
    }

    /// `real mode, 16-bit`, `protected mode, 32-bit, ring 0`, `long mode, 64-bit, ring 3`.
    public static String mode(VcpuState state) {
        int bits = state.codeSize().bits();
        if (!state.protectedMode()) {
            return "real mode, %d-bit".formatted(bits);
        }
        if (state.virtual8086()) {
            return "virtual-8086 mode";
        }
        String mode = !state.longMode() ? "protected" : bits == 64 ? "long" : "compatibility";
        String paging = (state.cr0 & VcpuState.CR0_PG) != 0 ? ", paging" : "";
        return "%s mode, %d-bit, ring %d%s".formatted(mode, bits, state.cpl(), paging);
    }
}
