package dev.ringside.engine.x86.apic;

import dev.ringside.engine.hypervisor.InterruptMessages;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Carries messages to the local APICs of one guest (SDM Vol. 3A 11.6.2). Nothing is queued: a
/// message is in the receiver's registers when [#deliver] returns.
public final class ApicBus implements InterruptMessages {
    static final int STARTUP = 6;

    /// Destinations of every local APIC, in 8 and in 32 bits.
    private static final int BROADCAST = 0xFF;

    private static final int WIDE_BROADCAST = -1;

    private final List<LocalApic> apics = new CopyOnWriteArrayList<>();
    private @Nullable IntConsumer endOfInterrupt;

    /// A VCPU was made.
    public void add(LocalApic apic) {
        apics.add(apic);
    }

    /// A VCPU is gone.
    public void remove(LocalApic apic) {
        apics.remove(apic);
    }

    int count() {
        return apics.size();
    }

    @Override
    public void setEndOfInterruptListener(@Nullable IntConsumer listener) {
        endOfInterrupt = listener;
    }

    void endOfInterrupt(int vector) {
        IntConsumer listener = endOfInterrupt;
        if (listener != null) {
            listener.accept(vector);
        }
    }

    @Override
    public void deliver(int destination, boolean logical, int mode, int vector, boolean level) {
        if (mode == LOWEST_PRIORITY) {
            deliverToOne(destination, logical, vector, level);
            return;
        }
        for (LocalApic apic : apics) {
            if (isAddressed(apic, destination, logical)) {
                apic.receive(mode, vector, level);
            }
        }
    }

    /// All local APICs, or all but `sender`.
    void broadcast(LocalApic sender, boolean self, int mode, int vector, boolean level) {
        for (LocalApic apic : apics) {
            if (self || apic != sender) {
                apic.receive(mode, vector, level);
            }
        }
    }

    /// SDM Vol. 3A 11.6.2.4. Which of equals is chosen is the platform's affair; here the first.
    private void deliverToOne(int destination, boolean logical, int vector, boolean level) {
        LocalApic chosen = null;
        for (LocalApic apic : apics) {
            if (isAddressed(apic, destination, logical)
                    && apic.isEnabled()
                    && (chosen == null || apic.priority() < chosen.priority())) {
                chosen = apic;
            }
        }
        if (chosen != null) {
            chosen.receive(FIXED, vector, level);
        }
    }

    private static boolean isAddressed(LocalApic apic, int destination, boolean logical) {
        if (!apic.isGloballyEnabled()) {
            return false;
        }
        if (destination == WIDE_BROADCAST) {
            return true;
        }
        if (logical) {
            return apic.isInLogicalDestination(destination);
        }
        return destination == BROADCAST || destination == apic.id();
    }
}
