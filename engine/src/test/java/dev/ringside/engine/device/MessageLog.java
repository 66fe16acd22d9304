package dev.ringside.engine.device;

import dev.ringside.engine.hypervisor.InterruptMessages;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// Notes interrupt messages, and lets a test end interrupts.
public final class MessageLog implements InterruptMessages {
    final List<String> sent = new ArrayList<>();
    private @Nullable IntConsumer listener;

    @Override
    public void deliver(int destination, boolean logical, int mode, int vector, boolean level) {
        sent.add(
                "%s%x m%d v%x%s"
                        .formatted(
                                logical ? "l" : "p", destination, mode, vector, level ? " L" : ""));
    }

    @Override
    public void setEndOfInterruptListener(@Nullable IntConsumer newListener) {
        listener = newListener;
    }

    void endOfInterrupt(int vector) {
        if (listener != null) {
            listener.accept(vector);
        }
    }
}
