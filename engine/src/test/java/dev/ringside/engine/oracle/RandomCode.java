package dev.ringside.engine.oracle;

import org.jspecify.annotations.Nullable;

/// Random bytes that are safe to run: whatever they decode to is in the table of [Form]s or is
/// refused here.
final class RandomCode {
    private static final int LENGTH = 16;
    private static final int MAX_TRIES = 200;

    private final Rng random;

    private boolean operandPrefix;
    private boolean repeatPrefix;
    private boolean lockPrefix;
    private int rex;

    RandomCode(Rng random) {
        this.random = random;
    }

    /// Fills in the code of a case; its length is [#LENGTH] whatever the instruction's is.
    void fill(CaseState test) {
        for (int i = 0; i < MAX_TRIES; i++) {
            for (int at = 0; at < LENGTH; at++) {
                test.code[at] = (byte) random.next();
            }
            if (accepted(test)) {
                test.codeLength = LENGTH;
                return;
            }
        }
        test.code[0] = (byte) 0x90;
        test.codeLength = 1;
    }

    private boolean accepted(CaseState test) {
        int at = skipPrefixes(test);
        if (at > 8) {
            return false;
        }
        String opcode = hex(test, at);
        at++;
        if (opcode.equals("0F")) {
            opcode += hex(test, at);
            at++;
            if (opcode.equals("0F38") || opcode.equals("0F3A")) {
                opcode += hex(test, at);
                at++;
            }
        }
        int modRm = test.code[at] & 0xFF;
        Form form = find(opcode, modRm);
        if (form == null || forbidden(test, form, modRm)) {
            return false;
        }
        InstructionBuilder.note(test, form);
        return true;
    }

    private static String hex(CaseState test, int at) {
        return "%02X".formatted(test.code[at] & 0xFF);
    }

    private int skipPrefixes(CaseState test) {
        operandPrefix = false;
        repeatPrefix = false;
        lockPrefix = false;
        rex = 0;
        int at = 0;
        while (at < LENGTH - 1) {
            int next = test.code[at] & 0xFF;
            boolean isRex = test.bits() == 64 && (next & 0xF0) == 0x40;
            operandPrefix |= next == 0x66;
            repeatPrefix |= next == 0xF2 || next == 0xF3;
            lockPrefix |= next == 0xF0;
            test.based |= next == 0x64 || next == 0x65;
            boolean legacy =
                    switch (next) {
                        case 0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65, 0x66, 0x67, 0xF0, 0xF2, 0xF3 ->
                                true;
                        default -> false;
                    };
            if (!legacy && !isRex) {
                break;
            }
            rex = isRex ? next : 0;
            at++;
        }
        return at;
    }

    private static @Nullable Form find(String opcode, int modRm) {
        int reg = modRm >> 3 & 7;
        boolean register = modRm >= 0xC0;
        for (Form form : Form.ALL) {
            boolean open = form.reg() < 0 || form.reg() == reg;
            boolean shape = !form.has(register ? "mm" : "mr");
            if (open && shape && matches(form, opcode)) {
                return form;
            }
        }
        return null;
    }

    private static boolean matches(Form form, String opcode) {
        if (!form.has("+")) {
            return form.opcode().equals(opcode);
        }
        int last = Integer.parseInt(opcode, 16) & 0xF8;
        return opcode.length() == form.opcode().length()
                && form.opcode()
                        .equals(opcode.substring(0, opcode.length() - 2) + "%02X".formatted(last));
    }

    /// The rules that [InstructionBuilder] keeps by itself.
    private boolean forbidden(CaseState test, Form form, int modRm) {
        boolean wide = test.bits() == 64;
        boolean fences = form.opcode().startsWith("0FAE") || form.opcode().startsWith("0FC3");
        return form.has("no64") && wide
                || form.has("nr") && repeatPrefix
                || form.has("n66") && operandPrefix && (wide || fences)
                || form.has("mr") && lockPrefix
                || form.has("far") && (rex & 8) != 0
                || form.has("frame") && form.opcode().equals("CA")
                || form.opcode().equals("9A")
                || form.opcode().equals("FF") && form.reg() == 3
                || form.opcode().equals("0F09") && repeatPrefix
                || form.opcode().equals("0FC7") && (rex & 8) != 0;
    }
}
