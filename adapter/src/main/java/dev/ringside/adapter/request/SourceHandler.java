package dev.ringside.adapter.request;

import dev.ringside.adapter.session.CodeDocument;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.lsp4j.debug.SourceArguments;
import org.eclipse.lsp4j.debug.SourceResponse;

/// The text of a source file that the debug information names, and of no other file; or disassembly
/// as text.
public final class SourceHandler implements RequestHandler<SourceArguments, SourceResponse> {
    private static final long LONGEST = 16 << 20;

    private final DebugSession session;
    private final Sources sources;

    SourceHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    @Override
    public SourceResponse handle(SourceArguments arguments) throws SessionException {
        int reference = reference(arguments);
        if (reference > 0) {
            return code(session.documents().get(reference));
        }
        String path = sources.path(arguments.getSource());
        if (!session.inspect().symbols().sources().contains(path)) {
            throw new SessionException("The debug information names no file %s.".formatted(path));
        }
        try {
            Path file = Path.of(path);
            if (Files.size(file) > LONGEST) {
                throw new SessionException("%s is larger than 16 MiB.".formatted(path));
            }
            SourceResponse response = new SourceResponse();
            response.setContent(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            return response;
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new SessionException(
                    "%s cannot be read; a \"sourceMap\" can say where it lies now."
                            .formatted(path));
        }
    }

    private static int reference(SourceArguments arguments) {
        int inside = Sources.reference(arguments.getSource());
        return inside > 0 ? inside : arguments.getSourceReference();
    }

    private SourceResponse code(CodeDocument document) throws SessionException {
        SourceResponse response = new SourceResponse();
        response.setContent(document.text(session.inspectStopped(), session.run().currentVcpu()));
        response.setMimeType("text/x-asm");
        return response;
    }
}
