package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.VcpuState;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Machines with several VCPUs: start-up, interleaving, time, and the debugger's view. The guests
/// are flat 32-bit images at 0x100000 that copy real-mode code for the others to 0x8000; each
/// source stands above its bytes.
@Timeout(60)
class SeveralVcpusTest {
    private static final long START = 0x100000;
    private final Recorder console = new Recorder();

    private static MachineConfig.Builder config(String hex, int vcpus) {
        return MachineConfig.builder()
                .image("smp.bin", HexFormat.of().parseHex(hex))
                .boot(BootKind.FLAT)
                .mode(CpuMode.PROTECTED)
                .loadAddress(START)
                .vcpus(vcpus)
                .maxInstructions(20_000_000)
                .timeout(Duration.ofSeconds(50));
    }

    private RunResult run(String hex, int vcpus) throws ImageException {
        return Machine.create(config(hex, vcpus).build(), console).run();
    }

    /// ```
    ///        copy ap to 0x8000 ; mov ebp, 0xfee00000 ; mov dword [ebp+0xf0], 0x1ff
    ///        mov dword [ebp+0x300], 0xc4500 ; mov dword [ebp+0x300], 0xc4608
    ///        mov ebx, 0x9000 ; mov ecx, 3000
    /// again: mov eax, 1
    /// lock1: pause ; xchg eax, [ebx] ; test eax, eax ; jnz lock1
    ///        rdtsc ; less than the quadword [ebx+4]? then inc dword [ebx+12]
    ///        store it there ; mov dword [ebx], 0 ; loop again
    /// wait:  pause ; cmp dword [ebx+16], 1 ; jb wait
    ///        mov eax, [ebx+12] ; out 0xf4, al
    /// ap:    the same, then inc dword [0x9010] ; cli ; hlt
    /// ```
    private static final String WARP =
            "be77001000bf00800000b952000000f3a4bd0000e0fec785f0000000ff010000c7850003000000450c00"
                    + "c7850003000008460c00bb00900000b9b80b0000b801000000f390870385c075f80f313b5308"
                    + "720777083b43047303ff430c894304895308c70300000000e2d4f390837b100172f88b430ce6f4"
                    + "b800098ed866b9b80b000066b801000000f39066870600006685c075f40f31663b160800720977"
                    + "0c663b060400730566ff060c0066a30400668916080066c70600000000000067e2c266ff061000"
                    + "faf4ebfc";

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void timeStampsNeverGoBackFromOneProcessorToTheNext(int vcpus) throws ImageException {
        RunResult result = run(WARP, vcpus);
        assertEquals(1, result.exitCode(), result.message());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void twoRunsEndInTheSameState(int vcpus) throws ImageException {
        String[] hashes = new String[2];
        for (int i = 0; i < 2; i++) {
            MachineConfig config = config(WARP, vcpus).maxInstructions(50_001).build();
            hashes[i] = Machine.create(config, console).runAndHash();
        }
        assertEquals(hashes[0], hashes[1]);
        MachineConfig later = config(WARP, vcpus).maxInstructions(50_002).build();
        assertNotEquals(hashes[0], Machine.create(later, console).runAndHash());
    }

    @Test
    void theInstructionLimitCountsAllVcpusExactly() throws ImageException {
        MachineConfig config = config(SPIN, 3).maxInstructions(123_457).build();
        RunResult result = Machine.create(config, console).run();
        assertEquals(RunResult.LIMIT, result.exitCode());
        assertEquals(123_457, result.instructions());
    }

    /// ```
    ///       copy ap to 0x8000 ; INIT and start-up to all others ; mov al, 1
    /// next: inc eax ; mov [patch+1], al
    /// wait: pause ; cmp [0x9000], al ; jne wait
    ///       cmp al, 100 ; jb next ; out 0xf4, al
    /// ap:   mov bx, 0x900 ; mov ds, bx
    /// patch: mov al, 1 ; mov [0], al ; jmp patch
    /// ```
    private static final String MODIFY =
            "be42001000bf00800000b90c000000f3a4bd0000e0fec7850003000000450c00c7850003000008460c00"
                    + "b00140a206800000f39038050090000075f63c6472ece6f4bb00098edbb001a20000ebf9";

    /// SDM Vol. 3A 8.1.3, "Handling Self- and Cross-Modifying Code".
    @Test
    void aStoreReachesCodeThatAnotherProcessorIsLoopingIn() throws ImageException {
        RunResult result = run(MODIFY, 2);
        assertEquals(100 << 1 | 1, result.exitCode(), result.message());
    }

    /// ```
    ///        copy ap to 0x8000 ; IVT[0x40] = handler ; mov edx, 2
    /// life:  clear [0x9000], [0x9004] ; INIT and start-up to APIC 1
    /// up:    pause ; cmp dword [0x9004], 1 ; jne up ; xor ecx, ecx
    /// again: mov dword [0xfee00300], 0x4040 ; inc ecx
    /// heard: pause ; cmp [0x9000], ecx ; jne heard
    ///        cmp ecx, 10 ; jb again ; dec edx ; jnz life ; mov al, cl ; out 0xf4, al
    /// ap:    stack at 0x7000 ; x2APIC on ; SVR = 0x1ff ; inc dword [0x9004] ; sti
    /// rest:  hlt ; jmp rest
    /// handler: inc dword [0x9000] ; write 0 to the EOI MSR ; iret
    /// ```
    private static final String INTERRUPTS =
            "be84001000bf00800000b944000000f3a466c70500010000308066c705020100000000bd0000e0febb00"
                    + "900000ba02000000c70300000000c7430400000000c7851003000000000001c785000300000045"
                    + "0000c7850003000008460000f390837b040175f831c9c785000300004040000041f390390b75fa"
                    + "83f90a72ea4a75b288c8e6f431c08ed88ed0bc007066b91b0000000f320d000c0f3066b90f0800"
                    + "0066b8ff0100006631d20f3066ff060490fbf4ebfd66ff06009066b90b0800006631c06631d20f"
                    + "30cf";

    /// SDM Vol. 3A 8.4.4.2: INIT and start-up bring a processor up, also a second time.
    @Test
    void interruptsWakeAHaltedProcessorThatWasStartedTwice() throws ImageException {
        RunResult result = run(INTERRUPTS, 2);
        assertEquals(10 << 1 | 1, result.exitCode(), result.message());
        assertTrue(
                result.instructions() < 200_000, "a sleeper wakes soon: " + result.instructions());
    }

    /// ```
    ///       copy ap to 0x8000 ; INIT and start-up to all others
    /// own:  inc ebx ; jmp own          0x10002a
    /// ap:   mov edx, 1
    /// other: inc edx ; jmp other       0x8006
    /// ```
    private static final String SPIN =
            "be2d001000bf00800000b90a000000f3a4bd0000e0fec7850003000000450c00c7850003000008460c00"
                    + "43ebfd66ba010000006642ebfc";

    private static final long OWN = 0x10002A;
    private static final long OTHER = 0x8006;

    private static Breakpoint at(long address) {
        return Breakpoint.at(1, new Breakpoint.Place.Linear(address));
    }

    @Test
    void aStopHoldsAllVcpusAndEachShowsItsOwnRegisters() throws ImageException {
        try (Machine machine = Machine.create(config(SPIN, 2).build(), console)) {
            Stops stops = new Stops(machine);
            Debugger debugger = machine.debugger();
            assertEquals(2, debugger.vcpuCount());
            assertEquals(Activity.WAIT_FOR_SIPI, debugger.state(1).activity);
            debugger.setBreakpoints(List.of(at(OTHER)));
            assertInstanceOf(StopReason.Hit.class, stops.resume(new Resume.Continue()));
            assertEquals(1, debugger.lastStop().vcpu());
            assertEquals(OTHER, debugger.state(1).linearRip());
            assertEquals(1, debugger.state(1).gpr[VcpuState.RDX]);
            assertEquals(START, debugger.state(0).rip & ~0xFFF);
            debugger.setBreakpoints(List.of(at(OWN)));
            assertInstanceOf(StopReason.Hit.class, stops.resume(new Resume.Continue()));
            assertEquals(0, debugger.lastStop().vcpu());
            assertEquals(OWN, debugger.state(0).rip);
        }
    }

    @Test
    void aStepMovesOneVcpuAndHoldsTheOthers() throws ImageException {
        try (Machine machine = Machine.create(config(SPIN, 3).build(), console)) {
            Stops stops = new Stops(machine);
            Debugger debugger = machine.debugger();
            debugger.setBreakpoints(List.of(at(OTHER)));
            stops.resume(new Resume.Continue());
            debugger.setBreakpoints(List.of());
            for (int vcpu : new int[] {2, 0, 1, 0, 2}) {
                // The third VCPU may not have begun: let it.
                if (debugger.state(vcpu).gpr[VcpuState.RDX] == 0x600) {
                    continue;
                }
                long[] before = counts(debugger);
                assertInstanceOf(
                        StopReason.Step.class, stops.resume(new Resume.StepInto(vcpu, null)));
                before[vcpu]++;
                assertEquals(List.of(before[0], before[1], before[2]), list(counts(debugger)));
            }
        }
    }

    private static long[] counts(Debugger debugger) {
        long[] counts = new long[3];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = debugger.state(i).instructionCount;
        }
        return counts;
    }

    private static List<Long> list(long[] values) {
        return List.of(values[0], values[1], values[2]);
    }

    @Test
    void pauseStopsSpinningVcpusAndTheyGoOn() throws ImageException {
        try (Machine machine = Machine.create(config(SPIN, 2).build(), console)) {
            Stops stops = new Stops(machine);
            Debugger debugger = machine.debugger();
            for (int i = 0; i < 5; i++) {
                debugger.resume(new Resume.Continue());
                debugger.pause();
                assertInstanceOf(StopReason.Pause.class, stops.next());
                byte[] there = new byte[1];
                assertEquals(1, debugger.read(AddressKind.LINEAR, 1, 0x8000, there, 0, 1));
            }
        }
    }

    @Test
    void runToAnAddressStopsWhicheverVcpuComesThere() throws ImageException {
        try (Machine machine = Machine.create(config(SPIN, 2).build(), console)) {
            Stops stops = new Stops(machine);
            assertInstanceOf(StopReason.Step.class, stops.resume(new Resume.RunTo(OTHER)));
            assertEquals(OTHER, machine.debugger().state(1).linearRip());
        }
    }

    /// ```
    ///       inc dword [0x7000] ; mov eax, [0x9004] ; wait ; cmp eax, [0x9004]
    ///       mov al, 0x40 ; jne out
    ///       copy ap to 0x8000 ; [0x9000] = 0 ; INIT and start-up to all others
    /// wait: pause ; cmp dword [0x9000], 0 ; je wait
    ///       mov al, [0x7000] ; cmp al, 3 ; jae out ; mov al, 1 ; out 0x92, al ; jmp $
    /// out:  out 0xf4, al
    /// ap:   mov bx, 0x900 ; mov ds, bx ; mov byte [0], 1
    /// beat: inc dword [4] ; jmp beat
    /// ```
    private static final String RESET =
            "ff0500700000a104900000b950c30000f390e2fc3b0504900000b040754ebe6e001000bf00800000b911"
                    + "000000f3a4bd0000e0fec7050090000000000000c7850003000000450c00c7850003000008460c00f390"
                    + "833d009000000074f5a0007000003c037306b001e692ebfee6f4bb00098edbc60600000166ff060400eb"
                    + "f9";

    @Test
    void aResetSendsTheOthersBackToWaiting() throws ImageException {
        RunResult result = run(RESET, 2);
        assertEquals(3 << 1 | 1, result.exitCode(), result.message());
    }

    /// `rdrand eax ; out 0xf4, al` in 32-bit code.
    @Test
    void randomNumbersFollowFromTheMachinesSeed() throws ImageException {
        int[] codes = new int[3];
        for (int i = 0; i < 3; i++) {
            MachineConfig config = config("0fc7f0e6f4", 1).seed(i / 2).build();
            codes[i] = Machine.create(config, console).run().exitCode();
        }
        assertEquals(codes[0], codes[1]);
        assertNotEquals(codes[0], codes[2]);
    }

    @Test
    void moreThanEightVcpusAreRefused() {
        for (int count : new int[] {0, 9}) {
            ImageException refused =
                    assertThrows(
                            ImageException.class,
                            () -> Machine.create(config(SPIN, count).build(), console));
            assertTrue(refused.getMessage().contains("--vcpus " + count), refused.getMessage());
        }
    }
}
