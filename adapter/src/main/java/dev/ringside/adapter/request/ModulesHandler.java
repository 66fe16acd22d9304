package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.source.LoadedModule;
import java.util.List;
import org.eclipse.lsp4j.debug.Module;
import org.eclipse.lsp4j.debug.ModulesArguments;
import org.eclipse.lsp4j.debug.ModulesResponse;
import org.jspecify.annotations.Nullable;

/// The files symbols and lines were read from.
public final class ModulesHandler implements RequestHandler<ModulesArguments, ModulesResponse> {
    private final DebugSession session;

    public ModulesHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public ModulesResponse handle(ModulesArguments arguments) throws SessionException {
        List<LoadedModule> all = session.inspect().symbols().modules();
        int from = clamp(arguments.getStartModule(), all.size());
        Integer count = arguments.getModuleCount();
        boolean rest = count == null || count <= 0;
        int to = rest ? all.size() : (int) Math.min(all.size(), (long) from + count);
        ModulesResponse response = new ModulesResponse();
        response.setModules(
                all.subList(from, to).stream().map(ModulesHandler::show).toArray(Module[]::new));
        response.setTotalModules(all.size());
        return response;
    }

    private static int clamp(@Nullable Integer start, int size) {
        return start == null ? 0 : Math.clamp(start, 0, size);
    }

    private static Module show(LoadedModule module) {
        Module shown = new Module();
        shown.setId(module.path());
        shown.setName(module.name());
        shown.setPath(module.path());
        shown.setSymbolFilePath(module.path());
        shown.setSymbolStatus(
                "%s, %d symbols, %d lines"
                        .formatted(module.format(), module.symbols(), module.lines()));
        shown.setAddressRange(
                MemoryReference.hex(module.first()) + "-" + MemoryReference.hex(module.last()));
        return shown;
    }
}
