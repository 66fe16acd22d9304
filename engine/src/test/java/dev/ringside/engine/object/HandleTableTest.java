package dev.ringside.engine.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.InterruptMessages;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.state.VcpuState;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandleTableTest {
    private static final Backend NONE =
            new Backend() {
                @Override
                public String name() {
                    return "none";
                }

                @Override
                public BackendVcpu createVcpu(Vm vm, int id, VcpuState initial) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public InterruptMessages interruptMessages(Vm vm) {
                    throw new UnsupportedOperationException();
                }
            };

    private final Kernel kernel = new Kernel(NONE, 4096);
    private final HandleTable table = kernel.handles();
    private final PortDispatcher port = PortDispatcher.create(kernel);

    @AfterEach
    void close() {
        kernel.close();
    }

    private void assertBad(int value) {
        ZxException refused = assertThrows(ZxException.class, () -> table.rights(value));
        assertEquals(ZxStatus.BAD_HANDLE, refused.status());
    }

    @Test
    void everyValueHasBothFixedBitsAndIsNeverZero() {
        for (int i = 0; i < 1000; i++) {
            int value = table.add(port);
            assertEquals(HandleTable.FIXED_BITS, value & HandleTable.FIXED_BITS);
        }
    }

    @Test
    void valueWithoutAFixedBitIsBad() {
        int value = table.add(port);
        assertBad(value & ~1);
        assertBad(value & ~2);
        assertBad(HandleTable.INVALID);
        assertBad(-1);
        assertBad(3 | 1 << 19);
    }

    @Test
    void closedValueIsBadAndItsSlotComesBackWithAnotherValue() {
        int value = table.add(port);
        table.close(value);
        assertBad(value);
        int again = table.add(port);
        assertNotEquals(value, again);
        assertEquals(value & 0xFFFFF, again & 0xFFFFF);
        assertBad(value);
    }

    @Test
    void valuesDoNotComeBackForFourThousandReuses() {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 4096; i++) {
            int value = table.add(port);
            assertEquals(true, seen.add(value), "reuse " + i);
            table.close(value);
        }
    }

    @Test
    void fullTableAnswersNoMemory() {
        ZxException refused =
                assertThrows(
                        ZxException.class,
                        () -> {
                            for (int i = 0; i <= HandleTable.CAPACITY; i++) {
                                int unused = table.add(port);
                            }
                        });
        assertEquals(ZxStatus.NO_MEMORY, refused.status());
    }

    @Test
    void rightsAreLookedAtBeforeTheType() {
        int value = table.add(port, Rights.READ);
        ZxException denied =
                assertThrows(
                        ZxException.class,
                        () -> table.get(value, VmoDispatcher.class, Rights.WRITE));
        assertEquals(ZxStatus.ACCESS_DENIED, denied.status());
        ZxException wrong =
                assertThrows(
                        ZxException.class,
                        () -> table.get(value, VmoDispatcher.class, Rights.READ));
        assertEquals(ZxStatus.WRONG_TYPE, wrong.status());
        try (PortDispatcher found = table.get(value, PortDispatcher.class, Rights.READ)) {
            assertSame(port, found);
        }
    }

    @Test
    void koidsAreNeverReused() {
        Set<Long> koids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            try (PortDispatcher made = PortDispatcher.create(kernel)) {
                assertEquals(true, koids.add(made.koid()));
            }
        }
    }
}
