package dev.ringside.engine.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class GuestProgramsTest {
    @TempDir private Path folder = Path.of("");

    static boolean nasmIsThere() {
        return Files.isExecutable(Path.of("/usr/bin/nasm"));
    }

    @Test
    void everyProgramHasCode() {
        assertFalse(GuestPrograms.ALL.isEmpty());
        GuestPrograms.ALL.forEach((name, program) -> assertFalse(program.code().length == 0, name));
    }

    @Test
    @EnabledIf("nasmIsThere")
    void machineCodeIsWhatNasmMakesOfTheSource_needsNasm() throws Exception {
        for (Map.Entry<String, GuestPrograms.Program> entry : GuestPrograms.ALL.entrySet()) {
            assertEquals(
                    HexFormat.ofDelimiter(" ").formatHex(assemble(entry.getValue().source())),
                    HexFormat.ofDelimiter(" ").formatHex(entry.getValue().code()),
                    entry.getKey());
        }
    }

    private byte[] assemble(String source) throws IOException, InterruptedException {
        Path asm = folder.resolve("program.asm");
        Path bin = folder.resolve("program.bin");
        Files.writeString(asm, "bits 64\norg 0x2000\n" + source);
        Process nasm =
                new ProcessBuilder("nasm", "-f", "bin", "-o", bin.toString(), asm.toString())
                        .inheritIO()
                        .start();
        assertEquals(0, nasm.waitFor(), source);
        return Files.readAllBytes(bin);
    }
}
