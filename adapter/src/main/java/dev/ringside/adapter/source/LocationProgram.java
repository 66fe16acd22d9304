package dev.ringside.adapter.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A DWARF expression, decoded (DWARF 5, 2.5 and 2.6). Immutable and thread-safe: conditions
/// evaluate it on a VCPU's thread.
final class LocationProgram {
    /// An operation with its operands.
    ///
    /// @param target of a branch: the operation's number
    /// @param type of a typed operation; null is the generic type
    record Operation(
            int code,
            long first,
            long second,
            byte @Nullable [] block,
            int target,
            CType.@Nullable Base type) {}

    final List<Operation> operations;
    final int addressSize;

    /// What `fbreg` starts from, or null.
    final @Nullable LocationProgram frameBase;

    private LocationProgram(
            List<Operation> operations, int addressSize, @Nullable LocationProgram frameBase) {
        this.operations = List.copyOf(operations);
        this.addressSize = addressSize;
        this.frameBase = frameBase;
    }

    static LocationProgram of(
            List<Operation> operations, int addressSize, @Nullable LocationProgram frameBase) {
        return new LocationProgram(new ArrayList<>(operations), addressSize, frameBase);
    }

    /// Where it says that something is.
    Location locate(FrameState frame) {
        try {
            return new LocationMachine(this, frame).run();
        } catch (FrameState.UnavailableException e) {
            return new Location.Unavailable("<%s>".formatted(e.getMessage()));
        }
    }

    /// The value it leaves on its stack.
    ///
    /// @param start what is on the stack before
    /// @throws FrameState.UnavailableException there is none
    long value(FrameState frame, long start) throws FrameState.UnavailableException {
        LocationMachine machine = new LocationMachine(this, frame);
        machine.push(start);
        return addressOf(machine.run(), frame);
    }

    /// The place where it is one register plus a number.
    ///
    /// @param row the rules at the address this holds for, or null
    Optional<ScopeVariable.Based> based(@Nullable UnwindRow row) {
        if (operations.size() != 1) {
            return Optional.empty();
        }
        Operation only = operations.getFirst();
        return switch (only.code()) {
            case Op.ADDR -> Optional.of(sum(-1, only.first()));
            case Op.BREGX -> Optional.of(sum((int) only.first(), only.second()));
            case Op.FBREG ->
                    base(row).map(base -> sum(base.register(), base.offset() + only.first()));
            default -> Optional.empty();
        };
    }

    private Optional<ScopeVariable.Based> base(@Nullable UnwindRow row) {
        LocationProgram base = frameBase;
        if (base == null || base.operations.size() != 1) {
            return Optional.empty();
        }
        Operation only = base.operations.getFirst();
        if (only.code() >= Op.REG0 && only.code() <= Op.REG31) {
            return Optional.of(sum(only.code() - Op.REG0, 0));
        }
        long[] simple = row == null ? null : row.simpleFrameAddress();
        return only.code() == Op.CALL_FRAME_CFA && simple != null
                ? Optional.of(sum((int) simple[0], simple[1]))
                : base.based(null);
    }

    private ScopeVariable.Based sum(int register, long offset) {
        return new ScopeVariable.Based(register, offset, addressSize == 4 ? 0xFFFFFFFFL : -1L);
    }

    /// A location as a number: what a frame base or a rule of unwinding means by it.
    static long addressOf(Location location, FrameState frame)
            throws FrameState.UnavailableException {
        return switch (location) {
            case Location.Memory(long address) -> address;
            case Location.Register(int number) -> frame.register(number);
            case Location.Value(long bits) -> bits;
            default -> throw new FrameState.UnavailableException("no address");
        };
    }
}
