package dev.ringside.adapter.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Which lines of a NASM listing the assembler took. A listing also shows those that a false `%if`
/// leaves out and the bodies of macros and `%rep`, where labels and `org` mean nothing.
///
/// A condition we cannot evaluate counts as true, and so does one whose lines have bytes.
final class NasmConditions {
    private static final int MAXIMUM_DEPTH = 256;

    /// How a condition stands.
    private enum Branch {
        /// Taken, or not known.
        ACTIVE,
        /// Left out; a later branch may be taken.
        WAITING,
        /// Left out, since an earlier one was taken.
        DONE
    }

    private final Map<String, Long> constants;
    private final Set<String> defined = new HashSet<>();
    private final Deque<Branch> branches = new ArrayDeque<>();
    private int bodies;

    /// @param constants names of plain numbers, filled by the reader
    NasmConditions(Map<String, Long> constants) {
        this.constants = constants;
    }

    /// Takes a line in.
    ///
    /// @return whether its label and directive count
    boolean take(NasmStatement statement) {
        String operation = statement.operation();
        switch (operation) {
            case "%macro", "%imacro", "%rmacro", "%irmacro", "%rep" -> bodies++;
            case "%endmacro", "%endm", "%endrep" -> bodies = Math.max(0, bodies - 1);
            case "%endif" -> branches.poll();
            case "%else" -> alternative(true);
            case "%define", "%idefine", "%xdefine", "%assign" -> define(statement);
            default -> condition(operation, statement.operands());
        }
        return bodies == 0 && !operation.startsWith("%if") && active();
    }

    private boolean active() {
        return branches.stream().allMatch(branch -> branch == Branch.ACTIVE);
    }

    /// A line that should be left out has bytes: so it was not.
    void evidence() {
        bodies = 0;
        branches.removeIf(branch -> branch != Branch.ACTIVE);
    }

    private void define(NasmStatement statement) {
        if (active()) {
            defined.addAll(Text.parts(statement.operands(), " \t(").stream().limit(1).toList());
        }
    }

    private void condition(String operation, String operands) {
        if (operation.startsWith("%if") && branches.size() < MAXIMUM_DEPTH) {
            boolean taken = holds(operation.substring(3), operands);
            branches.push(taken ? Branch.ACTIVE : Branch.WAITING);
        } else if (operation.startsWith("%elif")) {
            alternative(holds(operation.substring(5), operands));
        }
    }

    private void alternative(boolean holds) {
        Branch before = branches.poll();
        if (before != null) {
            boolean taken = before == Branch.WAITING && holds;
            Branch left = before == Branch.WAITING ? Branch.WAITING : Branch.DONE;
            branches.push(taken ? Branch.ACTIVE : left);
        }
    }

    /// @param kind what stands behind `%if`: empty, `def`, `ndef`, …
    private boolean holds(String kind, String operands) {
        String name = operands.strip();
        return switch (kind) {
            case "" -> {
                OptionalLong value = ConstantExpression.evaluate(operands, constants);
                yield value.isEmpty() || value.getAsLong() != 0;
            }
            case "def" -> defined.contains(name);
            case "ndef" -> !defined.contains(name);
            default -> true;
        };
    }
}
