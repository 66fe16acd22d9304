package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Boot sectors that draw through the built-in BIOS. Each one's source stands above its bytes.
@Timeout(60)
class GraphicsTest {
    private final Recorder console = new Recorder();

    private Picture draw(String hex) throws ImageException {
        MachineConfig config =
                MachineConfig.builder()
                        .image("test.img", HexFormat.of().parseHex(hex))
                        .maxInstructions(10_000_000)
                        .timeout(Duration.ofSeconds(50))
                        .build();
        Machine machine = Machine.create(config, console);
        assertNull(machine.picture());
        assertEquals(0, machine.run().exitCode());
        Picture picture = machine.picture();
        assertNotNull(picture);
        assertEquals(List.of(), console.log());
        return picture;
    }

    /// ```
    /// mov ax, 0x13 ; int 0x10 ; mov ax, 0xa000 ; mov es, ax ; mov byte [es:320*2+3], 4
    /// mov ax, 0x0c0f ; mov cx, 319 ; mov dx, 199 ; int 0x10 ; cli ; hlt
    /// ```
    private static final String MODE_13 =
            "b81300cd10b800a08ec026c606830204b80f0cb93f01bac700cd10faf4";

    @Test
    void mode13ShowsTheBytesAtA0000InItsColours() throws ImageException {
        Picture picture = draw(MODE_13);
        assertEquals(320, picture.width());
        assertEquals(200, picture.height());
        assertEquals(0xAA0000, picture.pixel(3, 2));
        assertEquals(0xFFFFFF, picture.pixel(319, 199));
        assertEquals(0, picture.pixel(4, 2));
    }

    /// ```
    /// mov ax, 0x12 ; int 0x10 ; mov ax, 0x0c0e ; mov cx, 9 ; mov dx, 2 ; int 0x10
    /// mov ah, 0x0d ; int 0x10 ; add al, '0' ; out 0xe9, al ; cli ; hlt
    /// ```
    private static final String MODE_12 = "b81200cd10b80e0cb90900ba0200cd10b40dcd100430e6e9faf4";

    @Test
    void mode12DrawsInPlanes() throws ImageException {
        Picture picture = draw(MODE_12);
        assertEquals(640, picture.width());
        assertEquals(480, picture.height());
        assertEquals(0xFFFF55, picture.pixel(9, 2));
        assertEquals(0, picture.pixel(8, 2));
        assertEquals(">", console.debugcon());
    }

    /// ```
    ///    mov ax, 0x8000 ; mov es, ax ; xor di, di ; mov cx, 0x4115 ; mov ax, 0x4f01 ; int 0x10
    ///    cmp ax, 0x4f ; jne x ; mov bx, 0x4115 ; mov ax, 0x4f02 ; int 0x10
    ///    mov dx, 1 ; xor bx, bx ; mov ax, 0x4f05 ; int 0x10
    ///    mov ax, 0xa000 ; mov es, ax ; mov word [es:2], 0x2211 ; mov byte [es:4], 0x33
    ///    mov ax, 0x4f03 ; int 0x10 ; mov al, bl ; out 0xe9, al
    /// x: cli ; hlt
    /// ```
    private static final String VBE =
            "b800808ec031ffb91541b8014fcd1083f84f752dbb1541b8024fcd10ba010031dbb8054fcd10b800"
                    + "a08ec026c7060200112226c606040033b8034fcd1088d8e6e9faf4";

    @Test
    void vbeModeShowsTheFrameBufferThroughItsBank() throws ImageException {
        Picture picture = draw(VBE);
        assertEquals(800, picture.width());
        assertEquals(600, picture.height());
        assertEquals(0x332211, picture.pixel(246, 27));
        assertEquals("\u0015", console.debugcon());
    }

    /// ```
    /// mov ax, 0x13 ; int 0x10 ; mov ax, 3 ; int 0x10 ; cli ; hlt
    /// ```
    @Test
    void textModeComesBack() throws ImageException {
        MachineConfig config =
                MachineConfig.builder()
                        .image("test.img", HexFormat.of().parseHex("b81300cd10b80300cd10faf4"))
                        .maxInstructions(10_000_000)
                        .build();
        Machine machine = Machine.create(config, console);
        machine.run();
        assertNull(machine.picture());
        assertEquals(' ', machine.screen().characters()[0]);
    }
}
