package dev.ringside.adapter.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a function's entry and what stands inside it (DWARF 5, 3.3 to 3.5).
final class ScopeReader {
    private static final int MAXIMUM_DEPTH = 100;
    private static final int MAXIMUM_ENTRIES = 50_000;
    private static final int MAXIMUM_VARIABLES = 5_000;

    private final DwarfModule module;
    private final Die function;
    private final ByteReader in;
    private int entries;

    private ScopeReader(DwarfModule module, Die function) throws SymbolFormatException {
        this.module = module;
        this.function = function;
        this.in = function.unit.reader();
    }

    static CodeScope read(DwarfModule module, Die function)
            throws SymbolFormatException, IOException {
        ScopeReader reader = new ScopeReader(module, function);
        reader.in.seek(function.next);
        return reader.scope(function, 0);
    }

    /// @param die its children are next
    private CodeScope scope(Die die, int depth) throws SymbolFormatException, IOException {
        List<ScopeVariable> variables = new ArrayList<>();
        List<CodeScope> parts = new ArrayList<>();
        if (die.hasChildren()) {
            children(variables, parts, depth);
        }
        CodeScope.Kind kind =
                switch (die.tag()) {
                    case DwarfTag.SUBPROGRAM -> CodeScope.Kind.FUNCTION;
                    case DwarfTag.INLINED_SUBROUTINE -> CodeScope.Kind.INLINED;
                    default -> CodeScope.Kind.BLOCK;
                };
        AddressRanges ranges = AddressLists.ranges(die).plus(module.bias);
        boolean inlined = kind == CodeScope.Kind.INLINED;
        return new CodeScope(
                kind,
                kind == CodeScope.Kind.BLOCK ? "" : die.name(),
                module.key(die),
                ranges::contains,
                List.copyOf(variables),
                inlined ? module.callOf(die) : Optional.empty(),
                List.copyOf(parts));
    }

    private void children(List<ScopeVariable> variables, List<CodeScope> parts, int depth)
            throws SymbolFormatException, IOException {
        DwarfUnit unit = function.unit;
        for (Die die = unit.next(in); die != null; die = unit.next(in)) {
            if (entries++ == MAXIMUM_ENTRIES) {
                throw new SymbolFormatException(
                        "the function at 0x%x has more entries than can be"
                                .formatted(function.offset));
            }
            switch (die.tag()) {
                case DwarfTag.LEXICAL_BLOCK, DwarfTag.INLINED_SUBROUTINE -> {
                    if (depth < MAXIMUM_DEPTH) {
                        parts.add(scope(die, depth + 1));
                        continue;
                    }
                }
                case DwarfTag.VARIABLE, DwarfTag.FORMAL_PARAMETER -> {
                    if (variables.size() < MAXIMUM_VARIABLES) {
                        addVariable(die, variables);
                    }
                }
                default -> {
                    // Types, labels and calls: not asked for.
                }
            }
            if (die.hasChildren()) {
                DieWalk.passChildren(unit, in);
            }
        }
    }

    private void addVariable(Die die, List<ScopeVariable> variables)
            throws SymbolFormatException, IOException {
        ScopeVariable variable = new ScopeVariable(module, die, function);
        if (!variable.name().isEmpty()) {
            variables.add(variable);
        }
    }
}
