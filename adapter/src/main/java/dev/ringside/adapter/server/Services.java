package dev.ringside.adapter.server;

import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.session.Symbols;
import dev.ringside.adapter.session.Target;
import dev.ringside.engine.disassemble.Disassembler;
import java.util.function.Supplier;

/// What a session needs of the rest of the program.
///
/// @param disassembler one for each session: it is not thread-safe
public record Services(
        Target.Factory targets,
        Symbols.Loader symbols,
        Supplier<Disassembler> disassembler,
        AttachPoint attach) {}
