package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Devices in memory as a guest's code reaches them.
@Timeout(60)
class MemoryCyclesTest {
    private final Recorder console = new Recorder();

    private RunResult run(String hex) throws ImageException {
        MachineConfig config =
                MachineConfig.builder()
                        .image("test.bin", HexFormat.of().parseHex(hex.replace(" ", "")))
                        .boot(BootKind.FLAT)
                        .mode(CpuMode.PROTECTED)
                        .maxInstructions(10_000_000)
                        .timeout(Duration.ofSeconds(50))
                        .build();
        return Machine.create(config, console).run();
    }

    /// ```
    ///    mov dword [0xfed00010], 1 ; mov ebx, [0xfed000f0] ; mov ecx, 1000
    /// l: dec ecx ; jnz l ; mov eax, [0xfed000f0] ; sub eax, ebx ; out 0xe9, al
    ///    mov al, 0 ; out 0xf4, al ; hlt
    /// ```
    @Test
    void timeIsUpToDateWhenADeviceLooksAtIt() throws ImageException {
        run("c7051000d0fe010000008b1df000d0feb9e80300004975fd" + "a1f000d0fe29d8e6e9b000e6f4f4");
        // 2,002 instructions of 1 ns each between the reads, at 100 MHz.
        assertEquals("\u00c8", console.debugcon());
        assertEquals(List.of(), console.log());
    }

    /// ```
    /// mov eax, [0xe0000000] ; out 0xe9, al ; mov [0xe0000004], eax
    /// mov al, 0 ; out 0xf4, al ; hlt
    /// ```
    @Test
    void memoryThatNobodyAnswersReadsOnesAndIsLoggedOnce() throws ImageException {
        run("a1000000e0 e6e9 a3040000e0 b000e6f4f4");
        assertEquals("\u00ff", console.debugcon());
        assertEquals(
                List.of("memory at 0xe0000000 is read, but nothing takes that"), console.log());
    }

    /// A PCI function's frame buffer is mapped where its register says: at FD000000 by the BIOS.
    ///
    /// ```
    /// mov byte [0xfd000100], 0x42 ; mov al, [0xfd000100] ; out 0xe9, al
    /// mov al, 0 ; out 0xf4, al ; hlt
    /// ```
    @Test
    void frameBufferIsMemory() throws ImageException {
        run("c605000100fd42 a0000100fd e6e9 b000e6f4f4");
        assertEquals("B", console.debugcon());
        assertEquals(List.of(), console.log());
    }
}
