package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Whole machines that boot small sectors. Each sector's source stands above its bytes.
@Timeout(60)
class MachineTest {
    private final Recorder console = new Recorder();

    private static MachineConfig.Builder config(String hex) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        return MachineConfig.builder()
                .image("test.img", code)
                .maxInstructions(50_000_000)
                .timeout(Duration.ofSeconds(50));
    }

    private RunResult run(String hex) throws ImageException {
        return Machine.create(config(hex).build(), console).run();
    }

    /// ```
    ///       xor ax, ax ; mov ds, ax ; mov si, msg ; cld
    /// next: lodsb ; test al, al ; jz done
    ///       mov ah, 0x0e ; mov bx, 7 ; int 0x10 ; jmp next
    /// done: cli ; hlt
    /// msg:  db 'Hello, BIOS', 13, 10, '!', 0
    /// ```
    private static final String HELLO =
            "31c08ed8be187cfcac84c07409b40ebb0700cd10ebf2faf448656c6c6f2c2042494f530d0a2100";

    @Test
    void bootSectorPrintsThroughTheBios() throws ImageException {
        RunResult result = run(HELLO);
        assertEquals(0, result.exitCode(), result.message());
        assertTrue(result.message().contains("halted for good at 0000:7c18"), result.message());
        assertEquals("Hello, BIOS\r\n!", console.text());
        assertEquals(List.of(), console.log());
    }

    /// ```
    ///       xor ax, ax ; mov ds, ax ; mov si, msg ; cld
    /// next: lodsb ; test al, al ; jz done
    ///       out 0xe9, al ; mov dx, 0x3f8 ; out dx, al ; jmp next
    /// done: mov ax, 0xb800 ; mov es, ax ; mov word [es:160], 0x1f56
    ///       mov al, 0x10 ; out 0xf4, al ; hlt
    /// msg:  db 'ports', 0
    /// ```
    private static final String PORTS =
            "31c08ed8be267cfcac84c07408e6e9baf803eeebf3b800b88ec026c706a000561fb010e6f4f4706f72747300";

    @Test
    void portsReachTheConsoleAndTheExitCode() throws Exception {
        try (Machine machine = Machine.create(config(PORTS).build(), console)) {
            RunResult result = machine.run();
            assertEquals(0x21, result.exitCode());
            assertEquals("V", machine.screen().row(1));
            assertEquals(0x1F, machine.screen().attributes()[80]);
        }
        assertEquals("ports", console.serial());
        assertEquals("ports", console.debugcon());
    }

    @Test
    void serialAndDebugconGoToFiles(@TempDir Path folder) throws Exception {
        Path serial = folder.resolve("serial.txt");
        Path debugcon = folder.resolve("debug.txt");
        MachineConfig config = config(PORTS).serial(serial.toString()).debugcon(debugcon).build();
        Machine.create(config, console).run();
        assertEquals("ports", Files.readString(serial));
        assertEquals("ports", Files.readString(debugcon));
        assertEquals("", console.serial() + console.debugcon());
        MachineConfig bad = config(PORTS).serial(folder.resolve("no/dir").toString()).build();
        assertThrows(ImageException.class, () -> Machine.create(bad, console));
    }

    /// ```
    ///        cli ; IVT[8] = tick ; PIT counter 0: mode 2, 1193 ; PIC mask 0xfe ; sti
    /// again: hlt ; cmp word [count], 20 ; jb again
    ///        print '0' + count on 0xe9 ; power off by 0x604
    /// tick:  inc word [cs:count] ; EOI ; iret
    /// ```
    private static final String TIMER =
            "fa31c08ed8c7062000367ca32200b034e643b0a9e640b004e640b0fee621fbf4833e427c1472f8a0427c"
                    + "0430e6e9ba0406b80020eff4502eff06427cb020e62058cf0000";

    @Test
    void timerInterruptsWakeHltAndPowerOffEnds() throws ImageException {
        RunResult result = run(TIMER);
        assertEquals(0, result.exitCode(), result.message());
        assertEquals("D", console.debugcon());
        assertTrue(result.instructions() < 1000, "waiting costs no instructions");
    }

    /// ```
    /// next: xor ah, ah ; int 0x16 ; cmp al, 13 ; je done ; out 0xe9, al ; jmp next
    /// done: mov dx, 0x8900 ; mov si, word1 ; mov cx, 8 ; rep outsb ; hlt
    /// ```
    private static final String KEYS =
            "31c08ed830e4cd163c0d7404e6e9ebf4ba0089be1c7cb90800f36ef453687574646f776e";

    @Test
    void typedTextArrivesThroughInt16() throws Exception {
        try (Machine machine = Machine.create(config(KEYS).build(), console)) {
            machine.keyboard().type("Hi, you\n");
            RunResult result = machine.run();
            assertEquals(0, result.exitCode(), result.message());
        }
        assertEquals("Hi, you", console.debugcon());
    }

    /// An IRQ 1 handler that copies scan codes from 0x60 to 0xe9 and ends with 0x9c, Enter's
    /// release.
    private static final String RAW_KEYS =
            "fa31c08ed8c70624001f7ca32600b0fde621fbf4803e327c0074f830c0e6f450e460e6e93c9c7504fe06"
                    + "327cb020e62058cf00";

    @Test
    void keyboardInterruptsReachTheGuestsOwnHandler() throws Exception {
        try (Machine machine = Machine.create(config(RAW_KEYS).build(), console)) {
            machine.keyboard().type("aB\n");
            assertEquals(1, machine.run().exitCode());
        }
        String codes = HexFormat.of().formatHex(latin(console.debugcon()));
        assertEquals("1e9e2a30b0aa1c9c", codes);
    }

    private static byte[] latin(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /// ```
    /// cli ; lidt [zero] ; lgdt [gdtr] ; set CR0.PE ; jmp 8:pm ; pm: mov ax, 16 ; mov ds, ax ; ud2
    /// ```
    private static final String TRIPLE =
            "fa0f011e207c0f0116267c0f20c00c010f22c0ea187c080066b810008ed80f0b00000000000017002c7c"
                    + "00000000000000000000ffff0000009bcf00ffff00000093cf00";

    @Test
    void tripleFaultEndsWithItsChain() throws ImageException {
        RunResult result = run(TRIPLE);
        assertEquals(RunResult.SHUTDOWN, result.exitCode(), result.message());
        String[] lines = result.message().split("\n");
        assertTrue(lines[1].contains("#UD at 0008:0x7c1e"), result.message());
        assertTrue(lines.length >= 3, result.message());
    }

    /// ```
    /// INT 13h 02h: sector 2 to 0x7e00 ; print it on 0xe9 up to NUL, '!' if that failed ; cli ; hlt
    /// ```
    private static final String DISK =
            "31c08ec08ed8b80102b90200b600bb007ecd13720cbe007eac84c07408e6e9ebf7b021e6e9faf4";

    @Test
    void bootSectorLoadsMoreOfItsDisk() throws ImageException {
        byte[] code = HexFormat.of().parseHex(DISK);
        byte[] image = Arrays.copyOf(code, 1024);
        image[510] = 0x55;
        image[511] = (byte) 0xAA;
        System.arraycopy(latin("sector two"), 0, image, 512, 10);
        MachineConfig config = config(DISK).image("disk.img", image).build();
        assertEquals(0, Machine.create(config, console).run().exitCode());
        assertEquals("sector two", console.debugcon());
        byte[] floppy = Arrays.copyOf(image, 1440 * 1024);
        Recorder second = new Recorder();
        Machine.create(config(DISK).image("a.img", floppy).build(), second).run();
        assertEquals("sector two", second.debugcon());
    }

    /// Counts its starts at 0x600, prints the number, resets through 0x64, exits the third time.
    private static final String REBOOT =
            "e480fec0ba000531db8edbfe060006a000060430e6e9803e0006037406b0fee664ebfe30c0e6f4";

    @Test
    void resetStartsTheImageAgainWithMemoryKept() throws ImageException {
        assertEquals(1, run(REBOOT).exitCode());
        assertEquals("123", console.debugcon());
    }

    /// Writes 'a' to 0:0600 and 'b' to ffff:0610, then reads them with A20 on, off and on again.
    private static final String A20 =
            "31c08ed8488ec0c60600066126c606100662a00006e6e9b80024cd1526a01006e6e926c606100663a000"
                    + "06e6e9e4920c02e69226a01006e6e930c0e6f4";

    @Test
    void closedA20GateWrapsAtOneMebibyte() throws ImageException {
        assertEquals(1, run(A20).exitCode());
        assertEquals("aacb", console.debugcon());
    }

    /// First start: INT 15h 86h for a second, prints the ticks that passed, INT 19h. Second start:
    /// prints DL and exits.
    private static final String WAIT =
            "31c08ed8fe060006803e000602741a668b1e6c04b486b90f00ba4042cd1566a16c046629d8e6e9cd19"
                    + "88d0e6e930c0e6f4";

    @Test
    void waitingLetsTheTickGoOnAndInt19BootsAgain() throws ImageException {
        RunResult result = run(WAIT);
        assertEquals(1, result.exitCode(), result.message());
        assertEquals("1280", HexFormat.of().formatHex(latin(console.debugcon())));
    }

    /// Polls COM1 and sends each byte back plus one, up to '!'.
    private static final String SERIAL_INPUT =
            "bafd03eca80174fbbaf803ecfec0ee3c21750430c0e6f4bafd03ebe7";

    @Test
    void serialInputArrives() throws Exception {
        try (Machine machine = Machine.create(config(SERIAL_INPUT).build(), console)) {
            machine.serialInput(0, latin("HAL "));
            assertEquals(1, machine.run().exitCode());
        }
        assertEquals("IBM!", console.serial());
    }

    @Test
    void instructionLimitEndsAt72() throws ImageException {
        MachineConfig config = config("ebfe").maxInstructions(1000).build();
        RunResult result = Machine.create(config, console).run();
        assertEquals(RunResult.LIMIT, result.exitCode());
        assertEquals(1000, result.instructions());
    }

    @Test
    void timeoutEndsAt74() throws ImageException {
        MachineConfig config =
                config("ebfe")
                        .maxInstructions(Long.MAX_VALUE)
                        .timeout(Duration.ofMillis(200))
                        .build();
        RunResult result = Machine.create(config, console).run();
        assertEquals(RunResult.TIMEOUT, result.exitCode());
        assertTrue(result.message().contains("0000:7c00"), result.message());
    }

    @Test
    void realClockRunsToo() throws ImageException {
        MachineConfig config = config(TIMER).clock(ClockKind.REAL).build();
        assertEquals(0, Machine.create(config, console).run().exitCode());
        assertEquals("D", console.debugcon());
    }

    @Test
    void twoRunsEndInTheSameState() throws Exception {
        for (String hex : List.of(HELLO, PORTS, TIMER, WAIT, REBOOT, TRIPLE)) {
            assertEquals(hash(hex), hash(hex));
        }
        assertTrue(!hash(HELLO).equals(hash(PORTS)));
    }

    private static String hash(String hex) throws Exception {
        Machine machine = Machine.create(config(hex).build(), MachineConsole.NONE);
        return machine.runAndHash();
    }

    @Test
    void closedMachineEndsItsThreadWhateverItDoes() throws Exception {
        for (String hex : List.of("ebfe", "fbf4ebfd", KEYS)) {
            Machine machine =
                    Machine.create(config(hex).maxInstructions(Long.MAX_VALUE).build(), console);
            machine.start();
            machine.close();
            machine.close();
        }
    }

    @Test
    void optionsThatComeLaterAreRefused() {
        assertThrows(
                ImageException.class,
                () -> Machine.create(config(HELLO).backend("kvm").build(), console));
    }
}
