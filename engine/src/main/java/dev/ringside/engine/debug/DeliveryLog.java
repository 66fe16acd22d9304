package dev.ringside.engine.debug;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/// Deliveries of one VCPU whose handlers have not returned; bounded, since a guest need never
/// return.
final class DeliveryLog {
    private static final int LIMIT = 64;

    private final Deque<Delivery> innermostFirst = new ArrayDeque<>();

    void delivered(
            VcpuState state,
            int vector,
            int errorCode,
            boolean external,
            long returnCs,
            long returnRip) {
        boolean realMode = !state.protectedMode() || state.virtual8086();
        long base = realMode ? (returnCs & 0xFFFF) << 4 : 0;
        innermostFirst.addFirst(
                new Delivery(
                        vector,
                        errorCode,
                        external,
                        (int) returnCs & 0xFFFF,
                        returnRip,
                        base + returnRip,
                        state.gpr[VcpuState.RSP]));
        if (innermostFirst.size() > LIMIT) {
            innermostFirst.removeLast();
        }
    }

    /// IRET went to the state's CS:RIP: the delivery that left from there is over, and what nested
    /// in it.
    void returned(VcpuState state) {
        int selector = state.segment[SegmentRegister.CS].selector;
        int depth = 0;
        for (Delivery delivery : innermostFirst) {
            depth++;
            if (delivery.returnRip() == state.rip && delivery.returnCs() == selector) {
                for (int i = 0; i < depth; i++) {
                    innermostFirst.removeFirst();
                }
                return;
            }
        }
    }

    /// Innermost first; those whose stack has been left by other means are dropped.
    List<Delivery> current(VcpuState state) {
        List<Delivery> current = new ArrayList<>();
        for (Iterator<Delivery> i = innermostFirst.iterator(); i.hasNext(); ) {
            Delivery delivery = i.next();
            if (Long.compareUnsigned(state.gpr[VcpuState.RSP], delivery.handlerRsp()) <= 0) {
                current.add(delivery);
            }
        }
        return current;
    }

    /// The one logged last.
    Delivery newest() {
        return innermostFirst.getFirst();
    }
}
