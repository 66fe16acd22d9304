package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PicPairTest {
    private final PioBus bus = new PioBus(line -> {});
    private final PicPair pics = new PicPair(() -> {});

    @BeforeEach
    void initialize() {
        pics.attach(bus);
        out(0x20, 0x11, 0x21, 0x08, 0x21, 0x04, 0x21, 0x01, 0x21, 0x00);
        out(0xA0, 0x11, 0xA1, 0x70, 0xA1, 0x02, 0xA1, 0x01, 0xA1, 0x00);
    }

    private void out(int... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            bus.write(pairs[i], 1, pairs[i + 1]);
        }
    }

    private void raise(int irq) {
        pics.line(irq).set(true);
    }

    @Test
    void requestIsAcknowledgedWithItsVector() {
        assertFalse(pics.pending());
        raise(1);
        assertTrue(pics.pending());
        assertEquals(0x09, pics.acknowledge());
        assertFalse(pics.pending());
    }

    @Test
    void lowerNumberWinsAndNestsAboveHigher() {
        raise(4);
        raise(3);
        assertEquals(0x0B, pics.acknowledge());
        assertFalse(pics.pending(), "4 waits for the EOI of 3");
        raise(0);
        assertEquals(0x08, pics.acknowledge());
        out(0x20, 0x20, 0x20, 0x20);
        assertEquals(0x0C, pics.acknowledge());
    }

    @Test
    void slaveComesThroughInput2() {
        raise(8);
        raise(14);
        assertEquals(0x70, pics.acknowledge());
        assertEquals(0x04, pics.master().inService());
        out(0xA0, 0x20, 0x20, 0x20);
        assertTrue(pics.pending());
        assertEquals(0x76, pics.acknowledge());
    }

    @Test
    void slaveNeedsBothEndsOfInterrupt() {
        raise(12);
        assertEquals(0x74, pics.acknowledge());
        raise(13);
        out(0x20, 0x20);
        assertFalse(pics.pending());
        out(0xA0, 0x20);
        assertEquals(0x75, pics.acknowledge());
    }

    @Test
    void maskedRequestWaits() {
        out(0x21, 0x02);
        raise(1);
        assertFalse(pics.pending());
        assertEquals(0x02, bus.read(0x21, 1));
        out(0x21, 0x00);
        assertEquals(0x09, pics.acknowledge());
    }

    @Test
    void requestThatVanishesIsSpurious() {
        raise(5);
        pics.line(5).set(false);
        assertEquals(0x0F, pics.acknowledge());
        assertEquals(0, pics.master().inService());
    }

    @Test
    void edgeIsTakenOnce() {
        raise(1);
        pics.acknowledge();
        out(0x20, 0x20);
        assertFalse(pics.pending(), "the line is still high, but there was no new edge");
        pics.line(1).pulse();
        raise(1);
        assertTrue(pics.pending());
    }

    @Test
    void automaticEndOfInterruptLeavesNothingInService() {
        out(0x20, 0x11, 0x21, 0x20, 0x21, 0x04, 0x21, 0x03);
        raise(6);
        assertEquals(0x26, pics.acknowledge());
        assertEquals(0, pics.master().inService());
    }

    @Test
    void specificEndOfInterruptClearsThatInput() {
        raise(3);
        pics.acknowledge();
        raise(1);
        pics.acknowledge();
        out(0x20, 0x63);
        assertEquals(0x02, pics.master().inService());
    }

    @Test
    void rotationMovesTheLowestPriority() {
        out(0x20, 0xC3);
        raise(3);
        raise(4);
        assertEquals(0x0C, pics.acknowledge());
    }

    @Test
    void specialMaskModeLetsLowerRequestsThrough() {
        raise(1);
        pics.acknowledge();
        raise(5);
        assertFalse(pics.pending());
        out(0x21, 0x02, 0x20, 0x68);
        assertEquals(0x0D, pics.acknowledge());
    }

    @Test
    void pollAcknowledges() {
        raise(7);
        out(0x20, 0x0C);
        assertEquals(0x87, bus.read(0x20, 1));
        assertEquals(0x80, pics.master().inService());
        out(0x20, 0x0C);
        assertEquals(0, bus.read(0x20, 1));
    }

    @Test
    void statusReadsAreSelectable() {
        raise(1);
        assertEquals(0x02, bus.read(0x20, 1));
        pics.acknowledge();
        out(0x20, 0x0B);
        assertEquals(0x02, bus.read(0x20, 1));
        out(0x20, 0x0A);
        assertEquals(0, bus.read(0x20, 1));
    }

    @Test
    void levelTriggeredRequestStaysWhileTheLineIsHigh() {
        out(0x20, 0x19, 0x21, 0x08, 0x21, 0x04, 0x21, 0x01, 0x21, 0x00);
        raise(3);
        pics.acknowledge();
        out(0x20, 0x20);
        assertTrue(pics.pending());
        pics.line(3).set(false);
        assertFalse(pics.pending());
    }

    @Test
    void cascadeInputIsNoIrq() {
        assertThrows(IllegalArgumentException.class, () -> pics.line(2));
        assertThrows(IllegalArgumentException.class, () -> pics.line(16));
    }
}
