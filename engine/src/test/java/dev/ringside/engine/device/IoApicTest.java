package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

class IoApicTest {
    private final MessageLog log = new MessageLog();
    private final IoApic apic = new IoApic(log);

    private void select(int register) {
        apic.write(0, 4, register);
    }

    private int register(int register) {
        select(register);
        return apic.read(0x10, 4);
    }

    private void entry(int pin, int destination, int low) {
        select(0x11 + 2 * pin);
        apic.write(0x10, 4, destination << 24);
        select(0x10 + 2 * pin);
        apic.write(0x10, 4, low);
    }

    @Test
    void versionTells24PinsAndIdReadsBack() {
        assertEquals(0x00170011, register(1));
        select(0);
        apic.write(0x10, 4, 0x0F000000);
        assertEquals(0x0F000000, register(0));
        assertEquals(0x10000, register(0x10));
        assertEquals(0, register(0x40));
    }

    @Test
    void edgesSendOneMessageEach() {
        entry(4, 0x03, 0x0841);
        apic.set(4, true);
        apic.set(4, true);
        assertEquals(List.of("l3 m0 v41"), log.sent);
        apic.set(4, false);
        apic.set(4, true);
        assertEquals(2, log.sent.size());
    }

    @Test
    void edgeOnAMaskedPinIsLost() {
        entry(4, 0, 0x10041);
        apic.set(4, true);
        entry(4, 0, 0x41);
        assertEquals(List.of(), log.sent);
    }

    @Test
    void levelIsSentAgainAfterEachEoiWhileAsserted() {
        entry(10, 1, 0x8000 | 0x55);
        apic.set(10, true);
        assertEquals(List.of("p1 m0 v55 L"), log.sent);
        assertEquals(0xC055, register(0x10 + 20));
        log.endOfInterrupt(0x54);
        assertEquals(1, log.sent.size());
        log.endOfInterrupt(0x55);
        assertEquals(2, log.sent.size());
        apic.set(10, false);
        log.endOfInterrupt(0x55);
        assertEquals(2, log.sent.size());
        assertEquals(0x8055, register(0x10 + 20));
    }

    @Test
    void assertedLevelIsSentWhenItsMaskFalls() {
        entry(10, 0, 0x18055);
        apic.set(10, true);
        assertEquals(List.of(), log.sent);
        entry(10, 0, 0x8055);
        assertEquals(1, log.sent.size());
    }

    @Test
    void switchingToEdgeForgetsRemoteIrr() {
        entry(10, 0, 0x8055);
        apic.set(10, true);
        entry(10, 0, 0x10055);
        assertEquals(0x10055, register(0x10 + 20));
        entry(10, 0, 0x8055);
        assertEquals(2, log.sent.size());
    }

    @Test
    void savedEntriesGoOnAlike() {
        entry(10, 0, 0x8055);
        apic.set(10, true);
        StateWriter out = new StateWriter();
        out.putSection(apic);
        MessageLog otherLog = new MessageLog();
        IoApic other = new IoApic(otherLog);
        new StateReader(out.toByteArray()).getSection(other);
        otherLog.endOfInterrupt(0x55);
        assertEquals(List.of("p0 m0 v55 L"), otherLog.sent);
    }
}
