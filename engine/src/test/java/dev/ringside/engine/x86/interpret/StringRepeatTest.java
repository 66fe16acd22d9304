package dev.ringside.engine.x86.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.tlb.GuestFault;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Repeated string instructions: budget, counting, interruption, faults in the middle.
class StringRepeatTest {
    private static final long SEED = 0x5EED_0003;

    private final BareCore core = new BareCore(32);
    private final VcpuState state = core.state;

    @AfterEach
    void close() {
        core.close();
    }

    private void load(String hex) {
        core.load(HexFormat.of().parseHex(hex));
    }

    @Test
    void stopsAtTheBudgetWithRipAtItself() {
        load("f3aa");
        state.gpr[1] = 10;
        state.gpr[7] = 0x8000;
        core.cpu.repeatBudget = 4;
        core.step();
        assertEquals(BareCore.CODE, state.rip);
        assertEquals(6, state.gpr[1]);
        assertEquals(0x8004, state.gpr[7]);
        assertEquals(4, state.instructionCount);
        core.step();
        core.step();
        assertEquals(BareCore.CODE + 2, state.rip);
        assertEquals(10, state.instructionCount);
    }

    @Test
    void zeroIterationsCountAsOneInstruction() {
        load("f3a5");
        core.step();
        assertEquals(1, state.instructionCount);
        assertEquals(BareCore.CODE + 2, state.rip);
    }

    @Test
    void attentionInterruptsBetweenIterations() {
        load("f3aa");
        state.gpr[1] = 10;
        core.cpu.repeatBudget = 100;
        core.cpu.attention = 1;
        core.step();
        assertEquals(9, state.gpr[1]);
        assertEquals(BareCore.CODE, state.rip);
    }

    @Test
    void aFaultKeepsTheCompletedIterations() {
        load("f3a4");
        core.cpu.repeatBudget = 100;
        state.segment[0].limit = 0x8003;
        state.gpr[1] = 10;
        state.gpr[6] = 0x7000;
        state.gpr[7] = 0x8000;
        GuestFault fault = assertThrows(GuestFault.class, core::step);
        assertEquals(Vector.GP, fault.vector);
        assertEquals(6, state.gpr[1]);
        assertEquals(0x7004, state.gpr[6]);
        assertEquals(0x8004, state.gpr[7]);
        assertEquals(4, state.instructionCount);
        assertEquals(BareCore.CODE, state.rip);
    }

    @Test
    void comparisonEndsTheRepetition() {
        load("f3a6");
        core.cpu.repeatBudget = 100;
        core.putLong(0x7000, 0x0807060504030201L);
        core.putLong(0x8000, 0x0807060500030201L);
        state.gpr[1] = 8;
        state.gpr[6] = 0x7000;
        state.gpr[7] = 0x8000;
        core.step();
        assertEquals(4, state.gpr[1]);
        assertEquals(0x7004, state.gpr[6]);
        assertEquals(false, core.cpu.zero());
        assertEquals(4, state.instructionCount);
    }

    /// Long repetitions, done in bulk, against the same in single iterations: random overlaps, page
    /// crossings, sizes, limits and address wraps.
    @Test
    void bulkEqualsSingleIterations() {
        SplittableRandom random = new SplittableRandom(SEED);
        String[] forms = {"f3a4", "f3a5", "66f3a5", "f3aa", "f3ab", "67f3a4", "67f3ab"};
        for (int i = 0; i < 1000; i++) {
            String form = forms[random.nextInt(forms.length)];
            long source = 0x6000L + random.nextInt(0x3000);
            long distance = random.nextInt(3) == 0 ? random.nextInt(16) : random.nextInt(0x2000);
            long destination = source + (random.nextBoolean() ? distance : -distance);
            if (random.nextInt(8) == 0) {
                destination = 0xFF00L + random.nextInt(0x100);
            }
            long limit = random.nextInt(4) == 0 ? destination + random.nextInt(64) : 0xFFFFFFFFL;
            // Below what would wrap around to the code.
            long count = random.nextInt(1000);
            String what = "%s case %d, seed %x".formatted(form, i, SEED);
            try (BareCore bulk = new BareCore(32);
                    BareCore single = new BareCore(32)) {
                run(bulk, form, source, destination, count, limit, 1 << 20);
                run(single, form, source, destination, count, limit, 1);
                assertArrayEquals(single.state.gpr, bulk.state.gpr, what);
                assertEquals(single.state.instructionCount, bulk.state.instructionCount, what);
                assertEquals(single.state.rip, bulk.state.rip, what);
                for (long at = 0x4000; at < 0x12000; at += 8) {
                    assertEquals(single.getLong(at), bulk.getLong(at), what);
                }
                for (long at = 0; at < 0x1000; at += 8) {
                    assertEquals(single.getLong(at), bulk.getLong(at), what);
                }
            }
        }
    }

    private static void run(
            BareCore core,
            String code,
            long source,
            long destination,
            long count,
            long limit,
            long budget) {
        for (long at = 0x4000; at < 0x12000; at += 8) {
            core.putLong(at, at * 0x9E3779B97F4A7C15L);
        }
        core.load(HexFormat.of().parseHex(code));
        core.state.segment[0].limit = limit;
        core.state.gpr[0] = 0x1122334455667788L;
        core.state.gpr[1] = count;
        core.state.gpr[6] = source;
        core.state.gpr[7] = destination;
        core.cpu.repeatBudget = budget;
        try {
            do {
                core.step();
            } while (core.state.rip == BareCore.CODE);
        } catch (GuestFault fault) {
            assertEquals(Vector.GP, fault.vector);
        }
    }
}
