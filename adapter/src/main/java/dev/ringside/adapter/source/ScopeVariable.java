package dev.ringside.adapter.source;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A variable or parameter as the source has it.
public final class ScopeVariable {
    private final DwarfModule module;
    private final Die die;
    private final @Nullable Die function;
    private final String name;
    private final boolean parameter;
    private final CType.Reference type;

    /// @param function the entry of the function it stands in, which has the frame base; null for a
    ///   global
    ScopeVariable(DwarfModule module, Die die, @Nullable Die function)
            throws SymbolFormatException, IOException {
        this.module = module;
        this.die = die;
        this.function = function;
        this.name = die.name();
        this.parameter = die.tag() == DwarfTag.FORMAL_PARAMETER;
        this.type = module.types.typeOf(die);
    }

    public String name() {
        return name;
    }

    public boolean isParameter() {
        return parameter;
    }

    /// Whether it is one of a function; else it is global.
    public boolean isLocal() {
        return function != null;
    }

    /// Whether it has one place in the whole function, as without optimization: the function's
    /// first instructions make it good.
    public boolean isFixed() {
        return switch (die.form(DwarfAttribute.LOCATION)) {
            case DwarfForm.EXPRLOC, DwarfForm.BLOCK1, DwarfForm.BLOCK -> true;
            default -> false;
        };
    }

    public CType type() {
        return type.get();
    }

    /// Where it is while the PC stands at an address: to be asked any number of times, on any
    /// thread.
    ///
    /// @param pc linear address
    public Place at(long pc) {
        return module.place(die, function, pc);
    }

    /// Where a variable is, for frames that stand at one address. Immutable and thread-safe.
    public static final class Place {
        private final @Nullable LocationProgram program;
        private final @Nullable UnwindRow row;
        private final Location fixed;

        Place(LocationProgram program, @Nullable UnwindRow row) {
            this.program = program;
            this.row = row;
            this.fixed = Location.OPTIMIZED_OUT;
        }

        Place(Location fixed) {
            this.program = null;
            this.row = null;
            this.fixed = fixed;
        }

        public Location locate(FrameState frame) {
            return program == null ? fixed : program.locate(new WithRow(frame, row));
        }

        /// The place where it is one register plus a number: that register's number and the number.
        /// What conditions make fast.
        public Optional<Based> based() {
            LocationProgram p = program;
            return p == null ? Optional.empty() : p.based(row);
        }

        /// Whether it needs a place at all: false for what was optimized out everywhere.
        public boolean exists() {
            return program != null || !(fixed instanceof Location.Unavailable);
        }
    }

    /// Memory at a register plus a number, or without register (-1) at a fixed address.
    ///
    /// @param mask what the sum is cut to
    public record Based(int register, long offset, long mask) {}

    /// A frame that finds its frame address by the rules at its PC.
    private record WithRow(FrameState frame, @Nullable UnwindRow row) implements FrameState {
        @Override
        public long register(int number) throws UnavailableException {
            return frame.register(number);
        }

        @Override
        public long canonicalFrameAddress() throws UnavailableException {
            UnwindRow rules = row;
            return rules == null ? frame.canonicalFrameAddress() : rules.frameAddress(frame);
        }

        @Override
        public long read(long address, int size) throws UnavailableException {
            return frame.read(address, size);
        }
    }
}
