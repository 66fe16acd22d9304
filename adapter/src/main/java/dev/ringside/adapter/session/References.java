package dev.ringside.adapter.session;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Numbers that stand for frames and variables until the machine runs again. Not thread-safe.
///
/// A number is never given twice in a session, so that one from before a resume is recognised.
public final class References {
    private final Map<Integer, Object> objects = new HashMap<>();
    private int next = 1;
    private @Nullable Frame selected;

    /// @return above 0
    public int add(Object object) {
        objects.put(next, object);
        return next++;
    }

    /// @throws SessionException the number is not, or no longer, good
    public <T> T get(int reference, Class<T> type) throws SessionException {
        Object object = objects.get(reference);
        if (type.isInstance(object)) {
            return type.cast(object);
        }
        if (object == null && reference > 0 && reference < next) {
            throw new SessionException(
                    "Reference %d is from before the machine ran; ask again for the stack trace."
                            .formatted(reference));
        }
        throw new SessionException(
                "There is no %s with reference %d."
                        .formatted(Texts.lower(type.getSimpleName()), reference));
    }

    /// The frame that the console looks at; null: the innermost.
    public @Nullable Frame selected() {
        return selected;
    }

    /// Makes the console look at a frame.
    public void select(@Nullable Frame frame) {
        selected = frame;
    }

    /// Everything handed out so far is void.
    public void clear() {
        objects.clear();
        selected = null;
    }
}
