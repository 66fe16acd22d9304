package dev.ringside.engine.x86.translate;

import java.util.concurrent.Executor;

/// When regions are made, and by whom.
///
/// @param executor runs what makes classes; may run it at once, or drop it when it has too much to
///   do
/// @param threshold heat of an [EntryPoint] from which on a region is asked for
public record RegionBuilder(Executor executor, int threshold) {}
