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
/// in vvvv, `W0 W1 L0 L1` fixed bits; `near` and `rcp` compare as [MediaComparison] says; `alone`
/// one instruction a case.
final class MediaForms {
    /// Moves of the state as a whole: x87 control instructions, FXSAVE, MXCSR.
    private static final List<Form> CONTROL =
            table(
                    "x87",
                    """
                    D9 mm /7|DD mm /7|DFE0|9B|DBE2|DBE3|D9 mm /5
                    """);

    private static final List<Form> SSE_MOVES =
            table(
                    "sse",
                    """
                    0F10 m f32|0F11 m f32|0F28 m f32|0F29 m f32|F30F10 m f32|F20F10 m f64
                    660F6E m|660F7E m|F30F7E m|660FD6 m|0F57 m f32|660FEF m
                    """);

    /// The groups by name.
    static final Map<String, List<Form>> GROUPS =
            with(VectorForms.GROUPS, Map.of("x87 control", CONTROL, "sse moves", SSE_MOVES));

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
