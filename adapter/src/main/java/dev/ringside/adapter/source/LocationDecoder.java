package dev.ringside.adapter.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decodes the bytes of a DWARF expression (DWARF 5, 7.7.1).
final class LocationDecoder {
    private static final int MAXIMUM_LENGTH = 1 << 16;

    /// What an expression's addresses and types depend on.
    ///
    /// @param unit null for the rules of unwinding, which know no types
    /// @param bias added to addresses
    record Surroundings(@Nullable DwarfUnit unit, int addressSize, int offsetSize, long bias) {}

    private final ByteReader in;
    private final Surroundings around;
    private final List<Integer> starts = new ArrayList<>();

    private LocationDecoder(byte[] bytes, Surroundings around) {
        this.in = new ByteReader(bytes, "a location");
        this.around = around;
    }

    static LocationProgram decode(
            byte[] bytes, Surroundings around, @Nullable LocationProgram frameBase)
            throws SymbolFormatException, IOException {
        if (bytes.length > MAXIMUM_LENGTH) {
            throw new SymbolFormatException("a location of more than 64 KB");
        }
        return new LocationDecoder(bytes, around).all(frameBase);
    }

    private LocationProgram all(@Nullable LocationProgram frameBase)
            throws SymbolFormatException, IOException {
        List<LocationProgram.Operation> operations = new ArrayList<>();
        while (in.hasRemaining()) {
            starts.add(in.position());
            operations.add(operation(in.u8()));
        }
        starts.add(in.position());
        for (int i = 0; i < operations.size(); i++) {
            LocationProgram.Operation o = operations.get(i);
            if (o.code() == Op.BRA || o.code() == Op.SKIP) {
                int target = java.util.Collections.binarySearch(starts, (int) o.first());
                if (target < 0) {
                    throw new SymbolFormatException("a location branches into an operation");
                }
                operations.set(
                        i, new LocationProgram.Operation(o.code(), 0, 0, null, target, null));
            }
        }
        return LocationProgram.of(operations, around.addressSize, frameBase);
    }

    private LocationProgram.Operation operation(int code)
            throws SymbolFormatException, IOException {
        return switch (code) {
            case Op.ADDR -> plain(code, in.unsigned(around.addressSize) + around.bias);
            case Op.CONST1U, Op.PICK, Op.DEREF_SIZE, Op.XDEREF_SIZE -> plain(code, in.u8());
            case Op.CONST1S -> plain(code, (byte) in.u8());
            case Op.CONST2U, Op.CALL2 -> plain(code, in.u16());
            case Op.CONST2S -> plain(code, (short) in.u16());
            case Op.CONST4U, Op.CALL4 -> plain(code, in.u32());
            case Op.CONST4S -> plain(code, in.u32() << 32 >> 32);
            case Op.CONST8U, Op.CONST8S -> plain(code, in.u64());
            case Op.CONSTU, Op.PLUS_UCONST, Op.REGX, Op.PIECE -> plain(code, in.uleb());
            case Op.CONSTS, Op.FBREG -> plain(code, in.sleb());
            case Op.BREGX -> two(code, in.uleb(), in.sleb());
            case Op.BIT_PIECE -> two(code, in.uleb(), in.uleb());
            case Op.BRA, Op.SKIP -> {
                int distance = (short) in.u16();
                yield plain(code, in.position() + distance);
            }
            case Op.IMPLICIT_VALUE, Op.ENTRY_VALUE, Op.GNU_ENTRY_VALUE ->
                    new LocationProgram.Operation(code, 0, 0, in.bytes(in.uleb()), 0, null);
            case Op.CALL_REF -> plain(code, in.unsigned(around.offsetSize));
            case Op.IMPLICIT_POINTER, Op.GNU_IMPLICIT_POINTER ->
                    two(code, in.unsigned(around.offsetSize), in.sleb());
            case Op.ADDRX, Op.GNU_ADDR_INDEX -> plain(Op.ADDR, indexed(in.uleb()) + around.bias);
            case Op.CONSTX, Op.GNU_CONST_INDEX -> plain(Op.CONSTU, indexed(in.uleb()));
            case Op.GNU_PARAMETER_REF -> plain(code, in.u32());
            default -> typed(code);
        };
    }

    private LocationProgram.Operation typed(int code) throws SymbolFormatException, IOException {
        return switch (code) {
            case Op.CONST_TYPE, Op.GNU_CONST_TYPE -> {
                CType.Base type = type(in.uleb());
                byte[] bytes = in.bytes(in.u8());
                long value = 0;
                for (int i = Math.min(8, bytes.length) - 1; i >= 0; i--) {
                    value = value << 8 | bytes[i] & 0xFF;
                }
                yield new LocationProgram.Operation(Op.CONST_TYPE, value, 0, null, 0, type);
            }
            case Op.REGVAL_TYPE, Op.GNU_REGVAL_TYPE -> {
                long register = in.uleb();
                CType.Base type = type(in.uleb());
                yield new LocationProgram.Operation(Op.REGVAL_TYPE, register, 0, null, 0, type);
            }
            case Op.DEREF_TYPE, Op.GNU_DEREF_TYPE -> {
                int size = in.u8();
                CType.Base type = type(in.uleb());
                yield new LocationProgram.Operation(Op.DEREF_TYPE, size, 0, null, 0, type);
            }
            case Op.CONVERT, Op.GNU_CONVERT ->
                    new LocationProgram.Operation(Op.CONVERT, 0, 0, null, 0, type(in.uleb()));
            case Op.REINTERPRET, Op.GNU_REINTERPRET ->
                    new LocationProgram.Operation(Op.REINTERPRET, 0, 0, null, 0, type(in.uleb()));
            default -> {
                if (code >= Op.BREG0 && code <= Op.BREG31) {
                    yield two(Op.BREGX, code - Op.BREG0, in.sleb());
                }
                yield plain(code, 0);
            }
        };
    }

    private static LocationProgram.Operation plain(int code, long operand) {
        return two(code, operand, 0);
    }

    private static LocationProgram.Operation two(int code, long first, long second) {
        return new LocationProgram.Operation(code, first, second, null, 0, null);
    }

    private long indexed(long index) throws SymbolFormatException, IOException {
        DwarfUnit unit = around.unit;
        if (unit == null) {
            throw new SymbolFormatException("an index into a unit's table, without unit");
        }
        return unit.addressAt(index);
    }

    /// The base type at an offset of the unit; 0 is the generic type, null.
    private CType.@Nullable Base type(long offset) throws SymbolFormatException, IOException {
        DwarfUnit unit = around.unit;
        if (offset == 0 || unit == null) {
            return null;
        }
        Die die = unit.at(unit.start + offset);
        boolean base = die.tag() == DwarfTag.BASE_TYPE;
        return base && DwarfTypes.base(die) instanceof CType.Base type ? type : null;
    }
}
