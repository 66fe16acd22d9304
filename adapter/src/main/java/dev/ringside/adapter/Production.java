package dev.ringside.adapter;

import dev.ringside.adapter.server.Services;
import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.session.LaunchOptions;
import dev.ringside.adapter.session.MachineTarget;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.adapter.source.SymbolTables;
import dev.ringside.engine.disassemble.Capstone;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The real parts behind a session: engine, symbol reader, Capstone.
final class Production {
    private Production() {}

    static Services services(AttachPoint attach) {
        return new Services(
                MachineTarget::create,
                Production::symbols,
                Capstone::open,
                Capstone::warmUp,
                attach);
    }

    static SymbolTable symbols(LaunchOptions options) throws SessionException {
        try {
            return SymbolTables.load(
                    options.symbols(),
                    Path.of(options.program()),
                    options.loadAddress(),
                    options.sourceMap());
        } catch (InvalidPathException e) {
            throw new SessionException("'%s' is no file name.".formatted(options.program()));
        }
    }
}
