package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Frame;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Variable;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.debug.Scope;
import org.eclipse.lsp4j.debug.ScopePresentationHint;
import org.eclipse.lsp4j.debug.ScopesArguments;
import org.eclipse.lsp4j.debug.ScopesResponse;

/// Variables of the frame; registers and machine tables, the same for every frame of a VCPU.
public final class ScopesHandler implements RequestHandler<ScopesArguments, ScopesResponse> {
    private final DebugSession session;

    public ScopesHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public ScopesResponse handle(ScopesArguments arguments) throws SessionException {
        Inspector inspector = session.inspectStopped();
        Frame frame = session.references().get(arguments.getFrameId(), Frame.class);
        int vcpu = frame.vcpu();
        Scope registers = scope("Registers", () -> inspector.registers(vcpu).groups());
        registers.setPresentationHint(ScopePresentationHint.REGISTERS);
        Scope machine = scope("Machine", () -> inspector.tables(vcpu).all());
        machine.setExpensive(true);
        List<Scope> scopes = new ArrayList<>();
        if (frame.hasVariables()) {
            addVariables(scopes, inspector, frame);
        }
        scopes.add(registers);
        scopes.add(machine);
        ScopesResponse response = new ScopesResponse();
        response.setScopes(scopes.toArray(Scope[]::new));
        return response;
    }

    private void addVariables(List<Scope> scopes, Inspector inspector, Frame frame) {
        Scope locals =
                scope("Locals", () -> inspector.variables(frame, Inspector.VariableKind.LOCAL));
        locals.setPresentationHint(ScopePresentationHint.LOCALS);
        Scope arguments =
                scope(
                        "Arguments",
                        () -> inspector.variables(frame, Inspector.VariableKind.ARGUMENT));
        arguments.setPresentationHint(ScopePresentationHint.ARGUMENTS);
        Scope globals =
                scope("Globals", () -> inspector.variables(frame, Inspector.VariableKind.GLOBAL));
        globals.setExpensive(true);
        scopes.addAll(List.of(locals, arguments, globals));
    }

    private Scope scope(String name, Variable.Children children) {
        Scope scope = new Scope();
        scope.setName(name);
        scope.setVariablesReference(
                session.references().add(new Variable(name, "", "", null, null, children, null)));
        return scope;
    }
}
