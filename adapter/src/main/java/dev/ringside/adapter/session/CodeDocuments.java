package dev.ringside.adapter.session;

import java.util.ArrayList;
import java.util.List;

/// The disassembly texts of a session, oldest first. Belongs to the session's thread.
public final class CodeDocuments {
    private static final int MOST = 100;

    private final List<CodeDocument> documents = new ArrayList<>();
    private int next = 1;

    /// A line of one of them.
    ///
    /// @param line from 1
    public record Place(CodeDocument document, int line) {}

    /// Where the instruction at an address is shown: in a text there is, or a new one.
    public Place place(long address, Inspector inspector, int vcpu) {
        for (int i = documents.size() - 1; i >= 0; i--) {
            int line = documents.get(i).line(address, inspector, vcpu);
            if (line > 0) {
                return new Place(documents.get(i), line);
            }
        }
        if (documents.size() == MOST) {
            documents.remove(0);
        }
        CodeDocument fresh = new CodeDocument(next++, address);
        documents.add(fresh);
        return new Place(fresh, 1);
    }

    /// @throws SessionException there is none, or no longer
    public CodeDocument get(int reference) throws SessionException {
        for (CodeDocument document : documents) {
            if (document.reference() == reference) {
                return document;
            }
        }
        throw new SessionException("There is no source %d (any more).".formatted(reference));
    }
}
