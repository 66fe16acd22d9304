package dev.ringside.engine.debug;

import dev.ringside.engine.state.VcpuState;
import org.jspecify.annotations.Nullable;

/// A side-effect-free expression over registers, symbols and memory, parsed once and evaluated in
/// the engine.
///
/// ```
/// rax + 4 == 0x10 && cpl == 3      C's operators and precedence, without assignment; a single = is refused
/// byte [ds:si + 1]                 memory: byte, word, dword, qword; default the current operand width
/// [0x7c00]  word [es:di]           seg:off adds the segment's hidden base
/// 07c0:000a                        hexadecimal selector:offset, real-mode linear address
/// phys dword [0x1000]              guest-physical memory
/// cs.base  cs.limit  ss.sel        hidden parts
/// rflags.zf  cf  cpl  cpu  count   flags, privilege level, VCPU number, retired instructions
/// main + 4                         symbols
/// ```
public interface Expression {
    /// Parses `text`.
    ///
    /// @throws ExpressionException what is wrong, at which column
    static Expression parse(String text, SymbolResolver symbols) throws ExpressionException {
        return ExpressionParser.parse(text, symbols);
    }

    /// Its value; memory that cannot be read throws `ZxException` with `NOT_FOUND`.
    long evaluate(EvaluationContext context);

    /// Bytes of the value: 1, 2, 4 or 8; 0 for memory of the current operand width
    /// ([#operandWidth]).
    int size();

    /// What a memory operand without a size means: 2, 4 or 8 bytes in 16-, 32- and 64-bit code.
    static int operandWidth(VcpuState state) {
        return state.codeSize().bits() / 8;
    }

    /// Whether a comparison operator (`==` `!=` `<` `<=` `>` `>=`) holds for the sign of an order.
    static boolean holds(String operator, int order) {
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /// The low `size` bytes of a value; all of it for sizes 0 and 8.
    static long cut(long value, int size) {
        return size == 0 || size == 8 ? value : value & (1L << 8 * size) - 1;
    }

    /// What an assignment to this expression would write, or null where it is no place.
    @Nullable Target target();

    /// Something that can be written.
    sealed interface Target {
        /// @param name as in the register file: `rax`, `ah`, `cs`, `cr3`, `cf`
        record Register(String name) implements Target {}

        /// @param size bytes; 0: the current operand width
        record Memory(AddressKind kind, Expression address, int size) implements Target {}
    }
}
