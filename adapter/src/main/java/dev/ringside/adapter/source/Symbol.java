package dev.ringside.adapter.source;

/// A named address.
///
/// @param size bytes, 0 where unknown
/// @param function code rather than data
public record Symbol(String name, long address, long size, boolean function) {}
