package dev.ringside.adapter.console;

import dev.ringside.adapter.session.CodeWindow;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.PcText;
import dev.ringside.adapter.session.RunState;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.source.LineRange;
import dev.ringside.engine.state.VcpuState;

/// The place the machine stands at, in one line.
final class Where {
    private Where() {}

    static String text(ConsoleInput in) throws SessionException {
        if (in.session().state() == RunState.RUNNING) {
            return "The machine is running.";
        }
        Inspector inspector = in.session().inspectStopped();
        VcpuState state = inspector.state(in.vcpu());
        CodeWindow.Code code = inspector.code(in.vcpu()).at(state.linearRip());
        String line =
                inspector
                        .symbols()
                        .lineAt(state.linearRip())
                        .map(LineRange::location)
                        .map(l -> "  (%s:%d)".formatted(l.path(), l.line()))
                        .orElse("");
        return "%s: %s%s".formatted(PcText.full(inspector.symbols(), state), code.text(), line);
    }
}
