package dev.ringside.adapter.source;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What compilers say of functions, variables, types and frames. Read lazily: calls may take a
/// moment. What is damaged or not understood is missing, and [#troubles] says so.
///
/// One thread at a time; what it hands out says if more may use it. Addresses are linear.
public interface DebugInformation {
    /// Says nothing.
    DebugInformation NONE = new LoadedDebugInformation(List.of());

    /// The function at an address and the scopes in it that hold the address, outermost first;
    /// empty where nothing is known.
    List<CodeScope> scopesAt(long pc);

    /// Variables outside functions of the file that the code at an address came from, by name.
    List<ScopeVariable> globalsAt(long pc);

    /// A variable outside functions by its name; one of the source file at `pc` goes first.
    Optional<ScopeVariable> global(String name, long pc);

    /// A type by its name: `struct NAME`, `union NAME`, `enum NAME`, or a plain name.
    Optional<CType> type(String name);

    /// Where a function begins, by its name in the source: compilers name its copies otherwise.
    OptionalLong function(String name);

    /// The value of an enumerator.
    OptionalLong enumerator(String name);

    /// How to unwind from an address.
    ///
    /// @return thread-safe rules
    Optional<UnwindRow> unwindAt(long pc);

    /// 4 or 8: the pointers of the code at an address, or of all that is loaded; 0 if unknown.
    int addressSize(long pc);

    /// What was left out and why.
    List<String> troubles();
}
