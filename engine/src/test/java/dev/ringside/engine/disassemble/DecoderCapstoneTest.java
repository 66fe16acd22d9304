package dev.ringside.engine.disassemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.x86.decode.Decoder;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Mnemonic;
import dev.ringside.engine.x86.decode.Opcode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Our decoder's lengths and mnemonics against Capstone's on random encodings. What differs must be
/// in [DecoderException]'s table.
class DecoderCapstoneTest {
    private static final long SEED = 20_260_103;
    private static final int[] PREFIXES = {
        0x66, 0x67, 0xF0, 0xF2, 0xF3, 0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65
    };
    private static final int SHOWN = 20;

    private final Disassembler capstone = Capstone.open();
    private final Decoder decoder = new Decoder();
    private final Instruction insn = new Instruction();
    private int at;

    @ParameterizedTest
    @EnumSource(CodeSize.class)
    void decoderAgreesWithCapstoneOn20000RandomEncodings(CodeSize size) {
        compare(size, 20_000);
    }

    @ParameterizedTest
    @EnumSource(CodeSize.class)
    @Tag("long")
    void decoderAgreesWithCapstoneOn1MillionRandomEncodings(CodeSize size) {
        compare(size, 1_000_000);
    }

    private void compare(CodeSize size, int count) {
        Random random = new Random(SEED + size.bits());
        List<String> unexplained = new ArrayList<>();
        byte[] code = new byte[15];
        int both = 0;
        for (int i = 0; i < count; i++) {
            fill(random, code, size);
            DisassembledInstruction theirs = capstone.decode(code, 0, 0, size);
            at = 0;
            decoder.decode(() -> next(code), size.bits() / 8, insn);
            boolean valid = insn.opcode != Opcode.INVALID && insn.opcode != Opcode.TOO_LONG;
            String ours = valid ? Mnemonic.of(insn) : "";
            both += valid && theirs != null ? 1 : 0;
            DecoderException.Encoding encoding =
                    new DecoderException.Encoding(code, size, theirs, ours, insn.length);
            if (!encoding.same() && DecoderException.of(encoding) == null) {
                unexplained.add(describe(code, size, theirs, ours));
            }
        }
        assertTrue(both > count / 3, "hardly anything was decoded by both");
        assertEquals(
                0,
                unexplained.size(),
                () ->
                        "seed %d: %s"
                                .formatted(
                                        SEED,
                                        String.join(
                                                "\n",
                                                unexplained.subList(
                                                        0, Math.min(SHOWN, unexplained.size())))));
    }

    private int next(byte[] code) {
        int value = at < code.length ? code[at] & 0xFF : 0;
        at++;
        return value;
    }

    /// Random bytes, most of them with likely prefixes and maps in front.
    private static void fill(Random random, byte[] code, CodeSize size) {
        random.nextBytes(code);
        int kind = random.nextInt(12);
        if (kind >= 8) {
            return;
        }
        if (kind >= 6) {
            vex(random, code);
            return;
        }
        int at = 0;
        for (int k = random.nextInt(3); k > 0; k--) {
            code[at++] = (byte) PREFIXES[random.nextInt(PREFIXES.length)];
        }
        if (size == CodeSize.BITS_64 && random.nextBoolean()) {
            code[at++] = (byte) (0x40 | random.nextInt(16));
        }
        if (random.nextBoolean()) {
            code[at++] = 0x0F;
            if (random.nextInt(4) == 0) {
                code[at] = (byte) (random.nextBoolean() ? 0x38 : 0x3A);
            }
        }
    }

    /// Two or three bytes of VEX; vvvv mostly names no register.
    private static void vex(Random random, byte[] code) {
        boolean none = random.nextBoolean();
        boolean two = random.nextInt(3) == 0;
        code[0] = (byte) (two ? 0xC5 : 0xC4);
        int last = two ? 1 : 2;
        if (!two) {
            code[1] = (byte) (code[1] & 0xE0 | 1 + random.nextInt(3));
        }
        // Outside 64-bit code R and X are what tells VEX from LES and LDS.
        code[1] |= (byte) (random.nextBoolean() ? 0xC0 : 0);
        code[last] |= (byte) (none ? 0x78 : 0);
    }

    private String describe(
            byte[] code,
            CodeSize size,
            @org.jspecify.annotations.Nullable DisassembledInstruction theirs,
            String ours) {
        return "%d-bit %s: Capstone %s, decoder %s (%d bytes)"
                .formatted(
                        size.bits(),
                        HexFormat.of().formatHex(code),
                        theirs == null ? "refuses" : theirs.text() + " (" + theirs.length() + ")",
                        ours.isEmpty() ? "refuses" : ours,
                        insn.length);
    }
}
