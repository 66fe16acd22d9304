package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// CD-ROM images that boot by El Torito through the built-in BIOS.
@Timeout(60)
class CdBootTest {
    private static final int CATALOG = 20;
    private static final int BOOT = 30;
    private static final int BLOCK = 2048;

    private final Recorder console = new Recorder();

    /// An image of 100 blocks whose default entry has this media type and sector count.
    private static byte[] iso(int media, int segment, int sectors, byte[] boot) {
        byte[] image = new byte[100 * BLOCK];
        text(image, 16 * BLOCK, "\1CD001\1");
        text(image, 17 * BLOCK, "\0CD001\1EL TORITO SPECIFICATION");
        image[17 * BLOCK + 0x47] = CATALOG;
        int at = CATALOG * BLOCK;
        image[at] = 1;
        image[at + 28] = (byte) 0xAA;
        image[at + 29] = 0x55;
        image[at + 30] = 0x55;
        image[at + 31] = (byte) 0xAA;
        int sum = 1 + 0x55AA + 0xAA55;
        image[at + 26] = (byte) -sum;
        image[at + 27] = (byte) (-sum >> 8);
        image[at + 32] = (byte) 0x88;
        image[at + 33] = (byte) media;
        image[at + 34] = (byte) segment;
        image[at + 35] = (byte) (segment >> 8);
        image[at + 38] = (byte) sectors;
        image[at + 40] = BOOT;
        System.arraycopy(boot, 0, image, BOOT * BLOCK, boot.length);
        image[50 * BLOCK] = '5';
        return image;
    }

    private static void text(byte[] image, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, image, at, bytes.length);
    }

    private RunResult run(byte[] image) throws ImageException {
        MachineConfig config =
                MachineConfig.builder()
                        .image("test.iso", image)
                        .maxInstructions(10_000_000)
                        .timeout(Duration.ofSeconds(50))
                        .build();
        return Machine.create(config, console).run();
    }

    /// ```
    ///      push cs ; pop ds ; call here
    /// here: pop bp ; sub bp, here ; mov al, dl ; out 0xe9, al
    ///      lea si, [bp + packet] ; mov ah, 0x42 ; int 0x13 ; jc bad
    ///      xor ax, ax ; mov es, ax ; mov al, [es:0x8000] ; out 0xe9, al
    ///      mov ax, 0x4b01 ; lea si, [bp + end] ; int 0x13 ; jc bad
    ///      mov al, [ds:bp + end + 1] ; add al, '0' ; out 0xe9, al
    ///      mov al, [ds:bp + end + 4] ; out 0xe9, al
    /// bad: mov al, 0 ; out 0xf4, al ; hlt
    /// packet: db 16, 0 ; dw 1, 0x8000, 0 ; dq 50
    /// end:
    /// ```
    private static final String READER =
            "0e1fe800005d81ed050088d0e6e98db64200b442cd13722531c08ec026a00080e6e9b8014b8d"
                    + "b65200cd1372103e8a8653000430e6e93e8a865600e6e9b000e6f4f410000100008000003200000000000000";

    private static byte[] reader() {
        return HexFormat.of().parseHex(READER);
    }

    @Test
    void withoutEmulationTheImageIsLoadedAndBlocksAreRead() throws ImageException {
        RunResult result = run(iso(0, 0, 4, reader()));
        assertEquals(1, result.exitCode(), result.message());
        assertEquals("\u00e05" + "0\u001e", console.debugcon());
    }

    @Test
    void imageIsLoadedAtItsSegment() throws ImageException {
        byte[] boot = new byte[BLOCK];
        byte[] code = HexFormat.of().parseHex("8cc8" + "88e0" + "e6e9" + "b000e6f4f4");
        System.arraycopy(code, 0, boot, 0, code.length);
        run(iso(0, 0x1234, 4, boot));
        assertEquals("\u0012", console.debugcon());
    }

    /// ```
    /// mov al, dl ; add al, '0' ; out 0xe9, al
    /// xor ax, ax ; mov es, ax ; mov bx, 0x8000 ; mov cx, 2 ; mov dh, 0 ; mov ax, 0x201 ; int 0x13
    /// mov al, [es:bx] ; out 0xe9, al ; mov al, 0 ; out 0xf4, al ; hlt
    /// ```
    private static final String SECOND_SECTOR =
            "88d00430e6e931c08ec0bb0080b90200b600b80102cd13268a07e6e9b000e6f4f4";

    @Test
    void emulatedFloppyIsDriveA() throws ImageException {
        byte[] boot = new byte[1024];
        byte[] code = HexFormat.of().parseHex(SECOND_SECTOR);
        System.arraycopy(code, 0, boot, 0, code.length);
        boot[510] = 0x55;
        boot[511] = (byte) 0xAA;
        boot[512] = 'f';
        RunResult result = run(iso(2, 0, 1, boot));
        assertEquals(1, result.exitCode(), result.message());
        assertEquals("0f", console.debugcon());
    }

    @Test
    void emulatedHardDiskIsDrive80() throws ImageException {
        byte[] boot = new byte[1024];
        byte[] code = HexFormat.of().parseHex(SECOND_SECTOR);
        System.arraycopy(code, 0, boot, 0, code.length);
        boot[0x1BE + 12] = 100;
        boot[510] = 0x55;
        boot[511] = (byte) 0xAA;
        boot[512] = 'h';
        run(iso(4, 0, 1, boot));
        assertEquals("\u00b0h", console.debugcon());
    }

    @Test
    void discIsRecognisedAndDescribed() throws ImageException {
        MachineConfig config =
                MachineConfig.builder().image("test.iso", iso(0, 0, 4, reader())).build();
        try (Machine machine = Machine.create(config, console)) {
            assertEquals("CD-ROM image, El Torito, no emulation", machine.image().format());
            assertEquals("0000:7c00", machine.image().entryText());
        }
    }

    @Test
    void discThatDoesNotBootIsRefusedWithAWayOut() {
        byte[] image = iso(0, 0, 4, reader());
        image[CATALOG * BLOCK + 1] = 1;
        ImageException refused = assertThrows(ImageException.class, () -> run(image));
        assertTrue(
                refused.getMessage().contains("no El Torito entry; attach it by --disk"),
                refused.getMessage());
    }

    @Test
    void bootImageOutsideTheFileIsRefused() {
        byte[] image = iso(0, 0, 4, reader());
        image[CATALOG * BLOCK + 42] = 1;
        ImageException refused = assertThrows(ImageException.class, () -> run(image));
        assertTrue(refused.getMessage().contains("lies outside the file"), refused.getMessage());
    }

    @Test
    void isoGivenAsDiskIsTheBiosCdRom(@TempDir Path folder) throws IOException, ImageException {
        Path file = Files.write(folder.resolve("data.iso"), iso(0, 0, 4, reader()));
        byte[] sector = new byte[512];
        // mov dl, 0xe0, then the reader.
        sector[0] = (byte) 0xB2;
        sector[1] = (byte) 0xE0;
        System.arraycopy(reader(), 0, sector, 2, reader().length);
        sector[510] = 0x55;
        sector[511] = (byte) 0xAA;
        MachineConfig config =
                MachineConfig.builder()
                        .image("boot.img", sector)
                        .disk(new MachineConfig.DiskSpec(file, false))
                        .maxInstructions(10_000_000)
                        .build();
        Machine.create(config, console).run();
        assertEquals("\u00e05", console.debugcon());
    }
}
