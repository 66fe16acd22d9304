package dev.ringside.engine.x86.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.state.SegmentRegister;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lengths, mnemonics and operands of single encodings, and what holds for all of them.
class DecoderTest {
    private static final long SEED = 0x5EED_0002;

    private final Decoder decoder = new Decoder();
    private final Instruction insn = new Instruction();

    private Instruction decode(int bits, String hex) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        int[] at = {0};
        decoder.decode(() -> code[at[0]++] & 0xFF, bits / 8, insn);
        assertEquals(insn.length, at[0], "bytes fetched");
        return insn;
    }

    @ParameterizedTest
    @CsvSource({
        "64, 4889c3, 3, mov",
        "64, 48b88877665544332211, 10, movabs",
        "64, a08877665544332211, 9, movabs",
        "64, 67a088776655, 6, mov",
        "32, a088776655, 5, mov",
        "16, a08877, 3, mov",
        "64, 66e910000000, 6, jmp",
        "64, 66e810000000, 6, call",
        "64, 660f8410000000, 7, je",
        "32, 66e91000, 4, jmp",
        "16, 66e910000000, 6, jmp",
        "64, ff1510000000, 6, call",
        "64, ff1d10000000, 6, lcall",
        "64, 48ff1d10000000, 7, lcall",
        "32, 9a112233445566, 7, lcall",
        "16, ea11223344, 5, ljmp",
        "64, f390, 2, pause",
        "64, 4190, 2, xchg",
        "64, 4890, 2, nop",
        "64, 6690, 2, nop",
        "64, f30f1efa, 4, nop",
        "64, 0f1f840000000000, 8, nop",
        "64, c8341207, 4, enter",
        "64, 6968107f345678, 7, imul",
        "64, 66696810 7f34, 6, imul",
        "64, f7042412345678, 7, test",
        "64, f6042412, 4, test",
        "64, f71424, 3, not",
        "64, 0fba642410 1f, 6, bt",
        "64, 660f3817c1, 5, ptest",
        "64, f20f38f1c1, 5, crc32",
        "64, 66f20f38f1c1, 6, crc32",
        "64, 0f38f006, 4, movbe",
        "64, 660f3a0fc105, 6, palignr",
        "64, d9042410, 3, fld",
        "64, d9e8, 2, fld1",
        "64, dfe0, 2, fnstsw",
        "64, dee9, 2, fsubp",
        "64, 0fae0424, 4, fxsave",
        "64, 480fae0424, 5, fxsave64",
        "64, 0faee8, 3, lfence",
        "64, f3480faec0, 5, rdfsbase",
        "64, 0fc70e, 3, cmpxchg8b",
        "64, 480fc70e, 4, cmpxchg16b",
        "64, 0f01f8, 3, swapgs",
        "64, 0f01f9, 3, rdtscp",
        "64, 0f01d0, 3, xgetbv",
        "64, 0f0b, 2, ud2",
        "64, 0fb900, 3, ud1",
        "64, 6348 10, 3, movsxd",
        "32, 6348 10, 3, arpl",
        "32, 62 00, 2, bound",
        "32, c400, 2, les",
        "16, c4460a, 3, les",
        "64, 48cf, 2, iretq",
        "32, cf, 1, iretd",
        "16, cf, 1, iret",
        "64, 66489c, 3, pushfq",
        "64, 669c, 2, pushf",
        "64, 9c, 1, pushfq",
        "32, 60, 1, pushad",
        "64, 48a5, 2, movsq",
        "64, 66a5, 2, movsw",
        "64, 67e310, 3, jecxz",
        "32, 67e310, 3, jcxz",
        "64, 0f0fc09a, 4, 3dnow",
        "64, c5f877, 3, vzeroupper",
        "64, c4e27918c2, 5, vbroadcastss",
        "64, c4e3710fc205, 6, vpalignr",
        "64, c5f1c44424 1005, 7, vpinsrw",
        "64, 62f17c4858c1, 6, evex",
        "64, 62f37d4825c1ff, 7, evex",
        "32, c5f858c1, 4, vaddps",
        "64, 8fe878c0c105, 6, xop",
        "64, 8fe97090c1, 5, xop",
        "64, 8fea7810c105000000, 9, xop",
    })
    void readsLengthAndMnemonic(int bits, String hex, int length, String mnemonic) {
        decode(bits, hex.replace(" ", "").substring(0, 2 * length));
        assertEquals(length, insn.length);
        assertEquals(mnemonic, Mnemonic.of(insn));
    }

    @ParameterizedTest
    @CsvSource({
        "64, 06",
        "64, 27",
        "64, 60",
        "64, 9a",
        "64, ea",
        "64, d4",
        "64, ce",
        "64, 82",
        "64, 0f04",
        "64, 0f0a",
        "64, 0fa6",
        "64, 8dc0",
        "64, 8ec8",
        "64, 8cf0",
        "64, feff",
        "64, ffff",
        "64, f0ffc0",
        "64, f090",
        "64, f03906",
        "64, f00306",
        "64, 0fc7c8",
        "64, 0f01c6",
        "64, 66c5f877",
        "64, f0c5f877",
        "64, 48c5f877",
        "32, 0f01f8",
        "32, f30faec0"
    })
    void refusesEncodingsWithoutAMeaning(int bits, String hex) {
        byte[] code = HexFormat.of().parseHex(hex + "00".repeat(14));
        int[] at = {0};
        decoder.decode(() -> code[at[0]++] & 0xFF, bits / 8, insn);
        assertEquals(Opcode.INVALID, insn.opcode, hex);
    }

    @Test
    void readsTheOperandsOfAMemoryForm() {
        decode(64, "644a8b44f910");
        assertTrue(insn.isMemory);
        assertEquals(0, insn.reg);
        assertEquals(1, insn.base);
        assertEquals(15, insn.index);
        assertEquals(3, insn.scale);
        assertEquals(0x10, insn.displacement);
        assertEquals(SegmentRegister.FS, insn.segment);
        assertEquals(8, insn.operandSize);
        assertEquals(8, insn.addressSize);
        assertEquals(Opcode.MOV, insn.opcode);
    }

    @Test
    void stackRegistersSelectTheStackSegment() {
        assertEquals(SegmentRegister.SS, decode(32, "8b4500").segment);
        assertEquals(SegmentRegister.SS, decode(32, "8b0424").segment);
        assertEquals(SegmentRegister.SS, decode(16, "8b02").segment);
        assertEquals(SegmentRegister.DS, decode(32, "8b0485 00000000").segment);
        assertEquals(SegmentRegister.DS, decode(64, "418b4500").segment);
        assertEquals(SegmentRegister.CS, decode(32, "2e8b4500").segment);
        assertEquals(SegmentRegister.SS, decode(64, "2e8b4500").segment);
    }

    @Test
    void ripRelativeOnlyIn64BitCode() {
        assertEquals(Instruction.RIP, decode(64, "8b0510000000").base);
        assertEquals(Instruction.NONE, decode(32, "8b0510000000").base);
        assertEquals(Instruction.NONE, decode(64, "8b042510000000").base);
    }

    @Test
    void rexCountsOnlyRightBeforeTheOpcode() {
        assertEquals(2, decode(64, "486689c3").operandSize);
        assertEquals(8, decode(64, "664889c3").operandSize);
        assertFalse(decode(64, "486688c3").hasRex);
    }

    @Test
    void fifteenBytesAreTheLimit() {
        String prefixes = "66".repeat(14);
        assertEquals(15, decode(64, prefixes + "90").length);
        byte[] code = HexFormat.of().parseHex(prefixes + "6690");
        int[] at = {0};
        decoder.decode(() -> code[at[0]++] & 0xFF, 8, insn);
        assertEquals(Opcode.TOO_LONG, insn.opcode);
        assertEquals(15, at[0], "the sixteenth byte is not fetched");
    }

    @Test
    void aFaultWhileFetchingReachesTheCaller() {
        ByteFetcher fetcher =
                () -> {
                    throw new IllegalStateException("page fault");
                };
        assertThrows(IllegalStateException.class, () -> decoder.decode(fetcher, 8, insn));
        decode(64, "90");
        assertEquals(Opcode.NOP, insn.opcode);
    }

    /// Random bytes never make the decoder fail, fetch more than it says or leave the ranges that
    /// the interpreter indexes with.
    @Test
    void anyBytesGiveAnInstructionWithinItsRanges() {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] code = new byte[16];
        for (int i = 0; i < 300_000; i++) {
            random.nextBytes(code);
            int[] at = {0};
            int bytes = 2 << random.nextInt(3);
            decoder.decode(() -> code[at[0]++] & 0xFF, bytes, insn);
            String what = HexFormat.of().formatHex(code) + " seed " + SEED;
            assertEquals(at[0], insn.length, what);
            assertTrue(insn.length <= 15, what);
            boolean ranges =
                    insn.reg < 16
                            && insn.rm < 16
                            && insn.base <= Instruction.RIP
                            && insn.index < 16
                            && insn.segment < SegmentRegister.LDTR
                            && Integer.bitCount(insn.operandSize) == 1;
            assertTrue(ranges, what);
        }
    }

    @Test
    void everyConstantHasItsOwnMnemonic() throws IllegalAccessException {
        List<String> wrong = new ArrayList<>();
        for (Field field : Opcode.class.getFields()) {
            String name = field.getName();
            if (name.startsWith("FIRST")) {
                continue;
            }
            int number = field.getInt(null);
            if (Opcode.number(name) != number) {
                wrong.add(name);
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals("cmpxchg", Opcode.mnemonic(Opcode.CMPXCHG));
        assertEquals("ud0", Opcode.mnemonic(Opcode.UD0).toLowerCase(Locale.ROOT));
    }
}
