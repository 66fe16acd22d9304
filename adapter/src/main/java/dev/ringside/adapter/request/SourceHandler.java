package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.lsp4j.debug.SourceArguments;
import org.eclipse.lsp4j.debug.SourceResponse;

/// The text of a source file that the debug information names, and of no other file.
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
}
