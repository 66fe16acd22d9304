package dev.ringside.engine.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// K10 of Zircon's kernel tests (`interrupt_bitmap`), and the order of delivery.
class PendingVectorsTest {
    private final PendingVectors pending = new PendingVectors();

    @Test
    void everyVectorCanBeSetReadAndCleared() {
        for (int vector = 0; vector < PendingVectors.COUNT; vector++) {
            assertFalse(pending.get(vector));
            assertTrue(pending.set(vector));
            assertTrue(pending.get(vector));
            assertEquals(vector, pending.highest());
            assertTrue(pending.clear(vector));
            assertFalse(pending.get(vector));
            assertTrue(pending.isEmpty());
        }
    }

    @Test
    void settingTwiceCountsOnce() {
        assertTrue(pending.set(32));
        assertFalse(pending.set(32));
        assertTrue(pending.clear(32));
        assertFalse(pending.clear(32));
    }

    @Test
    void scanStartsAtTheHighestVector() {
        for (int vector : new int[] {0, 63, 64, 128, 255}) {
            boolean _ = pending.set(vector);
        }
        for (int vector : new int[] {255, 128, 64, 63, 0}) {
            assertEquals(vector, pending.takeNext());
        }
        assertEquals(PendingVectors.NONE, pending.takeNext());
    }

    @Test
    void nmiComesBeforeAnyInterrupt() {
        boolean _ = pending.set(255);
        boolean _ = pending.set(2);
        assertEquals(2, pending.takeNext());
        assertEquals(255, pending.takeNext());
    }

    @Test
    void interruptComesBeforeAnException() {
        boolean _ = pending.set(16);
        boolean _ = pending.set(32);
        assertEquals(32, pending.takeNext());
    }

    @Test
    void injectionDropsExceptionsAndKeepsNmiAndInterrupts() {
        for (int vector = 0; vector < PendingVectors.COUNT; vector++) {
            boolean _ = pending.set(vector);
        }
        pending.discardExceptions();
        for (int vector = 0; vector < PendingVectors.COUNT; vector++) {
            assertEquals(vector == 2 || vector > 20, pending.get(vector), "vector " + vector);
        }
    }

    @Test
    void rangesAreClearedInclusively() {
        for (int vector = 60; vector <= 70; vector++) {
            boolean _ = pending.set(vector);
        }
        pending.clear(61, 69);
        assertTrue(pending.clear(60));
        assertTrue(pending.clear(70));
        assertTrue(pending.isEmpty());
    }

    @Test
    void vectorsBeyond255DoNotExist() {
        assertThrows(IllegalArgumentException.class, () -> pending.set(256));
        assertThrows(IllegalArgumentException.class, () -> pending.get(-1));
    }
}
