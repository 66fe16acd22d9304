package dev.ringside.adapter.source;

/// A line of source text.
///
/// @param path absolute where the file was found, else as the debug information names it
/// @param line from 1
/// @param column from 1, or 0 where unknown
public record SourceLocation(String path, int line, int column) {}
