package dev.ringside.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;

import dev.ringside.adapter.fake.TestClient;
import dev.ringside.adapter.session.AttachPoint;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/// Stops at events of the machine, by exception filters and by the console.
class EventStopsTest {
    private static final Path SAMPLES =
            Path.of(System.getProperty("ringside.root", ".."), "samples");

    private final TestClient client = new TestClient(Production.services(AttachPoint.none()));

    @TempDir Path folder;

    @AfterEach
    void close() {
        client.close();
    }

    private void launch(Path image) {
        client.body("initialize", "{\"adapterID\":\"ringside\"}");
        client.body("launch", "{\"program\":\"%s\"}".formatted(image));
        client.event("initialized");
        client.body("configurationDone", "{}");
        client.event("stopped");
    }

    private void launchCode(String hex) throws IOException {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] sector = new byte[512];
        System.arraycopy(code, 0, sector, 0, code.length);
        sector[510] = 0x55;
        sector[511] = (byte) 0xAA;
        launch(Files.write(folder.resolve("boot.img"), sector));
    }

    private void filter(String id, String condition) {
        client.body(
                "setExceptionBreakpoints",
                "{\"filters\":[],\"filterOptions\":[{\"filterId\":\"%s\",\"condition\":\"%s\"}]}"
                        .formatted(id, condition));
    }

    private String continued() {
        client.body("continue", "{\"threadId\":1}");
        JsonObject stop = client.event("stopped");
        assertEquals("exception", stop.get("reason").getAsString());
        return stop.get("text").getAsString();
    }

    private String repl(String line) {
        return client.body(
                        "evaluate", "{\"expression\":\"%s\",\"context\":\"repl\"}".formatted(line))
                .get("result")
                .getAsString();
    }

    @Test
    void modeSwitchesStopOneByOne() {
        launch(SAMPLES.resolve("long-mode/boot.img"));
        filter("MODE", "");
        String first = continued();
        assertTrue(first.contains("real mode -> protected mode, 16-bit code"), first);
        String second = continued();
        assertTrue(second.contains("16-bit code -> protected mode, 32-bit code"), second);
        String third = continued();
        assertTrue(third.contains("-> compatibility mode, 32-bit code"), third);
        String fourth = continued();
        assertTrue(fourth.contains("-> 64-bit mode"), fourth);
        assertEquals(
                "mode switch",
                client.body("exceptionInfo", "{\"threadId\":1}").get("exceptionId").getAsString());
    }

    @Test
    void softwareInterruptStopsByVectorAndRegister() {
        launch(SAMPLES.resolve("hello-boot/boot.img"));
        filter("INT", "vector == 0x10 && ah == 0xe");
        assertTrue(continued().startsWith("INT 0x10, before its handler"));
        assertEquals("0x0e", repl("ah"));
    }

    @Test
    void timerInterruptStopsAtItsHandler() {
        launch(SAMPLES.resolve("interrupts/boot.img"));
        filter("IRQ", "vector == 0x20");
        String text = continued();
        assertTrue(text.startsWith("Interrupt 0x20, before its handler. At timer"), text);
    }

    @Test
    void controlRegisterWriteShowsOldAndNewValue() {
        launch(SAMPLES.resolve("long-mode/boot.img"));
        repl("catch cr if cr == 0");
        assertTrue(continued().startsWith("CR0 written: 0x10 -> 0x11"));
    }

    @Test
    void portWriteStopsBehindTheInstruction() throws IOException {
        launchCode("B0 36 E6 43 90 EB FE"); // mov al, 0x36; out 0x43, al; nop; jmp $
        assertEquals("Stops at out if port == 0x43.", repl("catch out if port == 0x43"));
        assertEquals("out if port == 0x43", repl("catch"));
        String text = continued();
        assertTrue(text.startsWith("OUT to port 0x43, 1 byte: 0x36. At 0000:7c04"), text);
    }

    @Test
    void portReadStopsWhenItsDataHasArrived() throws IOException {
        launchCode("E4 64 90 EB FE"); // in al, 0x64; nop; jmp $
        repl("catch in");
        assertTrue(continued().contains("0000:7c02"));
        assertTrue(repl("al").startsWith("0x1"), repl("al"));
    }

    @Test
    void msrWriteStops() {
        launch(SAMPLES.resolve("long-mode/boot.img"));
        repl("catch msr if msr == 0xc0000080");
        assertTrue(continued().startsWith("MSR 0xc0000080 written: 0x"));
    }

    @Test
    void magicInstructionStopsBeforeItRuns() throws IOException {
        launchCode("90 87 DB 90 87 DB EB FB"); // nop; xchg bx, bx; a: nop; xchg bx, bx; jmp a
        repl("catch magic");
        assertTrue(continued().startsWith("Magic instruction. At 0000:7c01"));
        assertTrue(continued().contains("0000:7c04"));
        assertTrue(continued().contains("0000:7c04"));
    }

    @Test
    void unknownEventIsRefusedWithTheNamesThereAre() throws IOException {
        launchCode("EB FE");
        String text =
                client.failure("evaluate", "{\"expression\":\"catch fire\",\"context\":\"repl\"}");
        assertTrue(text.contains("There is nothing named 'fire'") && text.contains("magic"), text);
    }
}
