package dev.ringside.engine.x86.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One or two instructions of every vector group, with values worked out from the SDM's pseudocode,
/// FIPS 197, and the published examples of AES and carry-less multiplication.
///
/// ```
/// 660ffec8 | x0=1_2 x1=3_4 | x1=4_6
/// ```
///
/// `xN` is an XMM register, high quadword first; `yN` the upper half of a YMM register; `mN` an MMX
/// register; `fl` the status flags as a number; all in hexadecimal.
class VectorTableTest {
    private static final String ROWS =
            """
            660ffcc1   | x0=00ff_7f80 x1=0001_0180            | x0=0000_8000
            660ffdc1   | x0=0_7fffffff x1=0_00010001          | x0=0_80000000
            660fecc1   | x0=0_7f80 x1=0_01ff                  | x0=0_7f80
            660fdcc1   | x0=0_fe10 x1=0_0501                  | x0=0_ff11
            660fd8c1   | x0=0_0510 x1=0_0601                  | x0=0_000f
            660fe5c1   | x0=0_7fff8000 x1=0_7fff8000          | x0=0_3fff4000
            660fe4c1   | x0=0_ffff x1=0_ffff                  | x0=0_fffe
            660ff5c1   | x0=0_00020003 x1=0_00050007          | x0=0_1f
            660f3804c1 | x0=0_ff02 x1=0_7f03                  | x0=0_7e87
            660f380bc1 | x0=0_4000 x1=0_4000                  | x0=0_2000
            660fe0c1   | x0=0_0001 x1=0_0002                  | x0=0_0002
            660ff6c1   | x0=0_1005 x1=0_0510                  | x0=0_16
            660fdac1   | x0=0_80 x1=0_7f                      | x0=0_7f
            660feec1   | x0=0_8000 x1=0_7fff                  | x0=0_7fff
            660f3839c1 | x0=0_80000000 x1=0_1                 | x0=0_80000000
            660f3837c1 | x0=1_8000000000000000 x1=0_1         | x0=ffffffffffffffff_0
            660f64c1   | x0=0_01ff x1=0_0001                  | x0=0_ff00
            660f76c1   | x0=0_500000005 x1=0_500000004        | x0=ffffffffffffffff_ffffffff00000000
            660fdfc1   | x0=0_f0 x1=ff_ff                     | x0=ff_0f
            660f3809c1 | x0=0_00030002 x1=0_00008000          | x0=0_0000fffe
            660f381cc1 | x1=0_80ff01                          | x0=0_800101
            660ff4c1   | x0=0_ffffffff x1=0_ffffffff          | x0=0_fffffffe00000001
            660f3828c1 | x0=0_ffffffff x1=0_2                 | x0=0_fffffffffffffffe
            660f3840c1 | x0=0_10001 x1=0_10001                | x0=0_20001
            660f71d004 | x0=0_8000f000                        | x0=0_08000f00
            660f72e004 | x0=0_80000000                        | x0=0_f8000000
            660ff3c1   | x0=1_1 x1=0_40                       | x0=0_0
            660f73d803 | x0=0807060504030201_ff00000000000000 | x0=0000000807060504_030201ff00000000
            660f73f803 | x0=0_ff00000000000000                | x0=ff0000_0
            660f60c1   | x0=0_0403020100000000 x1=0_1413121100000000 | x0=1404130312021101_0
            660f6dc1   | x0=1_2 x1=3_4                        | x0=3_1
            660f63c1   | x0=0_7fff8000 x1=0_7f                | x0=7f_7f80
            660f67c1   | x0=0_00ff8000 x1=0_0100              | x0=ff_ff00
            660f382bc1 | x0=0_1000080000000 x1=0_ffff         | x0=ffff_ffff0000
            660f3801c1 | x0=0_0004000300020001 x1=0_00080007  | x0=f_70003
            660f3807c1 | x0=0_00018000 x1=0_0                 | x0=0_8000
            660f3800c1 | x0=0f0e0d0c0b0a0908_0706050403020100 x1=8000000000000000_000000000001020f | x0=0_01020f
            660f3a0fc104 | x0=0_11223344 x1=0_aabbccdd00000000 | x0=1122334400000000_aabbccdd
            660f70c11b | x1=0000000400000003_0000000200000001 | x0=0000000100000002_0000000300000004
            f30f70c11b | x1=0004000300020001_99               | x0=0001000200030004_99
            0f70c11b   | m1=0004000300020001                  | m0=0001000200030004
            0fc6c14e   | x0=4_2 x1=8_6                        | x0=6_4
            660fc6c101 | x0=1_2 x1=3_4                        | x0=4_1
            f20f12c1   | x1=1_2                               | x0=2_2
            f30f16c1   | x1=0000000400000003_0000000200000001 | x0=0000000400000004_0000000200000002
            660f3841c1 | x1=0005000700020009_0003000400060008 | x0=0_50002
            660f3a42c100 | x0=0_0807060504030201 x1=0_04030201 | x0=0010001300130010_000c000800040000
            660f3a0cc105 | x0=0_0 x1=4444444433333333_2222222211111111 | x0=33333333_11111111
            660f3815c8 | x0=8000000000000000_0 x1=1_2         | x1=8000000000000000_2
            660f3820c1 | x1=0_80ff017f00000000                | x0=ff80ffff0001007f_0
            660f3835c1 | x1=0_8000000180000002                | x0=80000001_80000002
            0f12c1     | x0=1_2 x1=3_4                        | x0=1_3
            0f16c1     | x0=1_2 x1=3_4                        | x0=4_2
            660fc4c0ff | x0=0_0 rax=12345                     | x0=2345000000000000_0
            660fc5c107 | x1=abcd000000000000_0                | rax=abcd
            660f3a14c80f | x1=ff00000000000000_0              | rax=ff
            660f3a16c801 | x1=0_1122334455667788              | rax=11223344
            66480f3a22c801 | x1=1_2 rax=1122334455667788      | x1=1122334455667788_2
            660f3a21c198 | x0=1111111111111111_1111111111111111 x1=3333333344444444_0 | x0=0000000011111111_4444444411111111
            660f50c1   | x1=8000000000000000_7fffffffffffffff | rax=2
            660fd7c1   | x1=80000000000000ff_80               | rax=8101
            660f3817c1 | x0=f0_f0 x1=0f_0f fl=8d5             | fl=40
            660f3817c1 | x0=ff_ff x1=0f_0f fl=0               | fl=1
            660f38dcc1 | x0=7b5b546573745665_63746f725d53475d x1=4869285368617929_5b477565726f6e5d | x0=a8311c2f9fdba3c5_8b104b58ded7e595
            660f38ddc1 | x0=7b5b546573745665_63746f725d53475d x1=4869285368617929_5b477565726f6e5d | x0=c7fb881e938c5964_177ec42553fdc611
            660f38dec1 | x0=7b5b546573745665_63746f725d53475d x1=4869285368617929_5b477565726f6e5d | x0=138ac342faea2787_b58eb95eb730392a
            660f38dfc1 | x0=7b5b546573745665_63746f725d53475d x1=4869285368617929_5b477565726f6e5d | x0=c5a391ef6b317f95_d410637b72a593d0
            660f38dbc1 | x1=7b5b546573745665_63746f725d53475d | x0=627a6f6644b109c8_2b18330a81c3b3e5
            660f3adfc101 | x1=3c4fcf098815f7ab_a6d2ae2816157e2b | x0=01eb848beb848a01_3424b5e524b5e434
            660f3a44c100 | x0=7b5b546573745665_63746f725d53475d x1=4869285368617929_5b477565726f6e5d | x0=1d4d84c85c3440c0_929633d5d36f0451
            660f3a44c111 | x0=7b5b546573745665_63746f725d53475d x1=4869285368617929_5b477565726f6e5d | x0=1d1e1f2c592e7c45_d66ee03e410fd4ed
            660f3a63c118 | x0=0_6f6c6c6568 x1=0_706c6c6568    | rcx=4 fl=c1
            660f3a63c118 | x0=0_6f6c6c6568 x1=0_6f6c6c6568    | rcx=10 fl=c0
            660f3a63c10c | x0=0_6c6c x1=0_6f6c6c6568          | rcx=2 fl=c1
            660f3a62c140 | x0=0_61 x1=0_626162                | x0=0_ff00 fl=c1
            660f3a61c104 | rax=2 rdx=3 x0=0_7a61 x1=0_415a7b  | rcx=10 fl=c0
            f20f38f0c1 | rax=ffffffff rcx=0                   | rax=ad82acae
            f2480f38f1c1 | rax=ffffffff rcx=3837363534333231 | rax=9f787f65
            c4e3fd00c91b | x1=1_2 y1=3_4                      | x1=4_3 y1=2_1
            c4e27536da | x1=0000000000000007_0000000600000005 x2=2_1 y2=4_3 | x3=0000000100000000_0000000400000000 y3=0000000100000001_0000000100000001
            c4e36d46d931 | x1=1_2 y1=3_4 x2=5_6 y2=7_8        | x3=7_8 y3=3_4
            c4e27d58d1 | x1=0_12345678                        | x2=1234567812345678_1234567812345678 y2=1234567812345678_1234567812345678
            c4e2f545da | x1=10_10 y1=10_10 x2=1_40 y2=2_3     | x3=8_0 y3=4_2
            c4e37d39c901 | x1=1_2 y1=3_4                      | x1=3_4 y1=0_0
            c4e270f2c2 | rcx=f0 rdx=ff                        | rax=f fl=4
            c4e278f3ca | rdx=c                                | rax=8 fl=0
            c4e278f3d2 | rdx=c                                | rax=7 fl=0
            c4e278f3da | rdx=c                                | rax=4 fl=1
            c4e268f7c1 | rcx=123456 rdx=804                   | rax=45 fl=10
            c4e268f5c1 | rcx=ffff rdx=4                       | rax=f fl=4
            c4e26bf5c1 | rdx=5 rcx=f0                         | rax=50
            c4e26af5c1 | rdx=5f rcx=f0                        | rax=5
            c4e273f6c3 | rdx=80000000 rbx=6                   | rax=3 rcx=0
            c4e37bf0c104 | rcx=12345678                       | rax=81234567
            c4e26af7c1 | rcx=80000000 rdx=24                  | rax=f8000000
            660f38f6c1 | rax=ffffffff rcx=1 fl=801            | rax=1 fl=801
            f30f38f6c1 | rax=ffffffff rcx=1 fl=1              | rax=0 fl=801
            f30fbcc1   | rcx=0 fl=800                         | rax=20 fl=801
            f3480fbdc1 | rcx=1                                | rax=3f fl=0
            """;

    static Stream<String> rows() {
        return ROWS.lines();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void instructionDoesWhatTheManualSays(String row) {
        String[] parts = row.split("\\|", -1);
        try (BareCore core = new BareCore(64, CpuModel.V3)) {
            core.state.cr4 |= VcpuState.CR4_OSXSAVE;
            core.state.xcr0 = 7;
            for (String word : parts[1].strip().split(" +")) {
                if (!word.isEmpty()) {
                    set(core, word.split("=", -1));
                }
            }
            core.load(HexFormat.of().parseHex(parts[0].strip()));
            core.step();
            for (String word : parts[2].strip().split(" +")) {
                String[] sides = word.split("=", -1);
                assertEquals(value(sides), text(core, sides[0]), () -> row + ": " + sides[0]);
            }
        }
    }

    private static void set(BareCore core, String[] sides) {
        long[] values = numbers(sides[1]);
        int number = sides[0].charAt(1) - '0';
        switch (sides[0].charAt(0)) {
            case 'x' -> {
                core.state.xmm[2 * number + 1] = values[0];
                core.state.xmm[2 * number] = values[1];
            }
            case 'y' -> {
                core.state.ymmHigh[2 * number + 1] = values[0];
                core.state.ymmHigh[2 * number] = values[1];
            }
            case 'm' -> core.state.fpuSignificand[number] = values[0];
            case 'f' -> core.cpu.setRflags(values[0]);
            default -> core.state.gpr[register(sides[0])] = values[0];
        }
    }

    private static String value(String[] sides) {
        StringBuilder text = new StringBuilder();
        for (long number : numbers(sides[1])) {
            text.append("%016x ".formatted(number));
        }
        return text.toString();
    }

    private static long[] numbers(String text) {
        return Stream.of(text.split("_", -1))
                .mapToLong(part -> Long.parseUnsignedLong(part, 16))
                .toArray();
    }

    private static String text(BareCore core, String name) {
        VcpuState state = core.state;
        int number = name.charAt(1) - '0';
        return switch (name.charAt(0)) {
            case 'x' -> "%016x %016x ".formatted(state.xmm[2 * number + 1], state.xmm[2 * number]);
            case 'y' ->
                    "%016x %016x "
                            .formatted(state.ymmHigh[2 * number + 1], state.ymmHigh[2 * number]);
            case 'm' -> "%016x ".formatted(state.fpuSignificand[number]);
            case 'f' -> "%016x ".formatted(core.cpu.rflags() & Rflags.STATUS);
            default -> "%016x ".formatted(state.gpr[register(name)]);
        };
    }

    private static int register(String name) {
        return switch (name) {
            case "rax" -> 0;
            case "rcx" -> 1;
            case "rdx" -> 2;
            default -> 3;
        };
    }
}
