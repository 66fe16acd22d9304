package dev.ringside.adapter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.adapter.source.SymbolTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// The samples are complete, and their images are what their sources make.
class SamplesTest {
    private static final Path SAMPLES =
            Path.of(System.getProperty("ringside.root", "..")).resolve("samples");

    @TempDir Path scratch;

    /// One sample.
    ///
    /// @param main its main source file
    /// @param tools what its Makefile needs besides `make`
    record Sample(String name, String main, String image, List<String> tools) {
        Path file(String file) {
            return SAMPLES.resolve(name).resolve(file).toAbsolutePath().normalize();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (String name : List.of("hello-boot", "long-mode", "interrupts", "paging")) {
            samples.add(new Sample(name, "boot.asm", "boot.img", List.of("nasm -v")));
        }
        List<String> tools = List.of("gcc --version", "ld --version");
        samples.add(new Sample("kernel-c", "kernel.c", "kernel.elf", tools));
        return samples;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void thePageSaysHowToBuildRunAndWhatToTry(Sample sample) throws IOException {
        String page = Files.readString(sample.file("README.md"));
        for (String part : List.of("# " + sample, "## Build", "## Run", "## Try")) {
            assertTrue(page.contains(part + "\n"), part);
        }
        assertTrue(page.lines().count() < 60, "one page");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void bothEditorsStartTheImage(Sample sample)
            throws IOException, ParserConfigurationException, SAXException {
        JsonObject code =
                JsonParser.parseString(Files.readString(sample.file(".vscode/launch.json")))
                        .getAsJsonObject()
                        .getAsJsonArray("configurations")
                        .get(0)
                        .getAsJsonObject();
        assertEquals("ringside", code.get("type").getAsString());
        assertEquals("${workspaceFolder}/" + sample.image, code.get("program").getAsString());

        JsonObject eclipse = eclipseParameters(sample.file(sample.name + ".launch"));
        assertEquals("ringside", eclipse.get("type").getAsString());
        assertEquals(
                "${workspace_loc:/" + sample.name + "/" + sample.image + "}",
                eclipse.get("program").getAsString());
        assertTrue(Files.size(sample.file(sample.image)) < 64 * 1024);
    }

    private static JsonObject eclipseParameters(Path file)
            throws IOException, ParserConfigurationException, SAXException {
        Element root =
                DocumentBuilderFactory.newDefaultNSInstance()
                        .newDocumentBuilder()
                        .parse(file.toFile())
                        .getDocumentElement();
        assertEquals("org.eclipse.lsp4e.debug.launchType", root.getAttribute("type"));
        NodeList attributes = root.getElementsByTagName("stringAttribute");
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            if (attribute.getAttribute("key").endsWith("ATTR_DSP_PARAM")) {
                return JsonParser.parseString(attribute.getAttribute("value")).getAsJsonObject();
            }
        }
        throw new AssertionError(file + " has no ATTR_DSP_PARAM");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theImageFindsItsSourceWithoutBeingTold(Sample sample) {
        SymbolTable table = SymbolTables.load(List.of(), sample.file(sample.image), Map.of());
        assertEquals(List.of(), table.notes());
        String main = sample.file(sample.main).toString();
        assertTrue(table.sources().contains(main), table.sources().toString());
        assertFalse(table.linesWithCode(main).isEmpty());
        long start = table.symbol("start").orElseThrow().address();
        assertTrue(table.lineAt(start).isPresent());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void noImageNamesTheMachineItWasBuiltOn(Sample sample) throws IOException {
        String bytes = Files.readString(sample.file(sample.image), StandardCharsets.ISO_8859_1);
        for (String folder : List.of("/home/", "/root/", "/tmp/", "/usr/", "/work", "/build")) {
            assertFalse(bytes.contains(folder), folder);
        }
    }

    /// Where the tools are missing, the test's name says so and it is skipped.
    @TestFactory
    Stream<DynamicTest> theSourcesMakeTheCommittedImages() {
        return samples().stream().map(this::rebuild);
    }

    private DynamicTest rebuild(Sample sample) {
        List<String> missing = new ArrayList<>();
        for (String command :
                Stream.concat(Stream.of("make --version"), sample.tools.stream()).toList()) {
            if (firstLine(command).isEmpty()) {
                missing.add(command.substring(0, command.indexOf(' ')));
            }
        }
        if (!missing.isEmpty()) {
            String reason = sample + " is not rebuilt: no " + String.join(", ", missing) + " here";
            return DynamicTest.dynamicTest(reason, () -> abort(reason));
        }
        boolean same = sameTools(sample);
        String how = same ? " is rebuilt byte by byte" : " is rebuilt by other tools than ours";
        return DynamicTest.dynamicTest(sample + how, () -> rebuildAndCompare(sample, same));
    }

    /// The first line that a command prints, without the date that NASM adds; empty if it cannot
    /// run.
    private static String firstLine(String command) {
        try {
            Process process =
                    new ProcessBuilder(command.split(" ", -1)).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output.lines().findFirst().orElse("").replaceFirst(" compiled.*", "");
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static boolean sameTools(Sample sample) {
        try {
            List<String> ours = Files.readAllLines(SAMPLES.resolve("toolchain.txt"));
            return sample.tools.stream().allMatch(tool -> ours.contains(firstLine(tool)));
        } catch (IOException e) {
            throw new AssertionError("samples/toolchain.txt", e);
        }
    }

    /// An assembler makes the same image whatever its version; its listing may look different. A
    /// compiler of another version makes other code.
    private void rebuildAndCompare(Sample sample, boolean sameTools)
            throws IOException, InterruptedException {
        Path copy = Files.createDirectories(scratch.resolve(sample.name));
        try (Stream<Path> files = Files.list(SAMPLES.resolve(sample.name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path image = copy.resolve(sample.image);
        Files.delete(image);
        Process make =
                new ProcessBuilder("make", "-B")
                        .directory(copy.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(scratch.resolve("make.log").toFile())
                        .start();
        assertTrue(make.waitFor(60, TimeUnit.SECONDS), "make hangs");
        assertEquals(0, make.exitValue(), Files.readString(scratch.resolve("make.log")));
        boolean assembled = sample.main.endsWith(".asm");
        if (sameTools || assembled) {
            assertArrayEquals(
                    Files.readAllBytes(sample.file(sample.image)), Files.readAllBytes(image));
        }
        if (sameTools && assembled) {
            assertEquals(
                    Files.readString(sample.file("boot.lst")),
                    Files.readString(copy.resolve("boot.lst")));
        }
        SymbolTable rebuilt = SymbolTables.load(List.of(), image, Map.of());
        assertTrue(rebuilt.symbol("start").isPresent());
        assertEquals(List.of(), rebuilt.notes());
    }
}
