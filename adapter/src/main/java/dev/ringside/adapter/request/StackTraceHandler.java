package dev.ringside.adapter.request;

import dev.ringside.adapter.session.CodeDocuments;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Frame;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.PcText;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.source.LineRange;
import dev.ringside.adapter.source.SourceLocation;
import dev.ringside.adapter.source.SymbolTable;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.debug.StackFrame;
import org.eclipse.lsp4j.debug.StackFramePresentationHint;
import org.eclipse.lsp4j.debug.StackTraceArguments;
import org.eclipse.lsp4j.debug.StackTraceResponse;
import org.jspecify.annotations.Nullable;

/// The back trace of one VCPU.
public final class StackTraceHandler
        implements RequestHandler<StackTraceArguments, StackTraceResponse> {
    private final DebugSession session;
    private final Sources sources;

    StackTraceHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    @Override
    public StackTraceResponse handle(StackTraceArguments arguments) throws SessionException {
        Inspector inspector = session.inspectStopped();
        List<Frame> frames = inspector.frames(inspector.vcpu(arguments.getThreadId()));
        int from = clamp(arguments.getStartFrame(), 0, frames.size());
        Integer levels = arguments.getLevels();
        boolean all = levels == null || levels <= 0;
        int to = all ? frames.size() : (int) Math.min(frames.size(), (long) from + levels);
        StackTraceResponse response = new StackTraceResponse();
        response.setStackFrames(
                frames.subList(from, to).stream()
                        .map(frame -> show(frame, inspector.symbols()))
                        .toArray(StackFrame[]::new));
        response.setTotalFrames(frames.size());
        return response;
    }

    private static int clamp(@Nullable Integer value, int low, int high) {
        return value == null ? low : Math.clamp(value, low, high);
    }

    private StackFrame show(Frame frame, SymbolTable symbols) {
        StackFrame shown = new StackFrame();
        shown.setId(session.references().add(frame));
        if (frame.isLabel()) {
            shown.setName("[" + frame.label() + "]");
            shown.setPresentationHint(StackFramePresentationHint.LABEL);
            return shown;
        }
        SourceLocation call = frame.call();
        Optional<SourceLocation> line =
                call == null
                        ? symbols.lineAt(frame.lookup()).map(LineRange::location)
                        : Optional.of(call);
        String symbol =
                frame.function().isEmpty()
                        ? PcText.symbol(symbols, frame.pc()).orElse("")
                        : frame.function();
        shown.setName(name(frame, symbol, line.isPresent()));
        shown.setInstructionPointerReference(MemoryReference.hex(frame.pc()));
        if (line.isEmpty()) {
            showCode(frame, shown);
        }
        line.ifPresent(place -> {
            shown.setSource(sources.source(place));
            shown.setLine(sources.line(place.line()));
            shown.setColumn(sources.column(place.column()));
        });
        return shown;
    }

    /// Code without source is shown as a text of its own.
    private void showCode(Frame frame, StackFrame shown) {
        try {
            CodeDocuments.Place place =
                    session.documents().place(frame.pc(), session.inspect(), frame.vcpu());
            shown.setSource(Sources.code(place.document()));
            shown.setLine(sources.line(place.line()));
            shown.setColumn(sources.column(1));
        } catch (SessionException e) {
            // Without a machine there is no code; the frame stands by itself.
        }
    }

    private static String name(Frame frame, String symbol, boolean hasLine) {
        if (symbol.isEmpty()) {
            return frame.pcText();
        }
        return hasLine ? symbol : symbol + "  " + frame.pcText();
    }
}
