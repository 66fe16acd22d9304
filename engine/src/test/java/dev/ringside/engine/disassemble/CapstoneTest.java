package dev.ringside.engine.disassemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.engine.state.CodeSize;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapstoneTest {
    private static final Disassembler CAPSTONE = Capstone.open();
    private static final List<CodeSize> SIZES = List.of(CodeSize.values());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    BITS_16 | 60                   | pusha                       | PLAIN
                    BITS_16 | 98                   | cbw                         | PLAIN
                    BITS_16 | 6699                 | cdq                         | PLAIN
                    BITS_32 | 6698                 | cbw                         | PLAIN
                    BITS_64 | 4899                 | cqo                         | PLAIN
                    BITS_16 | 6661                 | popad                       | PLAIN
                    BITS_16 | 7480                 | je 0xff92                   | JUMP
                    BITS_16 | 660f84f0ffffff       | je 7                        | JUMP
                    BITS_16 | 66e900000080         | jmp 0x80000016              | JUMP
                    BITS_16 | e2f0                 | loop 2                      | JUMP
                    BITS_16 | e8f0ff               | call 3                      | CALL
                    BITS_16 | e80080               | call 0x8013                 | CALL
                    BITS_16 | 9a34127856           | lcall 0x5678:0x1234         | CALL
                    BITS_16 | ea34127856           | ljmp 0x5678:0x1234          | JUMP
                    BITS_16 | ff28                 | ljmp dword ptr [bx + si]    | JUMP
                    BITS_16 | 66ff28               | ljmp fword ptr [bx + si]    | JUMP
                    BITS_16 | cd10                 | int 0x10                    | INTERRUPT
                    BITS_16 | cf                   | iret                        | INTERRUPT_RETURN
                    BITS_32 | eb80                 | jmp 0xffffff92              | JUMP
                    BITS_32 | 66eb80               | jmp 0xff93                  | JUMP
                    BITS_32 | 61                   | popad                       | PLAIN
                    BITS_32 | ff18                 | lcall fword ptr [eax]       | CALL
                    BITS_32 | ce                   | into                        | INTERRUPT
                    BITS_64 | 48ff28               | ljmp tbyte ptr [rax]        | JUMP
                    BITS_64 | ff10                 | call qword ptr [rax]        | CALL
                    BITS_64 | ffe0                 | jmp rax                     | JUMP
                    BITS_64 | eb80                 | jmp 0xffffffffffffff92      | JUMP
                    BITS_64 | 0fb94004             | ud1 eax, dword ptr [rax + 4]| PLAIN
                    BITS_64 | 0fffc1               | ud0 eax, ecx                | PLAIN
                    BITS_64 | f30f01ee             | clui                        | PLAIN
                    BITS_64 | 0f01ee               | rdpkru                      | PLAIN
                    BITS_64 | dff0                 | fcomip st(0)                | PLAIN
                    BITS_64 | db28                 | fld tbyte ptr [rax]         | PLAIN
                    BITS_64 | 0f05                 | syscall                     | INTERRUPT
                    BITS_64 | 0f34                 | sysenter                    | INTERRUPT
                    BITS_64 | 480f07               | sysretq                     | INTERRUPT_RETURN
                    BITS_64 | c20800               | ret 8                       | RETURN
                    BITS_64 | cb                   | retf                        | RETURN
                    BITS_64 | cc                   | int3                        | INTERRUPT
                    BITS_64 | f1                   | int1                        | INTERRUPT
                    BITS_64 | e300                 | jrcxz 0x12                  | JUMP
                    BITS_64 | f4                   | hlt                         | PLAIN
                    """)
    void textAndGroupAreWhatAUserReads(
            CodeSize size, String bytes, String text, DisassembledInstruction.Group group) {
        byte[] code = HexFormat.of().parseHex(bytes);
        DisassembledInstruction found = CAPSTONE.decode(Arrays.copyOf(code, 20), 0, 0x10, size);
        assertNotNull(found);
        assertEquals(text, found.text());
        assertEquals(group, found.group());
        assertEquals(code.length, found.length());
    }

    @Test
    void bytesThatAreNoInstructionGiveNull() {
        byte[] prefixes = new byte[16];
        Arrays.fill(prefixes, (byte) 0x66);
        assertNull(CAPSTONE.decode(prefixes, 0, 0, CodeSize.BITS_64));
        assertNull(CAPSTONE.decode(new byte[] {0x0F}, 0, 0, CodeSize.BITS_64));
        assertNull(CAPSTONE.decode(new byte[] {0x60}, 0, 0, CodeSize.BITS_64));
        assertNull(CAPSTONE.decode(new byte[0], 0, 0, CodeSize.BITS_16));
        assertNull(CAPSTONE.decode(new byte[] {(byte) 0x90}, 1, 0, CodeSize.BITS_16));
        assertNull(CAPSTONE.decode(new byte[] {(byte) 0x90}, -1, 0, CodeSize.BITS_16));
    }

    @Test
    void randomBytesNeverThrowAndNeverRunPastTheirEnd() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        byte[] code = new byte[15];
        for (int i = 0; i < 60_000; i++) {
            random.nextBytes(code);
            int offset = random.nextInt(code.length);
            CodeSize size = SIZES.get(i % 3);
            DisassembledInstruction found = CAPSTONE.decode(code, offset, random.nextLong(), size);
            assertTrue(
                    found == null || offset + found.length() <= code.length,
                    () -> "seed " + seed + " " + HexFormat.of().formatHex(code));
        }
    }

    @Test
    void fourThreadsReadTheSameTextFromTheSharedInstance() throws Exception {
        Callable<Integer> listing =
                () -> {
                    Random random = new Random(7);
                    byte[] code = new byte[15];
                    int hash = 0;
                    for (int i = 0; i < 5_000; i++) {
                        random.nextBytes(code);
                        DisassembledInstruction found =
                                CAPSTONE.decode(code, 0, 0, SIZES.get(i % 3));
                        hash = 31 * hash + (found == null ? 0 : found.text().hashCode());
                    }
                    return hash;
                };
        int alone = listing.call();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var result : threads.invokeAll(Collections.nCopies(4, listing))) {
                assertEquals(alone, result.get());
            }
        }
    }

    @Test
    void aFailureInsideCapstoneIsNoInstructionAndANewCopyTakesOver() {
        AtomicInteger made = new AtomicInteger();
        Disassembler disassembler =
                new CapstoneDisassembler(
                        new FailingCapstone(),
                        () -> {
                            made.incrementAndGet();
                            return new WasmCapstone();
                        });
        byte[] nop = {(byte) 0x90};
        assertNull(disassembler.decode(nop, 0, 0, CodeSize.BITS_64));
        assertNotNull(disassembler.decode(nop, 0, 0, CodeSize.BITS_64));
        assertEquals(1, made.get());
    }

    @Test
    void nameTellsVersionAndOrigin() {
        assertTrue(CAPSTONE.name().startsWith("Capstone 5."), CAPSTONE.name());
    }

    @Test
    void aMissingLibraryIsRefusedByName() {
        var refusal =
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> new NativeCapstone("libcapstone-that-is-not-there.so"));
        assertEquals("libcapstone-that-is-not-there.so cannot be loaded", refusal.getMessage());
    }

    /// Needs Debian's libcapstone4; without it there is nothing to refuse.
    @Test
    void capstone4IsRefusedWithItsVersionWhereInstalled() {
        var refusal =
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> new NativeCapstone("libcapstone.so.4"));
        String message = String.valueOf(refusal.getMessage());
        assumeTrue(!message.endsWith("cannot be loaded"), "libcapstone.so.4 is not installed");
        assertEquals(
                "libcapstone.so.4 is Capstone 4.0: Ringside knows the structures of Capstone 5"
                        + " only, and 4 misreads many newer instructions",
                message);
    }

    /// A Capstone whose memory went bad.
    private static final class FailingCapstone implements CapstoneApi {
        @Override
        public int csVersion() {
            return 0x500;
        }

        @Override
        public boolean csSupport(int query) {
            return true;
        }

        @Override
        public long csOpen(int architecture, int mode) {
            return 1;
        }

        @Override
        public void csOption(long handle, int type, long value) {}

        @Override
        public boolean csDisasmIter(
                long handle, byte[] code, int offset, int length, long address, CsInsn insn) {
            throw new IllegalStateException("out of bounds memory access");
        }

        @Override
        public String csRegName(long handle, int register) {
            return "";
        }

        @Override
        public String csInsnName(long handle, int instruction) {
            return "";
        }

        @Override
        public String csGroupName(long handle, int group) {
            return "";
        }

        @Override
        public String origin() {
            return "test";
        }

        @Override
        public void close() {}
    }
}
