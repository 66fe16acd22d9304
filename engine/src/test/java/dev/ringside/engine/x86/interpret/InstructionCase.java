package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.tlb.GuestFault;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// One row of an instruction table: what one instruction turns one state into.
///
/// ```
/// 64 | 48 01 d8 | rax=1 rbx=2 | rax=3 fl=P
/// ```
///
/// Code size, bytes, state before and what must be true after, all numbers hexadecimal. A state is
/// registers, `fl=` with the letters of the status flags that are set (and `D` for DF), and
/// `[8000]=` quadwords of memory. Registers begin as zero with RSP at 9000; whatever the row does
/// not name must stay. After may be a fault, `#GP`, which must leave everything as it was.
///
/// @param bits 16, 32 or 64
/// @param bytes hexadecimal
public record InstructionCase(int bits, String bytes, String before, String after) {
    private static final List<String> REGISTERS =
            List.of(
                    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10",
                    "r11", "r12", "r13", "r14", "r15");
    private static final Map<Character, Long> FLAGS =
            Map.of(
                    'C', Rflags.CF,
                    'P', Rflags.PF,
                    'A', Rflags.AF,
                    'Z', Rflags.ZF,
                    'S', Rflags.SF,
                    'O', Rflags.OF,
                    'D', Rflags.DF);
    private static final long STACK = 0x9000;

    /// The rows of a table; empty lines and those that begin with `--` are left out.
    public static Stream<InstructionCase> rows(String table) {
        return table.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("--"))
                .map(InstructionCase::row);
    }

    private static InstructionCase row(String line) {
        String[] parts = line.split("\\|", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException(
                    "row with %d parts: %s".formatted(parts.length, line));
        }
        return new InstructionCase(
                Integer.parseInt(parts[0].strip()),
                parts[1].strip(),
                parts[2].strip(),
                parts[3].strip());
    }

    /// Runs the instruction.
    ///
    /// @return differences between what came out and what the row says
    public List<String> run() {
        try (BareCore core = new BareCore(bits)) {
            core.state.gpr[4] = STACK;
            byte[] code = HexFormat.of().parseHex(bytes.replace(" ", ""));
            core.load(code);
            Map<String, Long> expected = new TreeMap<>(apply(core, before));
            expected.put("rip", BareCore.CODE + code.length);
            String fault = step(core);
            List<String> differences = new ArrayList<>();
            if (after.startsWith("#")) {
                expected.put("rip", BareCore.CODE);
            } else {
                expected.putAll(values(after));
            }
            String wanted = after.startsWith("#") ? after : "no fault";
            if (!fault.equals(wanted)) {
                differences.add("expected %s, was %s".formatted(wanted, fault));
            }
            compare(core, expected, differences);
            return differences;
        }
    }

    private static String step(BareCore core) {
        try {
            core.step();
            return "no fault";
        } catch (GuestFault fault) {
            return Vector.name(fault.vector);
        }
    }

    private static Map<String, Long> apply(BareCore core, String state) {
        Map<String, Long> all = new TreeMap<>();
        for (String register : REGISTERS) {
            all.put(register, register.equals("rsp") ? STACK : 0);
        }
        all.put("fl", 0L);
        all.putAll(values(state));
        all.forEach((name, value) -> {
            if (name.startsWith("[")) {
                core.putLong(address(name), value);
            } else if (name.equals("fl")) {
                core.cpu.setRflags(value);
            } else {
                core.state.gpr[REGISTERS.indexOf(name)] = value;
            }
        });
        return all;
    }

    private static Map<String, Long> values(String state) {
        Map<String, Long> values = new TreeMap<>();
        for (String word : state.split(" +")) {
            if (!word.isEmpty()) {
                String[] sides = word.split("=", -1);
                long value =
                        sides[0].equals("fl")
                                ? flags(sides[1])
                                : Long.parseUnsignedLong(sides[1], 16);
                values.put(sides[0], value);
            }
        }
        return values;
    }

    private static long flags(String letters) {
        return letters.chars().mapToLong(letter -> FLAGS.get((char) letter)).sum();
    }

    private static long address(String name) {
        return Long.parseLong(name.substring(1, name.length() - 1), 16);
    }

    private static void compare(
            BareCore core, Map<String, Long> expected, List<String> differences) {
        expected.forEach((name, value) -> {
            long actual = actual(core, name);
            if (actual != value) {
                differences.add("%s expected %x, was %x".formatted(name, value, actual));
            }
        });
    }

    private static long actual(BareCore core, String name) {
        if (name.startsWith("[")) {
            return core.getLong(address(name));
        }
        return switch (name) {
            case "rip" -> core.state.rip;
            case "fl" -> core.cpu.rflags() & (Rflags.STATUS | Rflags.DF);
            default -> core.state.gpr[REGISTERS.indexOf(name)];
        };
    }
}
