package dev.ringside.adapter.server;

import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.session.Symbols;
import dev.ringside.adapter.session.Target;
import dev.ringside.engine.disassemble.Disassembler;
import java.util.function.Supplier;

/// What a session needs of the rest of the program.
///
/// @param disassembler asked for when code is first shown
/// @param warmUp begins what a user will need soon, once the first stop is told
public record Services(
        Target.Factory targets,
        Symbols.Loader symbols,
        Supplier<Disassembler> disassembler,
        Runnable warmUp,
        AttachPoint attach) {}
