/// Addresses to source lines and names, and back.
///
/// [SymbolTables] looks at each file's first bytes and hands it to a reader: [ElfLoader] (symbols,
/// and lines by [DwarfLoader]), [ListingLoader] for what [NasmListing] and [GasListing] read, or
/// [NasmMap]. Readers give what they find to [SymbolCollector], which makes one immutable
/// [SymbolTable] of it.
///
/// [DebugInformation] answers what variables, types, inlined functions and frames there are. It
/// keeps the debug sections and reads them as it is asked: [DwarfFile] has the units, [Die] one
/// entry, [DwarfIndex] finds functions by address and names (one pass, at the first name),
/// [ScopeReader] reads a function, [DwarfTypes] a type, [CallFrames] the rules of unwinding.
/// [LocationProgram] is a decoded DWARF expression: immutable, so that conditions may run it on a
/// VCPU's thread.
///
/// *Row*: the code from one address to the next, and the line it came from. *Statement row*: one
/// where a breakpoint may stand. *Bias*: what is added to a file's addresses to bind it elsewhere.
///
/// Every file is untrusted. A reader checks each offset and count before it uses it, throws
/// [SymbolFormatException] for what cannot be, and so loses its own part only; memory and time stay
/// in proportion to the file's size, [SymbolCollector] sets the limits.
///
/// To add a format: write a reader that gives rows and symbols to a collector, recognise the file
/// in `SymbolTables.format`, add a small file to the fuzz test's list.
@NullMarked
package dev.ringside.adapter.source;

import org.jspecify.annotations.NullMarked;
