package dev.ringside.engine.disassemble;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Capstone 5, the disassembler whose text users read.
///
/// One copy serves the whole process, since its tables take 21 MB and its start half a second. It
/// is the WebAssembly build inside the engine's jar or, where one is installed and the JVM runs
/// with `--enable-native-access`, a `libcapstone` 5. The system property `ringside.capstone` set to
/// `wasm` rules the library out; set to a path it names the library.
public final class Capstone {
    /// The property's name.
    static final String PROPERTY = "ringside.capstone";

    private static final Object LOCK = new Object();
    private static @Nullable CapstoneDisassembler shared;
    private static List<String> refusals = List.of();

    private Capstone() {}

    /// The process's disassembler, made at the first call (about half a second). It may be used
    /// from any thread; its `close` does nothing.
    public static Disassembler open() {
        return instance();
    }

    private static CapstoneDisassembler instance() {
        synchronized (LOCK) {
            CapstoneDisassembler result = shared;
            if (result == null) {
                List<String> reasons = new ArrayList<>();
                result = new CapstoneDisassembler(choose(reasons), WasmCapstone::new);
                refusals = List.copyOf(reasons);
                shared = result;
            }
            return result;
        }
    }

    /// Starts the disassembler on a background thread, so that the first user does not wait.
    /// Returns at once.
    public static void warmUp() {
        Thread.ofPlatform().daemon().name("capstone-warm-up").start(() -> instance().warmUp());
    }

    /// Why installed libraries were not taken, one sentence each. Empty before [#open].
    public static List<String> refusals() {
        synchronized (LOCK) {
            return refusals;
        }
    }

    /// @param reasons receives why libraries were refused
    private static CapstoneApi choose(List<String> reasons) {
        String wish = System.getProperty(PROPERTY, "");
        boolean possible = Capstone.class.getModule().isNativeAccessEnabled() && is64Bit();
        if (!wish.equals("wasm") && possible) {
            for (String name : wish.isEmpty() ? libraryNames() : List.of(wish)) {
                try {
                    return new NativeCapstone(name);
                } catch (RuntimeException e) {
                    reasons.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return new WasmCapstone();
    }

    private static boolean is64Bit() {
        String architecture = System.getProperty("os.arch", "");
        return architecture.equals("amd64") || architecture.equals("aarch64");
    }

    private static List<String> libraryNames() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return List.of("capstone.dll");
        }
        return system.startsWith("mac")
                ? List.of("libcapstone.5.dylib")
                : List.of("libcapstone.so.5", "libcapstone.so.4");
    }
}
