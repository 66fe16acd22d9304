package dev.ringside.engine.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import org.junit.jupiter.api.Test;

class TrapMapTest {
    private final TrapMap traps = new TrapMap();

    private Trap add(Trap.Kind kind, long first, long last) {
        Trap trap = new Trap(kind, first, last, 0, null);
        traps.add(trap);
        return trap;
    }

    @Test
    void nothingIsFoundInAnEmptyMap() {
        assertNull(traps.findMemory(0));
        assertNull(traps.findIo(0));
    }

    @Test
    void trapIsFoundFromItsFirstToItsLastAddress() {
        Trap trap = add(Trap.Kind.MEM, 0x1000, 0x1FFF);
        assertNull(traps.findMemory(0xFFF));
        assertSame(trap, traps.findMemory(0x1000));
        assertSame(trap, traps.findMemory(0x1FFF));
        assertNull(traps.findMemory(0x2000));
    }

    @Test
    void shortTrapInsideALongOneHidesItsTail() {
        Trap outer = add(Trap.Kind.MEM, 0x1000, 0x8FFF);
        Trap inner = add(Trap.Kind.MEM, 0x3000, 0x3FFF);
        assertSame(outer, traps.findMemory(0x2FFF));
        assertSame(inner, traps.findMemory(0x3000));
        assertNull(traps.findMemory(0x4000));
    }

    @Test
    void equalStartInOneTreeIsRefused() {
        Trap first = add(Trap.Kind.MEM, 0x1000, 0x1FFF);
        ZxException refused =
                assertThrows(ZxException.class, () -> add(Trap.Kind.BELL, 0x1000, 0x4FFF));
        assertEquals(ZxStatus.ALREADY_EXISTS, refused.status());
        assertSame(first, traps.findMemory(0x1000));
    }

    @Test
    void portsAndMemoryAreDifferentTrees() {
        Trap memory = add(Trap.Kind.MEM, 0, 0xFFF);
        Trap port = add(Trap.Kind.IO, 0, 0);
        assertSame(memory, traps.findMemory(0));
        assertSame(port, traps.findIo(0));
        assertNull(traps.findIo(1));
    }

    @Test
    void manyTrapsInAnyOrderAreAllFound() {
        for (int i = 0; i < 100; i++) {
            int port = i * 37 % 100 * 2;
            add(Trap.Kind.IO, port, port);
        }
        for (int port = 0; port < 200; port++) {
            Trap found = traps.findIo(port);
            assertEquals(port % 2 == 0, found != null && found.first() == port);
        }
        assertEquals(100, traps.all().length);
    }
}
