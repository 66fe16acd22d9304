package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The mouse behind its controller.
class Ps2MouseTest {
    private final VirtualClock clock = new VirtualClock();
    private final EventQueue events = new EventQueue();
    private final PioBus bus = new PioBus(line -> {});
    private int interrupts;
    private final I8042 controller =
            new I8042(
                    clock,
                    events,
                    IrqLine.NONE,
                    level -> interrupts += level ? 1 : 0,
                    new AddressLine20(level -> {}),
                    () -> {});

    @BeforeEach
    void attach() {
        controller.attach(bus);
        bus.write(0x64, 1, 0xA8);
        bus.write(0x64, 1, 0x60);
        bus.write(0x60, 1, 0x03);
    }

    /// Every byte the mouse sends in the next tenth of a second.
    private List<Integer> received() {
        List<Integer> bytes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clock.skipTo(clock.now() + 1_000_000);
            events.runDue(clock.now());
            if ((bus.read(0x64, 1) & 1) != 0) {
                assertEquals(0x21, bus.read(0x64, 1) & 0x21);
                bytes.add(bus.read(0x60, 1));
            }
        }
        return bytes;
    }

    private List<Integer> command(int... values) {
        List<Integer> bytes = new ArrayList<>();
        for (int value : values) {
            bus.write(0x64, 1, 0xD4);
            bus.write(0x60, 1, value);
            bytes.addAll(received());
        }
        return bytes;
    }

    @Test
    void resetTestsItselfAndTellsItsIdentity() {
        assertEquals(List.of(0xFA, 0xAA, 0x00), command(0xFF));
        assertEquals(List.of(0xFA, 0x00), command(0xF2));
        assertTrue(interrupts >= 5);
    }

    @Test
    void movementIsReportedOnlyWhenAskedFor() {
        controller.moveMouse(5, 3, 0);
        assertEquals(List.of(), received());
        command(0xF6);
        command(0xF4);
        controller.moveMouse(5, -3, 0);
        controller.setMouseButtons(1);
        assertEquals(List.of(0x28, 5, 0xFD, 0x09, 0, 0), received());
    }

    @Test
    void threeRatesTurnTheWheelOn() {
        command(0xF3, 200, 0xF3, 100, 0xF3, 80);
        assertEquals(List.of(0xFA, 0x03), command(0xF2));
        command(0xF4);
        controller.moveMouse(0, 0, -1);
        assertEquals(List.of(0x08, 0, 0, 0xFF), received());
        command(0xFF);
        assertEquals(List.of(0xFA, 0x00), command(0xF2));
    }

    @Test
    void statusTellsModesResolutionAndRate() {
        command(0xE8, 3, 0xF3, 40, 0xE7, 0xF4);
        assertEquals(List.of(0xFA, 0x30, 3, 40), command(0xE9));
        assertEquals(List.of(0xFA, 0xFC), command(0xE8, 9));
    }

    @Test
    void remoteMouseAnswersWhenAskedAndWrapEchoes() {
        command(0xF0, 0xF4);
        controller.moveMouse(2, 0, 0);
        assertEquals(List.of(), received());
        assertEquals(List.of(0xFA, 0x08, 2, 0), command(0xEB));
        assertEquals(List.of(0xFA, 0x42, 0xFA), command(0xEE, 0x42, 0xEC));
    }

    @Test
    void unknownCommandsAskForMoreAndResendRepeats() {
        assertEquals(List.of(0xFE), command(0x01));
        assertEquals(List.of(0xFE), command(0xFE));
    }

    @Test
    void movementNobodyReadsIsSummedAndBounded() {
        command(0xF4);
        for (int i = 0; i < 1000; i++) {
            controller.moveMouse(1, 1, 0);
        }
        List<Integer> bytes = received();
        assertEquals(69, bytes.size());
        assertEquals(List.of(0x08, 0xFF, 0xFF), bytes.subList(66, 69));
    }

    @Test
    void disabledPortHoldsTheMouseBack() {
        command(0xF4);
        bus.write(0x64, 1, 0xA7);
        controller.moveMouse(1, 0, 0);
        assertEquals(List.of(), received());
        bus.write(0x64, 1, 0xA8);
        assertEquals(List.of(0x08, 1, 0), received());
        bus.write(0x64, 1, 0xA9);
        assertEquals(0, bus.read(0x60, 1));
    }
}
