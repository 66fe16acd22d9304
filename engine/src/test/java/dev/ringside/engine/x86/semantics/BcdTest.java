package dev.ringside.engine.x86.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.interpret.BareCore;
import dev.ringside.engine.x86.tlb.GuestFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Decimal adjustment of every byte and flag, against the SDM's pseudo-code.
class BcdTest {
    private static final long CARRY_AND_ADJUST = Rflags.CF | Rflags.AF;

    private final BareCore core = new BareCore(32);
    private final Cpu cpu = core.cpu;

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void daaFollowsThePseudoCode() {
        forAllBytes((al, carry, adjust) -> {
            Bcd.daa(cpu);
            int result = al;
            boolean newCarry = false;
            boolean low = (al & 15) > 9 || adjust;
            if (low) {
                newCarry = carry || result + 6 > 0xFF;
                result = result + 6 & 0xFF;
            }
            if (al > 0x99 || carry) {
                result = result + 0x60 & 0xFF;
                newCarry = true;
            }
            assertAl("daa", al, result, newCarry, low);
        });
    }

    @Test
    void dasFollowsThePseudoCode() {
        forAllBytes((al, carry, adjust) -> {
            Bcd.das(cpu);
            int result = al;
            boolean newCarry = false;
            boolean low = (al & 15) > 9 || adjust;
            if (low) {
                newCarry = carry || result < 6;
                result = result - 6 & 0xFF;
            }
            if (al > 0x99 || carry) {
                result = result - 0x60 & 0xFF;
                newCarry = true;
            }
            assertAl("das", al, result, newCarry, low);
        });
    }

    private void assertAl(String name, int al, int result, boolean carry, boolean adjust) {
        String what = "%s of %x".formatted(name, al);
        assertEquals(result, cpu.gpr[VcpuState.RAX] & 0xFF, what);
        assertEquals(0x55, cpu.gpr[VcpuState.RAX] >>> 8, what);
        assertEquals(carry, cpu.carry(), what);
        assertEquals(adjust, cpu.adjust(), what);
        assertResultFlags(result, what);
    }

    private void assertResultFlags(int result, String what) {
        assertEquals(result == 0, cpu.zero(), what);
        assertEquals(result > 0x7F, cpu.sign(), what);
        assertEquals(Integer.bitCount(result) % 2 == 0, cpu.parity(), what);
    }

    @Test
    void aaaAndAasCarryIntoAh() {
        forAllBytes((al, carry, adjust) -> {
            boolean adjusts = (al & 15) > 9 || adjust;
            Bcd.aaa(cpu);
            int added = adjusts ? 0x5500 + al + 0x106 : 0x5500 + al;
            assertAscii("aaa", al, added, adjusts);
            start(al, carry, adjust);
            Bcd.aas(cpu);
            int subtracted = adjusts ? 0x5500 + al - 0x106 : 0x5500 + al;
            assertAscii("aas", al, subtracted, adjusts);
        });
    }

    private void assertAscii(String name, int al, int ax, boolean adjusts) {
        String what = "%s of %x".formatted(name, al);
        assertEquals(ax & 0xFF0F, cpu.gpr[VcpuState.RAX], what);
        assertEquals(adjusts ? CARRY_AND_ADJUST : 0, cpu.rflags() & CARRY_AND_ADJUST, what);
    }

    @Test
    void aamSplitsAndAadJoinsDigits() {
        for (int base = 1; base < 256; base++) {
            for (int al = 0; al < 256; al++) {
                String what = "%x by %d".formatted(al, base);
                start(al, false, false);
                Bcd.aam(cpu, base);
                assertEquals(al / base << 8 | al % base, cpu.gpr[VcpuState.RAX], what);
                assertResultFlags(al % base, what);
                start(al, false, false);
                Bcd.aad(cpu, base);
                int joined = al + 0x55 * base & 0xFF;
                assertEquals(joined, cpu.gpr[VcpuState.RAX], what);
                assertResultFlags(joined, what);
            }
        }
    }

    @Test
    void aamByZeroRaisesDivideError() {
        assertEquals(Vector.DE, assertThrows(GuestFault.class, () -> Bcd.aam(cpu, 0)).vector);
    }

    /// A check of one AL and two flags.
    private interface Check {
        void run(int al, boolean carry, boolean adjust);
    }

    private void forAllBytes(Check check) {
        for (int al = 0; al < 256; al++) {
            for (int flags = 0; flags < 4; flags++) {
                boolean carry = (flags & 1) != 0;
                boolean adjust = (flags & 2) != 0;
                start(al, carry, adjust);
                check.run(al, carry, adjust);
            }
        }
    }

    private void start(int al, boolean carry, boolean adjust) {
        cpu.gpr[VcpuState.RAX] = 0x5500 | al;
        cpu.setStatus((carry ? Rflags.CF : 0) | (adjust ? Rflags.AF : 0));
    }
}
