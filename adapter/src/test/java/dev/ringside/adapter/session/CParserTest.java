package dev.ringside.adapter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.adapter.source.SymbolTables;
import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.EvaluationContext;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Expressions without a program: C's operators, types and errors. Those with one are
/// `CKernelTest`'s.
class CParserTest {
    private static final long SEED = 20261123;

    /// Registers at reset with a few values; memory holds its own address's low byte.
    private static final EvaluationContext MACHINE =
            new EvaluationContext() {
                private final VcpuState state = new VcpuState();

                @Override
                public VcpuState state() {
                    state.gpr[VcpuState.RAX] = 0xFFFF_FFFF_FFFF_FFF0L;
                    state.gpr[VcpuState.RBX] = 3;
                    return state;
                }

                @Override
                public int vcpu() {
                    return 0;
                }

                @Override
                public int errorCode() {
                    return 0;
                }

                @Override
                public long read(AddressKind kind, long address, int size) {
                    if (address < 0) {
                        throw new ZxException(ZxStatus.NOT_FOUND, "nothing there");
                    }
                    long value = 0;
                    for (int i = size - 1; i >= 0; i--) {
                        value = value << 8 | address + i & 0xFF;
                    }
                    return value;
                }
            };

    private static CNode parse(String text) throws SessionException {
        return new CParser(text, new CNames(SymbolTables.empty(), 0, List.of())).parse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 + 2 * 3 ; 7",
                "(1 + 2) * 3 ; 9",
                "7 / 2 % 2 ; 1",
                "1 << 4 | 0x100 >> 8 ; 17",
                "~0 == -1 ; 1",
                "!rbx || rbx == 3 ; 1",
                "$rbx + %rbx + rbx ; 9",
                "eax == 0xfffffff0 ; 1",
                "(int)eax == -16 ; 1",
                "(int)eax < 0 && (unsigned int)eax > 0 ; 1",
                "(char)0x1ff ; -1",
                "(unsigned char)0x1ff ; 255",
                "(short)-1 >> 4 ; -1",
                "(_Bool)8 ; 1",
                "*(unsigned char *)0x1234 ; 0x34",
                "((unsigned short *)0x10)[1] ; 0x1312",
                "*((int *)0x10 + 1) ; 0x17161514",
                "(int *)0x20 - (int *)0x10 ; 4",
                "sizeof(long long) + sizeof(char [3]) ; 11",
                "sizeof(void *) ; 8",
                "byte [0x1234] ; 0x34",
                "dword ptr [0x10] ; 0x13121110",
                "phys byte [7] ; 7",
                "&byte [0x77] ; 0x77",
                "rbx in 3..4 ; 1",
                "rbx in [0..3] ; 0",
                "07c0:000a ; 0x7c0a",
                "'a' + '\\n' ; 107",
                "0b101 + 10h + 1_000 ; 1021",
                "(int)-7 / 2 ; -3",
            })
    void valuesAreWhatCMakesOfThem(String text, String expected) throws SessionException {
        assertEquals(Long.decode(expected), parse(text).evaluate(MACHINE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rax = 5 | would assign",
                "1 + | a value expected at column 4, not the end",
                "(1 | ')' expected",
                "nobody | neither a variable, a register nor a symbol",
                "rax->next | no members",
                "(struct none *)0 | The program has no struct none",
                "*(void *)8 | is not known; cast it",
                "&rax | Only a variable or memory has an address",
                "(int *)0 . | an operator expected",
                "((int *)0)[0..99999999] | A slice has 0 to",
                "((int *)0)[0..rbx] | numbers",
                "\"text\" | can only be compared",
                "sizeof(rax) | needs a type",
                "99999999999999999999 | 64 bits",
                "(double)1 | floating-point",
                "@ | neither",
                "rax rbx | an operator expected",
            })
    void mistakesAreToldWhereTheyAre(String text, String words) {
        SessionException error = assertThrows(SessionException.class, () -> parse(text));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains(words.strip()), message);
    }

    @Test
    void aMegabyteIsRefusedAtOnce() {
        for (String piece : List.of("(", "1+", "*", "a.", "rax->", "-", "[", "\"", "0x1", "&")) {
            String text = piece.repeat((1 << 20) / piece.length());
            SessionException error = assertThrows(SessionException.class, () -> parse(text));
            assertTrue(String.valueOf(error.getMessage()).contains("longer than 4096"));
        }
    }

    @Test
    void longNamesAndTextsDoNotExhaustTheStack() {
        for (String text :
                List.of(
                        "a".repeat(4000),
                        "a.".repeat(2000),
                        "\"" + "x".repeat(4000) + "\"",
                        "\"" + "\\\"".repeat(2000),
                        "1" + "+1".repeat(2000) + "+none",
                        "x" + "->y".repeat(1300))) {
            assertThrows(SessionException.class, () -> parse(text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "!", "~", "*", "&", "[", "sizeof ", "(int)", "byte["})
    void deepNestingIsRefused(String piece) {
        assertThrows(
                SessionException.class, () -> parse(piece.repeat(4000 / piece.length()) + "1"));
    }

    @Test
    void anyTextIsAValueOrAnError() {
        List<String> words =
                List.of(
                        "rax", "1", "(", ")", "[", "]", "*", "&", "-", "->", ".", "..", "in", "int",
                        "struct", "sizeof", "==", "\"a\"", "'", ",", "phys", ":", "cs", "byte",
                        "u8", "0x", "?", "@", "$", "7c0:", "\\", "long", "char", "=");
        SplittableRandom random = new SplittableRandom(SEED);
        int values = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            int count = 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) {
                text.append(words.get(random.nextInt(words.size())));
                text.append(random.nextBoolean() ? " " : "");
            }
            try {
                parse(text.toString()).evaluate(MACHINE);
                values++;
            } catch (SessionException | ZxException e) {
                assertFalse(String.valueOf(e.getMessage()).isEmpty(), "seed " + SEED + ": " + text);
            }
        }
        assertTrue(values > 100, values + " values");
    }

    @Test
    void textsAreComparedInMemory() throws SessionException {
        // Memory holds "ABC" at 0x41, and what follows is no zero byte.
        assertEquals(0, parse("(char *)0x41 == \"ABC\"").evaluate(MACHINE));
        assertEquals(1, parse("(char *)0x41 != \"ABC\"").evaluate(MACHINE));
        assertEquals(1, parse("(char *)0xff != \"x\"").evaluate(MACHINE));
    }

    @Test
    void plainExpressionsStayTheEngines() throws SessionException {
        CNames names = new CNames(SymbolTables.empty(), 0, List.of());
        CParser plain = new CParser("rax + 4 == 0x10 && byte [ds:si] != 0", names);
        plain.parse();
        assertTrue(plain.isPlain());
        CParser typed = new CParser("*(int *)rax == 1", names);
        assertInstanceOf(COperation.Comparison.class, typed.parse());
        assertFalse(typed.isPlain());
    }
}
