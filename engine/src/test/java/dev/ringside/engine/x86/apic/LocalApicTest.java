package dev.ringside.engine.x86.apic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.hypervisor.InterruptMessages;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.ApicState;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// SDM Vol. 3A chapter 11, with four local APICs on one bus.
class LocalApicTest {
    private static final int NONE = -1;
    private final ApicBus bus = new ApicBus();
    private final VcpuState[] states = new VcpuState[4];
    private final LocalApic[] apics = new LocalApic[4];

    @BeforeEach
    void make() {
        for (int i = 0; i < 4; i++) {
            states[i] = new VcpuState();
            states[i].apicBase = 0xFEE00800L;
            states[i].apic.id = i;
            states[i].apic.reset();
            apics[i] = new LocalApic(states[i], bus);
            bus.add(apics[i]);
            apics[i].write(ApicRegister.SVR, 0x1FF);
        }
    }

    private String requests(int vector) {
        StringBuilder text = new StringBuilder();
        for (VcpuState state : states) {
            text.append(VectorBits.get(state.apic.request, vector) ? '1' : '0');
        }
        return text.toString();
    }

    private void x2(int i) {
        states[i].apicBase |= LocalApic.BASE_X2APIC;
    }

    @Test
    void resetLeavesTheDocumentedValues() {
        LocalApic fresh = new LocalApic(new VcpuState(), new ApicBus());
        // 11.4.7.1: SVR 0xFF, DFR all ones, LVT masked; and the open LINT0 of the boot processor.
        assertEquals(0xFF, fresh.read(ApicRegister.SVR));
        assertEquals(-1, fresh.read(ApicRegister.DFR));
        assertEquals(0x10000, fresh.read(ApicRegister.LVT_FIRST));
        assertEquals(0x10000, apics[1].read(0x35));
        assertEquals(0x700, apics[0].read(0x35));
        assertEquals(0x50014, fresh.read(ApicRegister.VERSION));
    }

    @Test
    void aPendingVectorNeedsAHigherPriorityClassThanWhatIsServed() {
        apics[0].selfInterrupt(0x51);
        assertEquals(0x51, apics[0].pending());
        apics[0].acknowledge(0x51);
        apics[0].selfInterrupt(0x5F);
        // 11.8.3.1: PPR's class is 5, and 0x5F is of it.
        assertEquals(0x50, apics[0].read(ApicRegister.PPR));
        assertEquals(NONE, apics[0].pending());
        apics[0].selfInterrupt(0x60);
        assertEquals(0x60, apics[0].pending());
        apics[0].acknowledge(0x60);
        apics[0].write(ApicRegister.EOI, 0);
        assertEquals(NONE, apics[0].pending());
        apics[0].write(ApicRegister.EOI, 0);
        assertEquals(0x5F, apics[0].pending());
    }

    @Test
    void taskPriorityHoldsInterruptsBackAndIsCr8() {
        apics[0].selfInterrupt(0x45);
        apics[0].write(ApicRegister.TPR, 0x4A);
        assertEquals(4, states[0].cr8);
        assertEquals(0x4A, apics[0].read(ApicRegister.PPR));
        assertEquals(NONE, apics[0].pending());
        apics[0].setTaskPriority(3 << 4);
        assertEquals(0x45, apics[0].pending());
    }

    @Test
    void softwareDisabledApicMasksItsEntriesAndTakesNothingButInitNmiAndStartup() {
        apics[1].write(0x36, 0x400);
        apics[1].write(ApicRegister.SVR, 0xFF);
        // 11.4.7.2
        assertEquals(0x10400, apics[1].read(0x36));
        bus.deliver(1, false, InterruptMessages.FIXED, 0x40, false);
        assertEquals("0000", requests(0x40));
        bus.deliver(1, false, InterruptMessages.NMI, 0, false);
        assertTrue(states[1].apic.nmi);
    }

    @Test
    void endOfALevelTriggeredInterruptIsBroadcast() {
        List<Integer> ends = new ArrayList<>();
        bus.setEndOfInterruptListener(ends::add);
        bus.deliver(0, false, InterruptMessages.FIXED, 0x40, true);
        bus.deliver(0, false, InterruptMessages.FIXED, 0x50, false);
        for (int i = 0; i < 2; i++) {
            apics[0].acknowledge(apics[0].pending());
            apics[0].write(ApicRegister.EOI, 0);
        }
        // 11.8.5: the TMR bit decides.
        assertEquals(List.of(0x40), ends);
    }

    /// Shorthands and physical destinations (11.6.1, 11.6.2.1): ICR, who gets it from APIC 1.
    @ParameterizedTest
    @CsvSource({
        "0x0000000000040030, 0100", "0x0000000000080030, 1111", "0x00000000000C0030, 1011",
        "0x0200000000000030, 0010", "0xFF00000000000030, 1111", "0x0900000000000030, 0000",
    })
    void physicalDestinationsAndShorthands(String icr, String receivers) {
        apics[1].write(
                ApicRegister.ICR_HIGH, (int) (Long.parseUnsignedLong(icr.substring(2), 16) >>> 32));
        apics[1].write(ApicRegister.ICR, (int) Long.parseUnsignedLong(icr.substring(2), 16));
        assertEquals(receivers, requests(0x30));
    }

    /// 11.6.2.2: LDR, DFR and destination of logical messages.
    @ParameterizedTest
    @CsvSource({
        "0xF, 01 02 04 08, 0x05, 1010", "0xF, 01 02 04 80, 0x80, 0001",
                "0xF, 01 02 04 08, 0xFF, 1111",
        "0x0, 11 12 21 22, 0x13, 1100", "0x0, 11 12 21 22, 0x21, 0010",
                "0x0, 11 12 21 22, 0xF1, 1010",
        "0x0, 11 12 21 22, 0x31, 0000",
    })
    void flatAndClusterDestinations(String model, String ids, int destination, String receivers) {
        String[] id = ids.split(" ");
        for (int i = 0; i < 4; i++) {
            apics[i].write(ApicRegister.DFR, Integer.decode(model) << 28);
            apics[i].write(ApicRegister.LDR, Integer.parseInt(id[i], 16) << 24);
        }
        bus.deliver(destination, true, InterruptMessages.FIXED, 0x30, false);
        assertEquals(receivers, requests(0x30));
    }

    @Test
    void x2ApicDerivesItsLogicalIdAndTakes32BitDestinations() {
        for (int i = 0; i < 4; i++) {
            x2(i);
        }
        // 11.12.10.2
        assertEquals(1 << 3, apics[3].read(ApicRegister.LDR));
        assertEquals(3, apics[3].read(ApicRegister.ID));
        apics[0].command(0x0000000A_00000830L);
        assertEquals("0101", requests(0x30));
        apics[0].command(0x00000002_00000031L);
        assertEquals("0010", requests(0x31));
        apics[0].command(0xFFFFFFFF_00000032L);
        assertEquals("1111", requests(0x32));
    }

    @Test
    void lowestPriorityGoesToTheOneThatDoesTheLeastImportantWork() {
        for (int i = 0; i < 4; i++) {
            apics[i].write(ApicRegister.LDR, 1 << 24 + i);
            apics[i].write(ApicRegister.TPR, i == 2 ? 0x10 : 0x40);
        }
        bus.deliver(0xF, true, InterruptMessages.LOWEST_PRIORITY, 0x60, false);
        assertEquals("0010", requests(0x60));
    }

    @Test
    void startupIsHeardOnlyWhileWaitingForIt() {
        states[1].activity = Activity.ACTIVE;
        apics[0].write(ApicRegister.ICR_HIGH, 1 << 24);
        apics[0].write(ApicRegister.ICR, 0x4608);
        assertEquals(ApicState.NO_STARTUP, states[1].apic.startup);
        apics[0].write(ApicRegister.ICR, 0xC500);
        assertTrue(states[1].apic.init);
        // The de-assertion of INIT does nothing.
        states[1].apic.init = false;
        apics[0].write(ApicRegister.ICR, 0x8500);
        assertFalse(states[1].apic.init);
        states[1].activity = Activity.WAIT_FOR_SIPI;
        apics[0].write(ApicRegister.ICR, 0x4608);
        assertEquals(8, states[1].apic.startup);
    }

    @Test
    void illegalVectorsSetTheErrorStatusAndRaiseItsEntry() {
        apics[0].write(ApicRegister.LVT_LAST, 0xFE);
        apics[0].write(ApicRegister.ICR, 0x4000F);
        // 11.5.3: send illegal vector is bit 5; the register shows it after a write.
        assertEquals(0, apics[0].read(ApicRegister.ESR));
        apics[0].write(ApicRegister.ESR, 0);
        assertEquals(1 << 5, apics[0].read(ApicRegister.ESR));
        assertEquals("1000", requests(0xFE));
        bus.deliver(1, false, InterruptMessages.FIXED, 3, false);
        apics[1].write(ApicRegister.ESR, 0);
        assertEquals(1 << 6, apics[1].read(ApicRegister.ESR));
    }

    @Test
    void oneShotTimerCountsDownByTheDivisorAndStops() {
        apics[0].write(ApicRegister.DIVIDE, 0x3);
        apics[0].write(ApicRegister.LVT_FIRST, 0x31);
        states[0].setTime(1000, 1);
        apics[0].write(ApicRegister.INITIAL_COUNT, 10);
        // Figure 11-10: 3 is a divisor of 16.
        assertEquals(1160, apics[0].timer().due());
        states[0].instructionCount += 47;
        assertEquals(8, apics[0].read(ApicRegister.CURRENT_COUNT));
        states[0].instructionCount += 200;
        apics[0].collect();
        assertEquals("1000", requests(0x31));
        assertEquals(0, apics[0].read(ApicRegister.CURRENT_COUNT));
        assertEquals(ApicState.NEVER, apics[0].timer().due());
    }

    @Test
    void periodicTimerKeepsItsBeatAndCountsWhileMasked() {
        apics[0].write(ApicRegister.DIVIDE, 0xB);
        apics[0].write(ApicRegister.LVT_FIRST, 0x30031);
        apics[0].write(ApicRegister.INITIAL_COUNT, 100);
        assertEquals(ApicState.NEVER, apics[0].timer().due());
        states[0].instructionCount += 130;
        assertEquals(70, apics[0].read(ApicRegister.CURRENT_COUNT));
        apics[0].write(ApicRegister.LVT_FIRST, 0x20031);
        assertEquals(200, apics[0].timer().due());
        states[0].instructionCount += 75;
        apics[0].collect();
        assertEquals("1000", requests(0x31));
        assertEquals(300, apics[0].timer().due());
    }

    @Test
    void tscDeadlineFollowsTheTimeStampCounter() {
        states[0].tscOffset = 5000;
        apics[0].write(ApicRegister.LVT_FIRST, 0x40031);
        apics[0].timer().setDeadline(6000);
        assertEquals(1000, apics[0].timer().due());
        assertEquals(1000, apics[0].timer().dueCount());
        apics[0].write(ApicRegister.INITIAL_COUNT, 5);
        assertEquals(0, apics[0].read(ApicRegister.INITIAL_COUNT));
        states[0].instructionCount = 1000;
        apics[0].collect();
        assertEquals("1000", requests(0x31));
        // 11.5.4.1: the MSR reads 0 after the interrupt; another mode disarms.
        assertEquals(0, states[0].apic.tscDeadline);
        apics[0].timer().setDeadline(1 << 20);
        apics[0].write(ApicRegister.LVT_FIRST, 0x31);
        assertEquals(ApicState.NEVER, apics[0].timer().due());
    }

    @Test
    void messageSignalledInterruptsAreDecoded() {
        bus.messageSignalled(0xFEE02000L, 0x41);
        assertEquals("0010", requests(0x41));
        // De-assert messages of level-triggered ones say nothing.
        bus.messageSignalled(0xFEE01000L, 0x8042);
        assertEquals("0000", requests(0x42));
    }
}
