package dev.ringside.adapter.request;

import dev.ringside.adapter.session.CodeWindow;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.Listing;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.PcText;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Texts;
import dev.ringside.adapter.source.SourceLocation;
import dev.ringside.adapter.source.SymbolTable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.debug.DisassembleResponse;
import org.eclipse.lsp4j.debug.DisassembledInstruction;
import org.eclipse.lsp4j.debug.DisassembledInstructionPresentationHint;
import org.jspecify.annotations.Nullable;

/// Disassembles by the mode CS has now; exactly as many rows as asked for.
public final class DisassembleHandler
        implements RequestHandler<Wire.Disassemble, DisassembleResponse> {
    private final DebugSession session;
    private final Sources sources;

    DisassembleHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    @Override
    public DisassembleResponse handle(Wire.Disassemble arguments) throws SessionException {
        String reference = Arguments.required("memoryReference", arguments.memoryReference());
        long count = Arguments.required("instructionCount", arguments.instructionCount());
        BigInteger base =
                MemoryReference.parseUnbounded(reference)
                        .add(BigInteger.valueOf(Wire.orZero(arguments.offset())));
        Inspector inspector = session.inspectStopped();
        List<Listing.Row> rows =
                inspector
                        .listing(session.run().currentVcpu())
                        .rows(base, Wire.orZero(arguments.instructionOffset()), count);
        DisassembleResponse response = new DisassembleResponse();
        response.setInstructions(show(rows, inspector.symbols()));
        return response;
    }

    private DisassembledInstruction[] show(List<Listing.Row> rows, SymbolTable symbols) {
        List<DisassembledInstruction> shown = new ArrayList<>(rows.size());
        SourceLocation before = null;
        for (Listing.Row row : rows) {
            DisassembledInstruction instruction = new DisassembledInstruction();
            CodeWindow.Code code = row.code();
            if (code == null) {
                instruction.setAddress(address(row.address()));
                instruction.setInstruction("");
                instruction.setPresentationHint(DisassembledInstructionPresentationHint.INVALID);
            } else {
                fill(instruction, code, symbols);
                before = locate(instruction, code, symbols, before);
            }
            shown.add(instruction);
        }
        return shown.toArray(DisassembledInstruction[]::new);
    }

    /// Clients parse addresses as numbers; hexadecimal has no minus sign there.
    private static String address(BigInteger address) {
        return address.signum() < 0 ? address.toString() : "0x" + address.toString(16);
    }

    private static void fill(
            DisassembledInstruction shown, CodeWindow.Code code, SymbolTable symbols) {
        shown.setAddress(MemoryReference.hex(code.address()));
        shown.setInstruction(code.text());
        if (code.readable()) {
            shown.setInstructionBytes(Texts.bytes(code.bytes()));
        } else {
            shown.setPresentationHint(DisassembledInstructionPresentationHint.INVALID);
        }
        PcText.symbol(symbols, code.address()).ifPresent(shown::setSymbol);
    }

    /// A row without location continues the one before: it is set where it changes.
    private @Nullable SourceLocation locate(
            DisassembledInstruction shown,
            CodeWindow.Code code,
            SymbolTable symbols,
            @Nullable SourceLocation before) {
        SourceLocation here =
                symbols.lineAt(code.address()).map(row -> row.location()).orElse(null);
        if (here != null && !here.equals(before)) {
            if (before == null || !before.path().equals(here.path())) {
                shown.setLocation(sources.source(here));
            }
            shown.setLine(sources.line(here.line()));
        }
        return here == null ? before : here;
    }
}
