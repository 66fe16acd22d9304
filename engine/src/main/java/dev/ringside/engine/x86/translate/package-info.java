/// The second tier: hot regions of guest code as methods of hidden classes.
///
/// Words of our own:
/// - *region*: basic blocks that are reached from one entry by direct branches, calls and returns
///   ([RegionPlan]); it may span pages that were fetched from.
/// - *path*: the most instructions that can retire before the next *checked edge*, where the region
///   looks whether another path fits into its limit. Edges that may close a cycle are checked.
/// - *shared instruction*: one that calls the interpreter's semantics from within a region.
///
/// A region changes nothing a guest can see but speed: the same accesses in the same order, the
/// same counts, the same faults. Whatever it does not do itself it leaves to the interpreter at an
/// instruction boundary: [dev.ringside.engine.x86.tlb.InterpretInstead] says so in mid-region.
///
/// Phases, one class each: [RegionPlanner] finds the blocks, [FlagLiveness] and [PathLengths]
/// analyse them, [RegionCompiler] writes the class file with the emitters, [RegionCode] is the
/// result.
///
/// To translate another instruction inline: a case in [InlineInstructions] and an emitter of its
/// group; what it does to flags and registers stands in [Effects]. All others that neither change
/// mode nor privilege nor segments are shared automatically.
@NullMarked
package dev.ringside.engine.x86.translate;

import org.jspecify.annotations.NullMarked;
