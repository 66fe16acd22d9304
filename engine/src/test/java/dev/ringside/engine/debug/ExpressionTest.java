package dev.ringside.engine.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private final VcpuState state = new VcpuState();
    private final EvaluationContext context = new Context();
    private final SymbolResolver symbols =
            name -> {
                Long address = Map.of("main", 0x1000L, ".loop", 0x1010L).get(name);
                return address == null ? OptionalLong.empty() : OptionalLong.of(address);
            };

    /// Every byte of memory is the low byte of its address; 0xBAD000 to 0xBADFFF is a hole.
    private final class Context implements EvaluationContext {
        @Override
        public VcpuState state() {
            return state;
        }

        @Override
        public int vcpu() {
            return 2;
        }

        @Override
        public int errorCode() {
            return 5;
        }

        @Override
        public long read(AddressKind kind, long address, int size) {
            if (address >>> 12 == 0xBAD) {
                throw new ZxException(ZxStatus.NOT_FOUND);
            }
            long value = 0;
            for (int i = size - 1; i >= 0; i--) {
                value = value << 8 | (address + i & 0xFF);
            }
            return kind == AddressKind.PHYSICAL ? ~value & 0xFF : value;
        }
    }

    private long value(String text) throws ExpressionException {
        return Expression.parse(text, symbols).evaluate(context);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    1 + 2 * 3                 ; 7
                    (1 + 2) * 3               ; 9
                    0x10                      ; 16
                    7c00h                     ; 31744
                    0b101                     ; 5
                    1_000                     ; 1000
                    -1 == 0xffffffffffffffff  ; 1
                    ~0 >> 60                  ; 15
                    1 << 70                   ; 0
                    10 / 3 + 10 % 3           ; 4
                    !0 && !!5                 ; 1
                    0 || 0                    ; 0
                    1 | 2 ^ 3 & 2             ; 1
                    3 < 5 == 1                ; 1
                    07c0:000a                 ; 31754
                    rax                       ; 4660
                    %eax + $ax                ; 9320
                    al                        ; 52
                    ah                        ; 18
                    zf                        ; 1
                    rflags.cf                 ; 0
                    cpu                       ; 2
                    errorcode                 ; 5
                    main + 4                  ; 4100
                    .loop                     ; 4112
                    es:di                     ; 753668
                    es.base                   ; 753664
                    byte [0x1234]             ; 52
                    word ptr [es:di]          ; 1284
                    dword [rax]               ; 926299444
                    [rax]                     ; 13620
                    phys byte [1]             ; 254
                    al == -204                ; 1
                    """)
    void textHasValue(String text, long expected) throws ExpressionException {
        state.gpr[VcpuState.RAX] = 0x1234;
        state.gpr[VcpuState.RDI] = 4;
        state.rflags |= 1 << 6;
        state.segment[SegmentRegister.ES].set(0xB800, 0xB8000, 0xFFFF, 0x93);
        assertEquals(expected, value(text));
    }

    @Test
    void logicalOperatorsDoNotReadWhatTheyNeedNot() throws ExpressionException {
        assertEquals(0, value("0 && byte [0xbad000]"));
        assertEquals(1, value("1 || byte [0xbad000]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rax = 5", "[0x10] = 1", "sku=12345 - 1"})
    void assignmentIsRefusedWithTheCure(String text) {
        SymbolResolver all = name -> OptionalLong.of(1);
        ExpressionException refusal =
                assertThrows(ExpressionException.class, () -> Expression.parse(text, all));
        assertTrue(refusal.getMessage().contains("write '=='"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 +",
                "(1",
                "[1",
                "nosuch",
                "1 2",
                "0x",
                "byte",
                "5 5",
                "'ab'",
                "1 ? 2",
                "99999999999999999999"
            })
    void wrongTextIsRefused(String text) {
        assertThrows(ExpressionException.class, () -> Expression.parse(text, symbols));
    }

    @Test
    void deepNestingIsRefusedRatherThanOverflowing() {
        assertThrows(
                ExpressionException.class,
                () -> Expression.parse("(".repeat(100_000) + "1", symbols));
        assertThrows(
                ExpressionException.class,
                () -> Expression.parse("-".repeat(100_000) + "1", symbols));
    }

    @Test
    void randomTextNeverEndsInAnythingButARefusal() {
        long seed = 0x51D3;
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "raxbp[]():+-*/%&|^~!<>=0x19 'hd.";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(24); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Expression.parse(text.toString(), symbols).evaluate(context);
            } catch (ExpressionException | ZxException expected) {
                // refused or unreadable: both are answers
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", text: " + text, e);
            }
        }
    }

    @Test
    void placesSayWhatAnAssignmentWouldWrite() throws ExpressionException {
        assertEquals(
                new Expression.Target.Register("eax"), Expression.parse("EAX", symbols).target());
        Expression.Target.Memory memory =
                assertInstanceOf(
                        Expression.Target.Memory.class,
                        Expression.parse("phys word [0x10]", symbols).target());
        assertEquals(AddressKind.PHYSICAL, memory.kind());
        assertEquals(2, memory.size());
        assertEquals(null, Expression.parse("1 + 1", symbols).target());
    }

    @ParameterizedTest
    @CsvSource({
        "5,4,false",
        "5,5,true",
        "5,6,true",
        "== 5,6,false",
        "% 3,6,true",
        "%3,7,false",
        "< 2,1,true",
        "> 2,2,false",
        "<=2,2,true"
    })
    void hitConditionsCount(String text, long hit, boolean stops) throws ExpressionException {
        assertEquals(stops, HitCondition.parse(text).stopsAt(hit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "% 0", "=> 3", "-1", "= 3"})
    void unreadableHitConditionsAreRefused(String text) {
        assertThrows(ExpressionException.class, () -> HitCondition.parse(text));
    }

    @Test
    void logTemplatesShowHexAndUnreadableMemory() throws ExpressionException {
        state.gpr[VcpuState.RAX] = 0x1234;
        LogTemplate template = LogTemplate.parse("{{a={ax}}} b={byte [0xbad000]}", symbols);
        assertEquals("{a=0x1234} b=??", template.format(context));
        assertThrows(ExpressionException.class, () -> LogTemplate.parse("a {ax", symbols));
    }

    @Test
    void registersReadBackWhatWasWritten() {
        for (Register register : RegisterFile.all()) {
            if (register.name().equals("count")) {
                continue;
            }
            VcpuState fresh = new VcpuState();
            register.write(fresh, 1);
            long expected = register.name().equals("rflags") ? 3 : 1;
            boolean dpl = register.name().equals("cpl");
            fresh.cr0 |= dpl ? VcpuState.CR0_PE : 0;
            assertEquals(expected, register.read(fresh), register.name());
        }
    }
}
