package dev.ringside.adapter.source;

import java.util.List;
import java.util.Optional;

/// Symbols and lines of everything loaded, by linear address. Immutable, thread-safe.
public interface SymbolTable {
    /// The line table's row that covers an address.
    Optional<LineRange> lineAt(long address);

    /// Rows for a line, or of the next line that has code, lowest address first.
    ///
    /// @param path as the editor names the file; matched exactly, then by `sourceMap`, then by the
    ///   longest suffix
    List<LineRange> rowsFor(String path, int line);

    /// Lines of a file that have code, ascending.
    List<Integer> linesWithCode(String path);

    /// Paths of all source files, absolute where found.
    List<String> sources();

    /// The path in the debug information that comes nearest to one that matches nothing.
    Optional<String> nearestSource(String path);

    /// The symbol whose range, or else whose nearest start below, holds an address.
    Optional<Symbol> symbolAt(long address);

    /// A symbol by its exact name.
    Optional<Symbol> symbol(String name);

    /// Symbols whose names begin with `prefix`, at most `limit`.
    List<Symbol> symbolsStartingWith(String prefix, int limit);

    /// Functions, variables, types and frames.
    default DebugInformation debug() {
        return DebugInformation.NONE;
    }

    /// The code that a program's file has at an address.
    ///
    /// @param length bytes at most
    /// @return empty where no file says, or it cannot be read any more
    default byte[] code(long address, int length) {
        return new byte[0];
    }

    /// What was read from where, and what was left out and why; one line each.
    List<String> notes();

    /// The files that were read.
    List<LoadedModule> modules();
}
