package dev.ringside.engine.oracle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One row of the table of user-level integer instructions that cases are made of.
///
/// @param opcode bytes in hexadecimal, a mandatory prefix included
/// @param reg the value of ModRM.reg, or -1 for any
/// @param traits the other words of the row
record Form(String opcode, int reg, Set<String> traits) {
    /// Words: `+` eight opcodes with a register in the low bits; `m` ModRM, `mm` memory only, `mr`
    /// register only, `/n` one ModRM.reg; `ib iw iz iv jb jz ap o` what follows; `L` may take LOCK;
    /// `b` leaves the straight line (single-step only); `no64`; `nr` no F2 or F3 (they would choose
    /// another instruction), `n66` no 66; the rest says how to choose operands: `stack string far
    /// frame bits divide compare enter leave sreg indirect`.
    ///
    /// Left out: what Linux or the hypervisor answers instead of the processor (SYSCALL, SYSENTER,
    /// INT 80h, CPUID, SGDT and the other UMIP instructions, VMCALL, INT1), what depends on Linux's
    /// own GDT (LAR, LSL, VERR, VERW), what is not repeatable (RDTSC, RDRAND, RDPID, XGETBV).
    private static final String ROWS =
            """
            06 stack|07 stack|0E stack|16 stack|17 stack b|1E stack|1F stack
            27|2F|37|3F
            40 + no64|48 + no64
            50 + stack|58 + stack
            60 stack|61 stack
            62 mm no64
            63 m n66
            68 iz stack|69 m iz|6A ib stack|6B m ib
            6C string b|6D string b|6E string b|6F string b
            80 m ib L|81 m iz L|82 m ib L|83 m ib L
            84 m|85 m|86 m L|87 m L
            88 m|89 m|8A m|8B m|8C m|8D m|8E m sreg b|8F m /0 stack
            90 +
            98|99
            9A ap b stack
            9C stack|9D stack b
            9E|9F
            A0 o|A1 o|A2 o|A3 o
            A4 string|A5 string|A6 string|A7 string|A8 ib|A9 iz
            AA string|AB string|AC string|AD string|AE string|AF string
            B0 + ib|B8 + iv
            C0 m ib|C1 m ib|C2 iw b stack n66|C3 b stack n66
            C4 mm far no64|C5 mm far no64
            C6 m ib /0|C7 m iz /0
            C8 enter|C9 leave
            CA iw b frame|CB b frame|CC b|CD ib b|CE b|CF b frame
            D0 m|D1 m|D2 m|D3 m
            D4 ib|D5 ib|D6 no64|D7 xlat
            E0 jb b n66 nr|E1 jb b n66 nr|E2 jb b n66|E3 jb b n66
            E4 ib b|E5 ib b|E6 ib b|E7 ib b|EC b|ED b|EE b|EF b
            E8 jz b stack n66|E9 jz b n66|EA ap b|EB jb b n66
            F4 b|F5|F8|F9|FA b|FB b|FC|FD
            F6 m ib /0|F6 m ib /1|F6 m /2 L|F6 m /3 L|F6 m /4|F6 m /5|F6 m /6 divide|F6 m /7 divide
            F7 m iz /0|F7 m iz /1|F7 m /2 L|F7 m /3 L|F7 m /4|F7 m /5|F7 m /6 divide|F7 m /7 divide
            FE m /0 L|FE m /1 L|FE m /2
            FF m /0 L|FF m /1 L|FF m /6 stack|FF m /7
            FF m /2 b stack indirect n66|FF mm /3 b stack far|FF m /4 b indirect n66|FF mm /5 b far
            0F00 m /2 b|0F00 m /3 b|0F01 mm /2 b|0F01 mm /3 b|0F01 m /6 b|0F01 mm /7 b
            0F06 b|0F08 b|0F09 b|0F0B|0F0D m
            0F18 m|0F19 m|0F1C m|0F1D m|0F1F m
            0F20 mr b|0F21 mr b|0F22 mr b|0F23 mr b|0F30 b|0F32 b
            0FA0 stack|0FA1 stack|0FA8 stack|0FA9 stack
            0FA3 m bits|0FAB m bits L|0FB3 m bits L|0FBB m bits L
            0FBA m ib /4|0FBA m ib /5 L|0FBA m ib /6 L|0FBA m ib /7 L
            0FA4 m ib|0FAC m ib|0FA5 m|0FAD m
            0FAF m
            0FB0 m L compare|0FB1 m L compare
            0FB2 mm far|0FB4 mm far|0FB5 mm far
            0FB6 m|0FB7 m|0FBE m|0FBF m
            0FBC m nr|0FBD m nr|F30FB8 m nr n66
            0FB9 m|0FFF m
            0FC0 m L|0FC1 m L
            0FC3 mm nr n66
            0FC7 mm /1 L compare8 nr
            0FC8 +
            0F38F0 mm nr|0F38F1 mm nr
            0FAE mr /5 nr n66|0FAE mr /6 nr n66|0FAE mr /7 nr n66
            """;

    static final List<Form> ALL = all();

    private static List<Form> all() {
        List<Form> forms = new ArrayList<>();
        for (int alu = 0; alu < 0x40; alu += 8) {
            String lock = alu == 0x38 ? "" : " L";
            add(forms, "%02X m%s".formatted(alu, lock));
            add(forms, "%02X m%s".formatted(alu + 1, lock));
            add(forms, "%02X m".formatted(alu + 2));
            add(forms, "%02X m".formatted(alu + 3));
            add(forms, "%02X ib".formatted(alu + 4));
            add(forms, "%02X iz".formatted(alu + 5));
        }
        for (int condition = 0; condition < 16; condition++) {
            add(forms, "%02X jb b n66".formatted(0x70 + condition));
            add(forms, "0F%02X m".formatted(0x40 + condition));
            add(forms, "0F%02X jz b n66".formatted(0x80 + condition));
            add(forms, "0F%02X m".formatted(0x90 + condition));
        }
        forms.addAll(parse(ROWS));
        return List.copyOf(forms);
    }

    /// Reads rows as above.
    static List<Form> parse(String rows) {
        List<Form> forms = new ArrayList<>();
        for (String line : rows.split("\n")) {
            for (String row : line.split("\\|")) {
                add(forms, row.strip());
            }
        }
        return forms;
    }

    private static void add(List<Form> forms, String row) {
        String[] words = row.split(" ");
        int reg = -1;
        List<String> traits = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            if (words[i].startsWith("/")) {
                reg = words[i].charAt(1) - '0';
            } else {
                traits.add(words[i]);
            }
        }
        forms.add(new Form(words[0], reg, Set.copyOf(traits)));
    }

    /// The same row with more words.
    Form with(String words) {
        Set<String> all = new HashSet<>(traits);
        all.addAll(List.of(words.split(" ")));
        return new Form(opcode, reg, Set.copyOf(all));
    }

    boolean has(String trait) {
        return traits.contains(trait);
    }

    /// The mandatory prefix at the opcode's start, 0 if there is none.
    int mandatoryPrefix() {
        int first = Integer.parseInt(opcode, 0, 2, 16);
        boolean prefix = first == 0x66 || first == 0xF2 || first == 0xF3;
        return prefix && opcode.startsWith("0F", 2) ? first : 0;
    }

    /// The case needs x87 and vector registers.
    boolean media() {
        return has("x87") || has("sse");
    }

    boolean modRm() {
        return has("m") || has("mm") || has("mr");
    }
}
