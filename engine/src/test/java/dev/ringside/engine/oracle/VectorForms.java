package dev.ringside.engine.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The tables of MMX, SSE, AVX and bit instructions other than floating-point arithmetic, in the
/// rows of [MediaForms].
///
/// VEX.L and VEX.W are free wherever only one value has a meaning here and on the host, so that
/// `#UD` is judged too. VPERMQ and VPERMPD stay with W1: AMD processors take W0 as well, against
/// both manuals.
///
/// `several`: which of the faults of several elements comes first depends on the processor model.
///
/// Left out: VLDMXCSR, since MXCSR bit 17 exists on AMD processors and not in the core.
final class VectorForms {
    /// Second bytes of 0F opcodes that MMX, SSE and AVX have alike.
    private static final String PACKED =
            """
            63 64 65 66 67 68 69 6A 6B 74 75 76 D4 D5 D8 D9 DA DB DC DD DE DF
            E0 E3 E4 E5 E8 E9 EA EB EC ED EE EF F4 F5 F6 F8 F9 FA FB FC FD FE 60 61 62
            """;

    private static final String SHIFTS = "D1 D2 D3 E1 E2 F1 F2 F3";

    /// Third bytes of 0F 38.
    private static final String SSSE3 = "00 01 02 03 04 05 06 07 08 09 0A 0B";

    private static final String SSE4 = "28 29 2B 37 38 39 3A 3B 3C 3D 3E 3F 40";
    private static final String EXTENSIONS = "20 21 22 23 24 25 30 31 32 33 34 35";

    private static final String SHIFTS_BY_IMMEDIATE =
            """
            0F71 mr ib /2|0F71 mr ib /4|0F71 mr ib /6|0F72 mr ib /2|0F72 mr ib /4|0F72 mr ib /6
            0F73 mr ib /2|0F73 mr ib /6
            660F71 mr ib /2|660F71 mr ib /4|660F71 mr ib /6|660F72 mr ib /2|660F72 mr ib /4
            660F72 mr ib /6|660F73 mr ib /2|660F73 mr ib /3|660F73 mr ib /6|660F73 mr ib /7
            660F71 mr ib /2 vex v|660F71 mr ib /4 vex v|660F71 mr ib /6 vex v
            660F72 mr ib /2 vex v|660F72 mr ib /4 vex v|660F72 mr ib /6 vex v
            660F73 mr ib /2 vex v|660F73 mr ib /3 vex v|660F73 mr ib /6 vex v
            660F73 mr ib /7 vex v|660F3845 m vex v|660F3846 m vex v|660F3847 m vex v
            """;

    private static final String SHUFFLES =
            """
            0F14 m|660F14 m|0F15 m|660F15 m|0F14 m vex v|660F14 m vex v|0F15 m vex v
            660F15 m vex v|660F6C m|660F6D m|660F6C m vex v|660F6D m vex v
            0F70 m ib|660F70 m ib|F30F70 m ib|F20F70 m ib|660F70 m ib vex|F30F70 m ib vex
            F20F70 m ib vex|0FC6 m ib|660FC6 m ib|0FC6 m ib vex v|660FC6 m ib vex v
            F20F12 m|F30F12 m|F30F16 m|F20F12 m vex|F30F12 m vex|F30F16 m vex
            660F3A42 m ib|660F3A42 m ib vex v|660F3841 m|660F3841 m vex
            0F3A0F m ib|660F3A0F m ib|660F3A0F m ib vex v
            660F380C m vex v|660F380D m vex v|660F3A04 m ib vex|660F3A05 m ib vex
            """;

    private static final String PERMUTES =
            """
            660F3A0C m ib|660F3A0D m ib|660F3A0E m ib|660F3810 m|660F3814 m|660F3815 m
            660F3A0C m ib vex v|660F3A0D m ib vex v|660F3A0E m ib vex v|660F3A02 m ib vex v
            660F3A4A m ib vex v|660F3A4B m ib vex v|660F3A4C m ib vex v
            660F3A06 m ib vex v|660F3A46 m ib vex v|660F3836 m vex v|660F3816 m vex v
            660F3A00 m ib vex W1|660F3A01 m ib vex W1
            660F3818 m vex|660F3819 m vex|660F381A m vex|660F3858 m vex|660F3859 m vex
            660F385A m vex|660F3878 m vex|660F3879 m vex
            """;

    private static final String MOVES =
            """
            0F12 m|660F12 m|0F13 m|660F13 m|0F16 m|660F16 m|0F17 m|660F17 m
            0F12 m vex v|660F12 m vex v|0F13 m vex|660F13 m vex|0F16 m vex v|660F16 m vex v
            0F17 m vex|660F17 m vex|0F2B m|660F2B m|0F2B m vex|660F2B m vex
            0FE7 m|660FE7 m|660FE7 m vex|660F382A m|660F382A m vex|F20FF0 m|F20FF0 m vex
            0F6F m|0F7F m|0F6E m|0F7E m|F30FD6 m|F20FD6 m|660F6F m|660F7F m|F30F6F m|F30F7F m
            660F10 m|660F11 m|660F28 m|660F29 m|0F10 m vex|0F11 m vex|660F10 m vex|660F11 m vex
            F30F10 m vex|F20F10 m vex|F30F11 m vex|F20F11 m vex
            F30F10 mr vex v|F20F10 mr vex v|F30F11 mr vex v|F20F11 mr vex v
            0F28 m vex|0F29 m vex|660F28 m vex|660F29 m vex|660F6F m vex|660F7F m vex
            F30F6F m vex|F30F7F m vex|660F6E m vex|660F7E m vex|F30F7E m vex|660FD6 m vex
            0F77|0F77 vex|0FAE mm /3 vex
            660F382C m vex v several|660F382D m vex v several|660F382E m vex v several
            660F382F m vex v several|660F388C m vex v several|660F388E m vex v several
            """;

    private static final String ELEMENTS =
            """
            0FC4 m ib|660FC4 m ib|660FC4 m ib vex v|0FC5 m ib|660FC5 m ib|660FC5 m ib vex
            660F3A14 m ib|660F3A15 m ib|660F3A16 m ib|660F3A17 m ib|660F3A20 m ib|660F3A21 m ib
            660F3A22 m ib|660F3A14 m ib vex|660F3A15 m ib vex|660F3A16 m ib vex
            660F3A17 m ib vex|660F3A20 m ib vex v|660F3A21 m ib vex v
            660F3A22 m ib vex v|660F3A18 m ib vex v|660F3A19 m ib vex
            660F3A38 m ib vex v|660F3A39 m ib vex
            0F50 m|660F50 m|0F50 m vex|660F50 m vex|0FD7 m|660FD7 m|660FD7 m vex
            660F3817 m|660F3817 m vex|660F380E m vex|660F380F m vex
            0F54 m|660F54 m|0F55 m|660F55 m|0F56 m|660F56 m|0F57 m|660F57 m
            0F54 m vex v|660F54 m vex v|0F55 m vex v|660F55 m vex v|0F56 m vex v|660F56 m vex v
            0F57 m vex v|660F57 m vex v
            """;

    private static final String TEXT_AND_CRYPTOGRAPHY =
            """
            660F3A60 m ib|660F3A61 m ib|660F3A62 m ib|660F3A63 m ib
            660F3A60 m ib vex|660F3A61 m ib vex|660F3A62 m ib vex|660F3A63 m ib vex
            660F3A44 m ib|660F3A44 m ib vex v L0|660F38DB m|660F38DC m|660F38DD m|660F38DE m
            660F38DF m|660F38DB m vex|660F38DC m vex v L0|660F38DD m vex v L0
            660F38DE m vex v L0|660F38DF m vex v L0|660F3ADF m ib|660F3ADF m ib vex
            """;

    private static final String BITS =
            """
            0F38F2 m vex v|0F38F3 m /1 vex v|0F38F3 m /2 vex v|0F38F3 m /3 vex v
            0F38F5 m vex v|F30F38F5 m vex v|F20F38F5 m vex v|F20F38F6 m vex v
            0F38F7 m vex v|660F38F7 m vex v|F30F38F7 m vex v|F20F38F7 m vex v
            F20F3AF0 m ib vex|660F38F6 m|F30F38F6 m|F20F38F0 m|F20F38F1 m|F30FBC m|F30FBD m
            """;

    private static final String GATHERS =
            """
            660F3890 mm vex v vsib alone|660F3891 mm vex v vsib alone
            660F3892 mm vex v vsib alone|660F3893 mm vex v vsib alone
            """;

    /// RCPPS, RSQRTPS and their scalars, whose results are one processor's own; VLDMXCSR and
    /// VSTMXCSR; AES and PCLMULQDQ on 32 bytes; VPERMQ and VPERMPD with W0; masked moves.
    private static final Set<String> NOT_IN_THE_CORE =
            Set.of(
                    "0F52",
                    "0F53",
                    "F30F52",
                    "F30F53",
                    "0FAE",
                    "660F38DC",
                    "660F38DD",
                    "660F38DE",
                    "660F38DF",
                    "660F3A44",
                    "660F3A00",
                    "660F3A01",
                    "660F382C",
                    "660F382D",
                    "660F382E",
                    "660F382F",
                    "660F388C",
                    "660F388E",
                    "660FF7");

    /// The groups by name.
    static final Map<String, List<Form>> GROUPS = groups();

    private VectorForms() {}

    private static Map<String, List<Form>> groups() {
        Map<String, List<Form>> groups = new TreeMap<>();
        List<Form> packed = new ArrayList<>();
        all(packed, PACKED, "0F");
        all(packed, SSSE3, "0F38");
        for (String opcode : SSE4.split("\\s+")) {
            add(packed, "660F38" + opcode + " m");
            add(packed, "660F38" + opcode + " m vex v");
        }
        for (String opcode : List.of("1C", "1D", "1E")) {
            add(packed, "0F38%s m|660F38%s m|660F38%s m vex".formatted(opcode, opcode, opcode));
        }
        groups.put("packed integers", packed);
        List<Form> shifts = new ArrayList<>();
        all(shifts, SHIFTS, "0F");
        add(shifts, SHIFTS_BY_IMMEDIATE);
        groups.put("packed shifts", shifts);
        groups.put("shuffles", table(SHUFFLES));
        List<Form> permutes = new ArrayList<>(table(PERMUTES));
        for (String opcode : EXTENSIONS.split(" ")) {
            add(permutes, "660F38%s m|660F38%s m vex".formatted(opcode, opcode));
        }
        groups.put("permutes", permutes);
        groups.put("gathers", table(GATHERS));
        groups.put("fused multiply-add", fused());
        groups.put("half precision", halves());
        groups.put("vex opcodes", everyOpcode());
        groups.put("vector moves", table(MOVES));
        groups.put("vector elements", table(ELEMENTS));
        groups.put("text and cryptography", table(TEXT_AND_CRYPTOGRAPHY));
        groups.put("bits", table(BITS));
        return groups;
    }

    private static List<Form> fused() {
        List<Form> forms = new ArrayList<>();
        for (int order : new int[] {0x90, 0xA0, 0xB0}) {
            for (int opcode = order + 6; opcode < order + 0x10; opcode++) {
                String row = "660F38%02X m vex v sse".formatted(opcode);
                forms.addAll(Form.parse(row + " f32 W0"));
                forms.addAll(Form.parse(row + " f64 W1"));
            }
        }
        return forms;
    }

    /// Every opcode of the three maps with every prefix, whether it means something or not. An
    /// immediate byte that does not belong to it is the next instruction.
    private static List<Form> everyOpcode() {
        List<Form> forms = new ArrayList<>();
        for (String map : List.of("0F", "0F38", "0F3A")) {
            for (int opcode = 0; opcode < 256; opcode++) {
                for (String prefix : List.of("", "66", "F3", "F2")) {
                    String name = "%s%s%02X".formatted(prefix, map, opcode);
                    if (!NOT_IN_THE_CORE.contains(name)) {
                        forms.addAll(Form.parse(name + " m ib vex sse int alone"));
                    }
                }
            }
        }
        return forms;
    }

    private static List<Form> halves() {
        return Form.parse("660F3813 m vex sse int|660F3A1D m ib vex sse f32");
    }

    /// The MMX, SSE and AVX forms of each opcode.
    private static void all(List<Form> forms, String opcodes, String map) {
        for (String opcode : opcodes.strip().split("\\s+")) {
            String name = map + opcode;
            add(forms, "%s m|66%s m|66%s m vex v".formatted(name, name, name));
        }
    }

    private static List<Form> table(String rows) {
        List<Form> forms = new ArrayList<>();
        add(forms, rows);
        return forms;
    }

    private static void add(List<Form> forms, String rows) {
        for (Form form : Form.parse(rows)) {
            forms.add(form.with("sse int"));
        }
    }
}
