package dev.ringside.adapter.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a user sees of a bug of ours: one line. The stack trace goes into a file.
public final class BugReport {
    private BugReport() {}

    /// Writes a report.
    ///
    /// @return the line for the user
    public static String write(String doing, Throwable bug) {
        StringWriter text = new StringWriter();
        bug.printStackTrace(new PrintWriter(text, true));
        String what = bug.getClass().getSimpleName();
        try {
            Path file = Files.createTempFile("ringside-report-", ".txt");
            Files.writeString(
                    file,
                    "Ringside, Java %s, %s%nWhile: %s%n%s"
                            .formatted(
                                    Runtime.version(), System.getProperty("os.name"), doing, text));
            return "Internal error in %s (%s); please report it with %s."
                    .formatted(doing, what, file);
        } catch (IOException e) {
            System.err.println(text);
            return "Internal error in %s (%s); details are on standard error."
                    .formatted(doing, what);
        }
    }
}
