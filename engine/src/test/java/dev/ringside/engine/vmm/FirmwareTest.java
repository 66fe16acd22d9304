package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/// Firmware ROMs of our own on the chipset. Each one's source stands above its bytes.
@Timeout(60)
class FirmwareTest {
    private final Recorder console = new Recorder();

    /// Runs 128 KiB of ROM whose code stands at f000:0000, with `R` at f000:0200.
    private RunResult run(String hex) throws ImageException {
        byte[] code = HexFormat.of().parseHex(hex);
        byte[] rom = new byte[0x20000];
        System.arraycopy(code, 0, rom, 0x10000, code.length);
        rom[0x10200] = 'R';
        // jmp near 0
        rom[0x1FFF0] = (byte) 0xE9;
        rom[0x1FFF1] = 0x0D;
        MachineConfig config =
                MachineConfig.builder()
                        .image("test.rom", rom)
                        .boot(BootKind.FIRMWARE)
                        .maxInstructions(50_000_000)
                        .timeout(Duration.ofSeconds(50))
                        .build();
        return Machine.create(config, console).run();
    }

    /// ```
    ///       mov al, 0x20 ; call pam ; mov ax, 0xf000 ; mov ds, ax ; mov es, ax
    ///       xor si, si ; xor di, di ; cld ; mov cx, 0x8000 ; rep movsw
    ///       mov byte [0x200], 'w' ; call show
    ///       mov al, 0x30 ; call pam ; call show ; mov byte [0x200], 'x' ; call show
    ///       mov al, 0x10 ; call pam ; mov byte [0x200], 'y' ; call show
    ///       mov al, 0 ; call pam ; call show
    ///       mov al, 0 ; out 0xf4, al ; hlt
    /// show: mov al, [0x200] ; out 0xe9, al ; ret
    /// pam:  push ax ; mov dx, 0xcf8 ; mov eax, 0x80000058 ; out dx, eax
    ///       pop ax ; mov dx, 0xcfd ; out dx, al ; ret
    /// ```
    private static final String SHADOW =
            "b020e84900b800f08ed88ec031f631fffcb90080f3a5c606000277e82a00b030e82b00e82200"
                    + "c606000278e81a00b010e81b00c606000279e80d00b000e80e00e80500b000e6f4f4"
                    + "a00002e6e9c350baf80c66b85800008066ef58bafd0ceec3";

    @Test
    void firmwareCopiesItselfIntoShadowRamAndLocksIt() throws ImageException {
        RunResult result = run(SHADOW);
        assertEquals(1, result.exitCode(), result.message());
        assertEquals("RwxxR", console.debugcon());
        assertEquals(List.of(), console.log());
    }
}
