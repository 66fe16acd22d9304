package dev.ringside.engine.x86.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.x86.interpret.BareCore;
import org.junit.jupiter.api.Test;

/// The lazy flags can hold all 64 combinations, and every condition reads them right.
class StatusFlagsTest {
    private static final long[] FLAGS = {
        Rflags.CF, Rflags.PF, Rflags.AF, Rflags.ZF, Rflags.SF, Rflags.OF
    };

    @Test
    void anyCombinationSurvivesTheLazyForm() {
        try (BareCore core = new BareCore(64)) {
            for (int i = 0; i < 64; i++) {
                long flags = combination(i);
                core.cpu.setRflags(flags | Rflags.IF);
                long expected = flags | Rflags.IF | Rflags.RESERVED_ONE;
                assertEquals(expected, core.cpu.rflags());
                core.cpu.materializeFlags();
                assertEquals(expected, core.state.rflags);
                checkConditions(core.cpu, flags);
            }
        }
    }

    @Test
    void changingOneFlagKeepsTheOthers() {
        try (BareCore core = new BareCore(64)) {
            for (int i = 0; i < 64; i++) {
                for (long flag : FLAGS) {
                    core.cpu.setStatus(combination(i));
                    core.cpu.setStatus(flag, flag);
                    assertEquals(combination(i) | flag, core.cpu.rflags() & Rflags.STATUS);
                    core.cpu.setStatus(flag, 0);
                    assertEquals(combination(i) & ~flag, core.cpu.rflags() & Rflags.STATUS);
                }
            }
        }
    }

    private static long combination(int number) {
        long flags = 0;
        for (int bit = 0; bit < FLAGS.length; bit++) {
            flags |= (number >> bit & 1) != 0 ? FLAGS[bit] : 0;
        }
        return flags;
    }

    private static void checkConditions(Cpu cpu, long flags) {
        boolean carry = (flags & Rflags.CF) != 0;
        boolean zero = (flags & Rflags.ZF) != 0;
        boolean sign = (flags & Rflags.SF) != 0;
        boolean overflow = (flags & Rflags.OF) != 0;
        boolean parity = (flags & Rflags.PF) != 0;
        boolean[] holds = {
            overflow,
            carry,
            zero,
            carry || zero,
            sign,
            parity,
            sign != overflow,
            zero || sign != overflow
        };
        for (int code = 0; code < 16; code++) {
            boolean expected = holds[code >> 1] == ((code & 1) == 0);
            assertEquals(
                    expected, cpu.condition(code), "condition %d of %x".formatted(code, flags));
        }
    }
}
