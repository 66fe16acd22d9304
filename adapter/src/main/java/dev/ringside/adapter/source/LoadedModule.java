package dev.ringside.adapter.source;

/// A file that symbols or lines came from.
///
/// @param format `ELF64`, `NASM listing`, …
/// @param symbols how many
/// @param lines line-table rows
/// @param first lowest address, inclusive; 0 like `last` where there are no addresses
/// @param last highest address, inclusive
public record LoadedModule(
        String name, String path, String format, int symbols, int lines, long first, long last) {}
