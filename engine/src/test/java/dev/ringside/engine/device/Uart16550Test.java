package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class Uart16550Test {
    private final StringBuilder sent = new StringBuilder();
    private boolean irq;
    private final Uart16550 uart =
            new Uart16550("com1", level -> irq = level, b -> sent.append((char) b));

    @Test
    void transmitsAndStaysEmpty() {
        assertEquals(0x60, uart.read(5));
        uart.write(0, 'H');
        uart.write(0, 'i');
        assertEquals("Hi", sent.toString());
        assertEquals(0x60, uart.read(5));
    }

    @Test
    void divisorHidesBehindDlab() {
        uart.write(3, 0x83);
        uart.write(0, 0x01);
        uart.write(1, 0x02);
        assertEquals(0x01, uart.read(0));
        assertEquals(0x02, uart.read(1));
        uart.write(3, 0x03);
        assertEquals(0, uart.read(1));
        assertEquals("", sent.toString());
    }

    @Test
    void receiveInterruptNeedsOut2() {
        uart.write(1, 1);
        uart.receive('x');
        assertFalse(irq);
        uart.write(4, 8);
        assertTrue(irq);
        assertEquals(0x04, uart.read(2) & 0x0F);
        assertEquals(0x61, uart.read(5));
        assertEquals('x', uart.read(0));
        assertFalse(irq);
        assertEquals(0x60, uart.read(5));
    }

    @Test
    void fifoTriggersAtItsLevelAndTimesOutBelow() {
        uart.write(2, 0x81);
        uart.write(1, 1);
        uart.write(4, 8);
        for (int i = 0; i < 7; i++) {
            uart.receive(i);
        }
        assertEquals(0xCC, uart.read(2), "character timeout");
        uart.receive(7);
        assertEquals(0xC4, uart.read(2));
        for (int i = 0; i < 8; i++) {
            assertEquals(i, uart.read(0));
        }
        assertEquals(0xC1, uart.read(2));
    }

    @Test
    void bytesBeyondTheFifoWaitOutside() {
        uart.write(2, 1);
        for (int i = 0; i < 40; i++) {
            uart.receive(i);
        }
        for (int i = 0; i < 40; i++) {
            assertEquals(i, uart.read(0));
        }
        assertEquals(0x60, uart.read(5));
    }

    @Test
    void transmitterInterruptComesWhenEnabledAndIsClearedByReading() {
        uart.write(4, 8);
        uart.write(1, 2);
        assertTrue(irq);
        assertEquals(2, uart.read(2));
        assertFalse(irq);
        assertEquals(1, uart.read(2));
        uart.write(0, 'a');
        assertTrue(irq);
    }

    @Test
    void loopbackReturnsBytesAndModemLines() {
        uart.write(4, 0x1F);
        uart.write(0, 0xAE);
        assertEquals("", sent.toString());
        assertEquals(0xAE, uart.read(0));
        assertEquals(0xF0, uart.read(6) & 0xF0);
        uart.write(4, 0x10);
        assertEquals(0x00, uart.read(6) & 0xF0);
    }

    @Test
    void loopbackOverrunIsReported() {
        uart.write(4, 0x10);
        uart.write(0, 1);
        uart.write(0, 2);
        assertEquals(0x63, uart.read(5));
        assertEquals(0x61, uart.read(5), "reading clears the error");
    }

    @Test
    void scratchReadsBack() {
        uart.write(7, 0x5A);
        assertEquals(0x5A, uart.read(7));
    }

    @Test
    void modemStatusReportsChanges() {
        uart.write(4, 0x10);
        uart.read(6);
        uart.write(1, 8);
        uart.write(4, 0x12);
        assertEquals(0x11, uart.read(6));
        assertEquals(0x10, uart.read(6));
    }
}
