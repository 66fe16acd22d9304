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

    /// @param cells Base64: character and attribute of each cell, row by row
    public record Body(
            int columns,
            int rows,
            String cells,
            int cursorRow,
            int cursorColumn,
            boolean cursorVisible) {}

    @Override
    public Body handle(Object arguments) throws SessionException {
        Screen screen = session.target().screen();
        return new Body(
                screen.columns(),
                screen.rows(),
                Base64.getEncoder().encodeToString(screen.cells()),
                screen.cursorRow(),
                screen.cursorColumn(),
                screen.cursorVisible());
    }
}
