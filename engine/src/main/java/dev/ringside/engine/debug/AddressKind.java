package dev.ringside.engine.debug;

/// What an address means.
public enum AddressKind {
    LINEAR,
    PHYSICAL
}
