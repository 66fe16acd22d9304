package dev.ringside.engine.x86.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.tlb.GuestFault;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Repeated string instructions: budget, counting, interruption, faults in the middle.
class StringRepeatTest {
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
}
