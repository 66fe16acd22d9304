import com.dylibso.chicory.build.time.compiler.Config;
import com.dylibso.chicory.build.time.compiler.Generator;
import com.dylibso.chicory.compiler.InterpreterFallback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Makes the engine's Capstone: fetches the npm package named in `package-lock.json`, checks the
/// WebAssembly file in it and compiles that to JVM classes. Maven runs it before the engine's
/// sources are compiled; it does nothing when its output is up to date.
///
/// `java BuildCapstone.java CAPSTONE_FOLDER OUTPUT_FOLDER CHICORY_VERSION`
///
/// Not Chicory's own Maven plugin: that wants a newer Maven than the one in stable distributions.
final class BuildCapstone {
    private static final String WASM_SHA256 =
            "2e71bc203418c273c10c9f21fece3a000a616c96810839dc83eda4c5ca86bf2e";
    private static final String CLASS_NAME = "dev.ringside.engine.disassemble.CapstoneCode";
    private static final String CLASS_PATH = CLASS_NAME.replace('.', '/');

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Path output = Path.of(arguments[1]).toAbsolutePath();
        String stamp = WASM_SHA256 + " chicory " + arguments[2] + "\n";
        Path stampFile = output.resolveSibling("capstone.stamp");
        if (Files.exists(stampFile)
                && Files.readString(stampFile).equals(stamp)
                && Files.exists(output.resolve(CLASS_PATH + ".meta"))) {
            return;
        }
        Path npmPackage = folder.resolve("node_modules/@alexaltea/capstone-js");
        Path wasm = npmPackage.resolve("dist/capstone.wasm");
        if (!isExpected(wasm)) {
            fetch(folder);
        }
        if (!isExpected(wasm)) {
            fail(
                    wasm
                            + " is missing or not the file Ringside was built with (SHA-256 "
                            + WASM_SHA256
                            + "). Delete "
                            + folder.resolve("node_modules")
                            + " and build again.");
        }
        compile(wasm, output);
        copyLicences(folder, npmPackage, output);
        Files.writeString(stampFile, stamp);
    }

    private static void fetch(Path folder) throws IOException, InterruptedException {
        System.out.println("Fetching Capstone (npm ci)");
        boolean windows =
                System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        List<String> command =
                new ArrayList<>(windows ? List.of("cmd", "/c", "npm") : List.of("npm"));
        command.addAll(
                List.of("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"));
        int status = -1;
        try {
            status = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor();
        } catch (IOException e) {
            fail(
                    "npm was not found ("
                            + e.getMessage()
                            + "). The build takes Capstone from the npm package"
                            + " @alexaltea/capstone-js: install Node.js 20 or newer.");
        }
        if (status != 0) {
            fail(
                    "npm could not fetch @alexaltea/capstone-js (exit status "
                            + status
                            + "); npm's own message stands above. Check the network or the npm"
                            + " registry settings and build again.");
        }
    }

    private static boolean isExpected(Path wasm) throws IOException {
        if (!Files.isRegularFile(wasm)) {
            return false;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(wasm));
            return HexFormat.of().formatHex(hash).equals(WASM_SHA256);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /// Two functions are larger than a JVM method may be; those stay WebAssembly and are
    /// interpreted.
    private static void compile(Path wasm, Path output) throws IOException {
        System.out.println("Compiling Capstone to JVM classes");
        Path sources = Files.createTempDirectory("capstone");
        Generator generator =
                new Generator(
                        Config.builder()
                                .withWasmFile(wasm)
                                .withName(CLASS_NAME)
                                .withTargetClassFolder(output)
                                .withTargetSourceFolder(sources)
                                .withTargetWasmFolder(output)
                                .withInterpreterFallback(InterpreterFallback.SILENT)
                                .build());
        Set<Integer> interpreted = generator.generateResources();
        generator.generateMetaWasm(interpreted);
        Files.delete(sources);
    }

    private static void copyLicences(Path folder, Path npmPackage, Path output)
            throws IOException {
        Path target = Files.createDirectories(output.resolve("META-INF/licenses"));
        Files.copy(
                npmPackage.resolve("LICENSE"),
                target.resolve("CAPSTONE-JS-LICENSE.txt"),
                StandardCopyOption.REPLACE_EXISTING);
        try (var files = Files.newDirectoryStream(folder.resolve("licenses"))) {
            for (Path file : files) {
                Files.copy(
                        file,
                        target.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void fail(String message) {
        System.err.println("Capstone: " + message);
        System.exit(1);
    }
}
