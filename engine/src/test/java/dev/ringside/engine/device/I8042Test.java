package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class I8042Test {
    private final VirtualClock clock = new VirtualClock();
    private final EventQueue events = new EventQueue();
    private final PioBus bus = new PioBus(line -> {});
    private final AddressLine20 a20 = new AddressLine20(level -> {});
    private boolean irq;
    private int resets;
    private final I8042 controller =
            new I8042(clock, events, level -> irq = level, IrqLine.NONE, a20, () -> resets++);

    @BeforeEach
    void attach() {
        controller.attach(bus);
    }

    /// Everything the controller sends in the next tenth of a second.
    private List<Integer> received() {
        List<Integer> bytes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clock.skipTo(clock.now() + 1_000_000);
            events.runDue(clock.now());
            while ((bus.read(0x64, 1) & 1) != 0) {
                bytes.add(bus.read(0x60, 1));
            }
        }
        return bytes;
    }

    private void command(int value) {
        bus.write(0x64, 1, value);
    }

    @Test
    void keysArriveTranslatedWithAnInterrupt() {
        controller.key(0x1E, true);
        clock.skipTo(1_000_000);
        events.runDue(clock.now());
        assertTrue(irq);
        assertEquals(0x15, bus.read(0x64, 1));
        assertEquals(0x1E, bus.read(0x60, 1));
        assertFalse(irq);
        controller.key(0x1E, false);
        assertEquals(List.of(0x9E), received());
    }

    @Test
    void everySet1CodeComesThroughTranslation() {
        for (int code = 1; code <= 0x58; code++) {
            if (code == 0x54 || code == 0x55 || code == 0x56) {
                continue;
            }
            controller.key(code, true);
            controller.key(code, false);
            assertEquals(List.of(code, code | 0x80), received(), "code " + code);
        }
    }

    @Test
    void extendedKeysCarryTheirPrefix() {
        controller.key(0xE048, true);
        controller.key(0xE048, false);
        assertEquals(List.of(0xE0, 0x48, 0xE0, 0xC8), received());
    }

    @Test
    void withoutTranslationSet2Comes() {
        command(0x60);
        bus.write(0x60, 1, 0x05);
        controller.key(0x1E, true);
        controller.key(0x1E, false);
        assertEquals(List.of(0x1C, 0xF0, 0x1C), received());
    }

    @Test
    void selfTestsAnswer() {
        command(0xAA);
        assertEquals(0x55, bus.read(0x60, 1));
        command(0xAB);
        assertEquals(0x00, bus.read(0x60, 1));
    }

    @Test
    void keyboardCommandsAreAcknowledged() {
        bus.write(0x60, 1, 0xED);
        assertEquals(List.of(0xFA), received());
        bus.write(0x60, 1, 0x07);
        assertEquals(List.of(0xFA), received());
        bus.write(0x60, 1, 0xEE);
        assertEquals(List.of(0xEE), received());
        bus.write(0x60, 1, 0xFF);
        assertEquals(List.of(0xFA, 0xAA), received());
        bus.write(0x60, 1, 0xF2);
        assertEquals(List.of(0xFA, 0xAB, 0x41), received(), "the id is translated too");
    }

    @Test
    void disabledScanningSendsNothing() {
        bus.write(0x60, 1, 0xF5);
        received();
        controller.key(0x1E, true);
        assertEquals(List.of(), received());
        bus.write(0x60, 1, 0xF4);
        assertEquals(List.of(0xFA), received());
        controller.key(0x1E, true);
        assertEquals(List.of(0x1E), received());
    }

    @Test
    void disabledInterfaceHoldsBytesBack() {
        command(0xAD);
        controller.key(0x1E, true);
        assertEquals(List.of(), received());
        command(0xAE);
        assertEquals(List.of(0x1E), received());
    }

    @Test
    void outputPortDrivesA20() {
        command(0xD1);
        bus.write(0x60, 1, 0xDD);
        assertFalse(a20.enabled());
        command(0xD0);
        assertEquals(0, bus.read(0x60, 1) & 2);
        command(0xD1);
        bus.write(0x60, 1, 0xDF);
        assertTrue(a20.enabled());
        command(0xDD);
        assertFalse(a20.enabled());
        command(0xDF);
        assertTrue(a20.enabled());
    }

    @Test
    void resetByPulseAndByOutputPort() {
        command(0xFE);
        assertEquals(1, resets);
        command(0xFF);
        assertEquals(1, resets, "FF pulses nothing");
        command(0xD1);
        bus.write(0x60, 1, 0x02);
        assertEquals(2, resets);
    }

    @Test
    void commandByteReadsBack() {
        command(0x20);
        assertEquals(0x65, bus.read(0x60, 1));
        command(0x60);
        bus.write(0x60, 1, 0x44);
        command(0x20);
        assertEquals(0x44, bus.read(0x60, 1));
        controller.key(0x1E, true);
        clock.skipTo(2_000_000);
        events.runDue(clock.now());
        assertFalse(irq, "IRQ 1 is off");
    }
}
