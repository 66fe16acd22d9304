package dev.ringside.engine.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The tables of x87, MMX and SSE instructions that cases are made of, by group. Rows as in [Form];
/// every row of a table has the table's words too.
///
/// More words: `x87` and `sse` say whose state the case has; `f32 f64 f80 bcd int` what the memory
/// operand, and with `sse` the registers, mostly hold; `env` an image for FLDENV, FRSTOR or
/// FXRSTOR; `vex` a VEX encoding (opcode written as the legacy one: `660FEF`), with `v` a register
/// in vvvv, `W0 W1 L0 L1` fixed bits; `near` and `rcp` compare as [MediaComparison] says; `order`
/// several accesses whose faults come in any order; `alone` one instruction a case.
final class MediaForms {
    private static final List<Form> X87_ARITHMETIC =
            table(
                    "x87",
                    """
                    D8 mm /0 f32|D8 mm /1 f32|D8 mm /4 f32|D8 mm /5 f32|D8 mm /6 f32|D8 mm /7 f32
                    DC mm /0 f64|DC mm /1 f64|DC mm /4 f64|DC mm /5 f64|DC mm /6 f64|DC mm /7 f64
                    DA mm /0 int|DA mm /1 int|DA mm /4 int|DA mm /5 int|DA mm /6 int|DA mm /7 int
                    DE mm /0 int|DE mm /1 int|DE mm /4 int|DE mm /5 int|DE mm /6 int|DE mm /7 int
                    D8C0 +|D8C8 +|D8E0 +|D8E8 +|D8F0 +|D8F8 +
                    DCC0 +|DCC8 +|DCE0 +|DCE8 +|DCF0 +|DCF8 +
                    DEC0 +|DEC8 +|DEE0 +|DEE8 +|DEF0 +|DEF8 +
                    D9FA|D9E0|D9E1
                    """);

    private static final List<Form> X87_TRANSFER =
            table(
                    "x87",
                    """
                    D9 mm /0 f32|DD mm /0 f64|DB mm /5 f80 order|DF mm /0 int|DB mm /0 int|DF mm /5 int
                    DF mm /4 bcd order|D9 mm /2|D9 mm /3|DD mm /2|DD mm /3|DB mm /7 order|DF mm /2|DF mm /3
                    DB mm /2|DB mm /3|DF mm /7|DF mm /1|DB mm /1|DD mm /1|DF mm /6 order
                    D9C0 +|D9C8 +|DDC8 +|DFC8 +|D9D8 +|DDD0 +|DDD8 +|DFD0 +|DFD8 +|DDC0 +|DFC0 +
                    D9D0|D9E8|D9E9|D9EA|D9EB|D9EC|D9ED|D9EE|D9F6|D9F7
                    DAC0 +|DAC8 +|DAD0 +|DAD8 +|DBC0 +|DBC8 +|DBD0 +|DBD8 +
                    """);

    private static final List<Form> X87_COMPARE =
            table(
                    "x87",
                    """
                    D8 mm /2 f32|D8 mm /3 f32|DC mm /2 f64|DC mm /3 f64
                    DA mm /2 int|DA mm /3 int|DE mm /2 int|DE mm /3 int
                    D8D0 +|D8D8 +|DCD0 +|DCD8 +|DED0 +|DED9|DDE0 +|DDE8 +|DAE9
                    DBE8 +|DBF0 +|DFE8 +|DFF0 +|D9E4|D9E5
                    """);

    private static final List<Form> X87_REMAINDER =
            table("x87", "D9F8|D9F5|D9FD|D9F4|D9FC|D9C8 +|D9 mm /0 f32");

    /// The state as a whole: control instructions, environments, FXSAVE.
    private static final List<Form> X87_CONTROL =
            table(
                    "x87",
                    """
                    D9 mm /7|DD mm /7|DFE0|9B|DBE2|DBE3|D9 mm /5|DBE0|DBE1|DBE4
                    D9 mm /6 order|DD mm /6 order|D9 mm /4 env order|DD mm /4 env order
                    0FAE mm /0 image order fxsave alone|0FAE mm /1 image order
                    D8C0 +|DC mm /0 f64|DD mm /3
                    """);

    private static final List<Form> X87_FUNCTIONS =
            table("x87 alone near", "D9F0|D9F1|D9F9|D9F2|D9F3|D9FB|D9FE|D9FF");

    private static final List<Form> SSE_MOVES =
            table(
                    "sse",
                    """
                    0F10 m f32|0F11 m f32|0F28 m f32|0F29 m f32|F30F10 m f32|F20F10 m f64
                    660F6E m|660F7E m|F30F7E m|660FD6 m|0F57 m f32|660FEF m
                    """);

    /// Second opcode bytes of arithmetic in four forms.
    private static final String ARITHMETIC = "51 58 59 5C 5D 5E 5F";

    /// Rows with and without VEX: `v` where VEX.vvvv is an operand.
    private static final String PACKED =
            """
            0FC2 m ib f32 v|660FC2 m ib f64 v|F30FC2 m ib f32 v|F20FC2 m ib f64 v
            660FD0 m f64 v|F20FD0 m f32 v|660F7C m f64 v|F20F7C m f32 v
            660F7D m f64 v|F20F7D m f32 v|660F3A40 m ib f32 v|660F3A41 m ib f64 v L0
            """;

    private static final String CONVERT =
            """
            0F5A m f32|660F5A m f64|F30F5A m f32 v|F20F5A m f64 v
            0F5B m int|660F5B m f32|F30F5B m f32|660FE6 m f64|F30FE6 m int|F20FE6 m f64
            F30F2A m int v|F20F2A m int v|F30F2C m f32|F20F2C m f64|F30F2D m f32|F20F2D m f64
            0F2E m f32|660F2E m f64|0F2F m f32|660F2F m f64
            660F3A08 m ib f32|660F3A09 m ib f64|660F3A0A m ib f32 v|660F3A0B m ib f64 v
            """;

    private static final List<Form> SSE_ARITHMETIC = arithmetic("sse");
    private static final List<Form> AVX_ARITHMETIC = arithmetic("sse vex");

    private static final List<Form> SSE_CONVERT =
            table(
                    "sse",
                    CONVERT
                            + """
                            0F2A m int|660F2A m int|0F2C m f32|660F2C m f64|0F2D m f32|660F2D m f64
                            """);

    private static final List<Form> AVX_CONVERT = table("sse vex", CONVERT);

    private static final List<Form> SSE_ESTIMATE =
            table("sse alone rcp", "0F52 m f32|0F53 m f32|F30F52 m f32|F30F53 m f32");

    private static final List<Form> XSAVE =
            table(
                    "sse order alone xsave fxsave",
                    """
                    0FAE mm /4 image|0FAE mm /5 image|0FAE mm /6 image
                    """);

    private static List<Form> arithmetic(String words) {
        StringBuilder rows = new StringBuilder(PACKED);
        for (String opcode : ARITHMETIC.split(" ")) {
            String source = opcode.equals("51") ? "" : " v";
            rows.append("0F%s m f32%s|660F%s m f64%s|".formatted(opcode, source, opcode, source));
            rows.append("F30F%s m f32 v|F20F%s m f64 v\n".formatted(opcode, opcode));
        }
        return table(words, rows.toString());
    }

    /// The groups by name.
    static final Map<String, List<Form>> GROUPS =
            with(
                    VectorForms.GROUPS,
                    Map.ofEntries(
                            Map.entry("x87 arithmetic", X87_ARITHMETIC),
                            Map.entry("x87 transfer", X87_TRANSFER),
                            Map.entry("x87 compare", X87_COMPARE),
                            Map.entry("x87 remainder", X87_REMAINDER),
                            Map.entry("x87 functions", X87_FUNCTIONS),
                            Map.entry("x87 control", X87_CONTROL),
                            Map.entry("xsave", XSAVE),
                            Map.entry("sse moves", SSE_MOVES),
                            Map.entry("sse arithmetic", SSE_ARITHMETIC),
                            Map.entry("avx arithmetic", AVX_ARITHMETIC),
                            Map.entry("sse convert", SSE_CONVERT),
                            Map.entry("avx convert", AVX_CONVERT),
                            Map.entry("sse estimate", SSE_ESTIMATE)));

    private MediaForms() {}

    private static List<Form> table(String words, String rows) {
        List<Form> forms = new ArrayList<>();
        for (Form form : Form.parse(rows)) {
            forms.add(form.with(words));
        }
        return List.copyOf(forms);
    }

    private static Map<String, List<Form>> with(
            Map<String, List<Form>> others, Map<String, List<Form>> own) {
        Map<String, List<Form>> groups = new TreeMap<>(others);
        groups.putAll(own);
        return groups;
    }

    /// All groups together.
    static List<Form> all() {
        return GROUPS.values().stream().flatMap(List::stream).toList();
    }
}
