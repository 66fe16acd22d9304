package dev.ringside.engine.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the tests need to know of the machine they run on.
final class Host {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    private Host() {}

    /// Why there can be no native oracle here, or null.
    static @Nullable String obstacle() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch", "");
        if (!system.equals("linux") || !architecture.equals("amd64")) {
            return "needs Linux on x86-64, this is " + system + " on " + architecture;
        }
        try (NativeOracle _ = new NativeOracle()) {
            return null;
        } catch (IOException e) {
            return "the host cannot run cases: " + e.getMessage();
        }
    }

    /// Whether the processor has a feature, by Linux's name for it.
    static boolean hasFlag(String name) throws IOException {
        return Files.readAllLines(CPUINFO).stream()
                .filter(line -> line.startsWith("flags"))
                .anyMatch(line -> (line + " ").contains(" " + name + " "));
    }

    /// Whether the core reproduces what this processor does where the manuals leave it open: AMD
    /// family 19h.
    static boolean isReference() throws IOException {
        List<String> lines = Files.readAllLines(CPUINFO);
        return has(lines, "vendor_id", "AuthenticAMD") && has(lines, "cpu family", "25");
    }

    private static boolean has(List<String> lines, String key, String value) {
        return lines.stream()
                .map(line -> line.split(":", 2))
                .anyMatch(f -> f[0].strip().equals(key) && f[1].strip().equals(value));
    }
}
