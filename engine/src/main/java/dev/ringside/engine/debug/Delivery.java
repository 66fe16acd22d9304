package dev.ringside.engine.debug;

/// An interrupt or exception whose handler has not returned.
///
/// @param external came by INTR, not from an instruction
/// @param returnCs selector the handler returns to
/// @param returnRip offset it returns to
/// @param handlerRsp RSP at the handler's first instruction
public record Delivery(
        int vector,
        int errorCode,
        boolean external,
        int returnCs,
        long returnRip,
        long returnLinear,
        long handlerRsp) {}
