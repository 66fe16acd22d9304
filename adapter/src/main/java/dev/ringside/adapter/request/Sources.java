package dev.ringside.adapter.request;

import dev.ringside.adapter.session.Client;
import dev.ringside.adapter.session.CodeDocument;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.source.SourceLocation;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.eclipse.lsp4j.debug.Source;
import org.jspecify.annotations.Nullable;

/// Files and lines as this client writes them.
final class Sources {
    private final Client client;

    Sources(Client client) {
        this.client = client;
    }

    Source source(String path) {
        Source source = new Source();
        source.setName(DebugSession.fileName(path));
        source.setPath(client.features().pathUris() ? uri(path) : path);
        return source;
    }

    private static String uri(String path) {
        try {
            return Path.of(path).toUri().toString();
        } catch (InvalidPathException e) {
            // Debug information may name what is no file here.
            return path;
        }
    }

    /// A disassembly text; it has a number instead of a path.
    static Source code(CodeDocument document) {
        Source source = new Source();
        source.setName(document.name());
        source.setSourceReference(document.reference());
        source.setOrigin("disassembly");
        return source;
    }

    /// The number of a disassembly text, or 0 for a file.
    static int reference(@Nullable Source source) {
        Integer reference = source == null ? null : source.getSourceReference();
        return reference == null ? 0 : reference;
    }

    Source source(SourceLocation location) {
        return source(location.path());
    }

    /// @throws SessionException the client named no file
    String path(@Nullable Source source) throws SessionException {
        String path = source == null ? null : source.getPath();
        if (path == null || path.isBlank()) {
            throw new SessionException("The request names no source file (source.path).");
        }
        if (!path.startsWith("file:")) {
            return path;
        }
        try {
            return Path.of(URI.create(path)).toString();
        } catch (IllegalArgumentException e) {
            throw new SessionException("'%s' is no file URI.".formatted(path));
        }
    }

    /// A line of ours for the client.
    int line(int line) {
        return client.features().linesFrom1() ? line : line - 1;
    }

    /// A line of the client for us.
    int ownLine(int line) {
        return client.features().linesFrom1() ? line : line + 1;
    }

    /// A column of ours, where unknown means the first.
    int column(int column) {
        int known = Math.max(1, column);
        return client.features().columnsFrom1() ? known : known - 1;
    }

    /// A column of the client for us, from 1.
    int ownColumn(int column) {
        return client.features().columnsFrom1() ? column : column + 1;
    }
}
