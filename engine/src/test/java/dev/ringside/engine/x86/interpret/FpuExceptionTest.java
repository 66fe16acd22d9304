package dev.ringside.engine.x86.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.semantics.Mode;
import dev.ringside.engine.x86.tlb.GuestFault;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When x87 exceptions reach the processor, and what programs find in environments (SDM Vol. 1 8.6,
/// 8.7, 8.1.10).
class FpuExceptionTest {
    private static final int SUMMARY = 0x80;
    private static final long AREA = 0x8000;
    private BareCore core = new BareCore(64);

    @AfterEach
    void close() {
        core.close();
    }

    private void run(String... instructions) {
        for (String bytes : instructions) {
            core.load(HexFormat.of().parseHex(bytes));
            core.step();
        }
    }

    private int faultOf(String bytes) {
        return assertThrows(GuestFault.class, () -> run(bytes)).vector;
    }

    /// FLD1, FLDZ, FDIVP with the division by zero unmasked.
    private void divideByZero() {
        core.state.fpuControl = 0x37B;
        run("d9e8", "d9ee", "def9");
    }

    @Test
    void unmaskedExceptionWaitsForTheNextWaitingInstruction() {
        divideByZero();
        assertEquals(SUMMARY | 4, core.state.fpuStatus & 0xFF);
        run("dfe0");
        assertEquals(
                SUMMARY | 4, (int) core.state.gpr[VcpuState.RAX] & 0xFF, "FNSTSW does not wait");
        assertEquals(Vector.MF, faultOf("d9e8"));
        assertEquals(Vector.MF, faultOf("9b"));
        run("dbe2", "9b");
        assertEquals(0, core.state.fpuStatus & SUMMARY, "FNCLEX ends it");
    }

    @Test
    void unmaskedDivisionByZeroKeepsItsOperands() {
        divideByZero();
        assertEquals(6, core.state.fpuStatus >> 11 & 7, "nothing was popped");
        assertEquals(0x3FFF, core.state.fpuExponent[7]);
    }

    @Test
    void taskSwitchedMakesEveryX87InstructionTrap() {
        core.state.cr0 |= VcpuState.CR0_TS;
        assertEquals(Vector.NM, faultOf("d9e8"));
        assertEquals(Vector.NM, faultOf("dfe0"));
        run("9b");
        core.state.cr0 |= VcpuState.CR0_MP;
        assertEquals(Vector.NM, faultOf("9b"), "WAIT with CR0.MP and CR0.TS");
    }

    @Test
    void emulationMakesEveryX87InstructionTrap() {
        core.state.cr0 |= VcpuState.CR0_EM;
        assertEquals(Vector.NM, faultOf("dbe3"));
        run("9b");
    }

    @Test
    void stackOverflowGivesTheIndefiniteAndSetsC1() {
        core.state.fpuTag = 0;
        run("d9e8");
        assertEquals(0x241, core.state.fpuStatus & 0x2FF);
        assertEquals(0xFFFF, core.state.fpuExponent[7]);
        assertEquals(0xC000000000000000L, core.state.fpuSignificand[7]);
    }

    @Test
    void environmentInRealModeHasLinearAddresses() {
        core.close();
        core = new BareCore(16);
        core.state.cr0 &= ~VcpuState.CR0_PE;
        core.state.segment[SegmentRegister.CS].selector = 0x1234;
        Mode.update(core.cpu);
        // FLD dword [8000h], then FNSTENV [8000h] with 16- and 32-bit operands.
        run("d9060080", "d9360080");
        long linear = 0x12340 + BareCore.CODE;
        assertEquals(linear & 0xFFFF, core.getLong(AREA + 6) & 0xFFFF);
        assertEquals(linear >> 16 << 12 | 0x106, core.getLong(AREA + 8) & 0xFFFF);
        run("66d9360080");
        assertEquals(linear & 0xFFFF, core.getLong(AREA + 12) & 0xFFFF);
        assertEquals(linear >> 16 << 12 | 0x106, core.getLong(AREA + 16) & 0xFFFFFFFFL);
        core.state.fpuInstructionPointer = 0;
        run("66d9260080");
        assertEquals(linear, core.state.fpuInstructionPointer, "FLDENV brings it back");
        assertEquals(0x106, core.state.fpuOpcode);
    }

    @Test
    void environmentTellsZerosAndSpecialNumbersFromOthers() {
        core.state.gpr[VcpuState.RBX] = AREA;
        run("d9ee", "d9e8", "d9e8", "d9ee", "def9", "d933");
        // R7 zero, R6 valid, R5 an infinity, the rest empty.
        assertEquals(0xFFFF4BFFL, core.getLong(AREA + 8) & 0xFFFFFFFFL);
    }

    @Test
    void saveInitializesAndRestoreBringsBack() {
        core.state.gpr[VcpuState.RBX] = AREA;
        run("d9eb", "d9e8", "dd33");
        assertEquals(0xFFFF, core.state.fpuTag);
        assertEquals(0x37F, core.state.fpuControl);
        run("dd23");
        assertEquals(6, core.state.fpuStatus >> 11 & 7);
        assertEquals(0xC90FDAA22168C235L, core.state.fpuSignificand[7]);
        assertEquals(0x0FFF, core.state.fpuTag);
    }
}
