package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Screen;
import dev.ringside.adapter.session.SessionException;
import java.util.Base64;

/// `ringside/screen`, a request of our own: what the guest's text screen shows.
public final class ScreenHandler implements RequestHandler<Object, ScreenHandler.Body> {
    private final DebugSession session;

    public ScreenHandler(DebugSession session) {
        this.session = session;
    }

    /// @param lines one string a row
    /// @param attributes Base64, a byte a cell: background in the high nibble
    public record Body(
            int columns,
            int rows,
            java.util.List<String> lines,
            String attributes,
            int cursorRow,
            int cursorColumn) {}

    @Override
    public Body handle(Object arguments) throws SessionException {
        Screen screen = session.target().screen();
        return new Body(
                screen.columns(),
                screen.rows(),
                screen.lines(),
                Base64.getEncoder().encodeToString(screen.attributes()),
                screen.cursorRow(),
                screen.cursorColumn());
    }
}
