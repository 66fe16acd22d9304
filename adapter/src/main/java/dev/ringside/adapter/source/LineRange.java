package dev.ringside.adapter.source;

/// The code of one line-table row.
///
/// @param first linear address, inclusive
/// @param last inclusive
public record LineRange(SourceLocation location, long first, long last) {}
