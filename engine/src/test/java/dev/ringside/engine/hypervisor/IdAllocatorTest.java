package dev.ringside.engine.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IdAllocatorTest {
    private final IdAllocator ids = new IdAllocator();

    @Test
    void idsGoFromOneToSixtyFour() {
        for (int id = 1; id <= IdAllocator.MAX; id++) {
            assertEquals(id, ids.allocate());
        }
        assertEquals(IdAllocator.NONE, ids.allocate());
    }

    @Test
    void lowestFreedIdComesNext() {
        for (int id = 1; id <= IdAllocator.MAX; id++) {
            int unused = ids.allocate();
        }
        ids.free(64);
        ids.free(1);
        assertEquals(1, ids.allocate());
        assertEquals(64, ids.allocate());
        assertEquals(IdAllocator.NONE, ids.allocate());
    }
}
