package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Variable;
import java.util.List;
import org.eclipse.lsp4j.debug.VariablesArguments;
import org.eclipse.lsp4j.debug.VariablesArgumentsFilter;
import org.eclipse.lsp4j.debug.VariablesResponse;

/// The children of a scope or a variable.
public final class VariablesHandler
        implements RequestHandler<VariablesArguments, VariablesResponse> {
    private final DebugSession session;

    public VariablesHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public VariablesResponse handle(VariablesArguments arguments) throws SessionException {
        session.inspectStopped();
        Variable parent =
                session.references().get(arguments.getVariablesReference(), Variable.class);
        Variable.Children children = parent.children();
        boolean indexed = arguments.getFilter() == VariablesArgumentsFilter.INDEXED;
        List<Variable> all = children == null || indexed ? List.of() : children.list();
        Integer start = arguments.getStart();
        Integer count = arguments.getCount();
        int from = Math.clamp(start == null ? 0 : start, 0, all.size());
        boolean rest = count == null || count <= 0;
        int to = rest ? all.size() : (int) Math.min(all.size(), (long) from + count);
        VariablesResponse response = new VariablesResponse();
        response.setVariables(
                all.subList(from, to).stream()
                        .map(v -> VariableView.of(v, session.references()))
                        .toArray(org.eclipse.lsp4j.debug.Variable[]::new));
        return response;
    }
}
