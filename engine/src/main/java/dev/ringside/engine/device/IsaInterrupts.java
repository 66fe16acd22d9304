package dev.ringside.engine.device;

/// The interrupt wires 0 to 15 of a PC, each the OR of its sources, and whatever they lead to: the
/// 8259s and the IO APIC.
public final class IsaInterrupts implements Stateful {
    private static final int WIRES = 16;

    private final Controllers controllers;
    private final int[] sources = new int[WIRES];

    /// Bit n of an entry: source n of that wire is high.
    private final int[] high = new int[WIRES];

    /// What a wire leads to.
    @FunctionalInterface
    public interface Controllers {
        void set(int irq, boolean level);
    }

    public IsaInterrupts(Controllers controllers) {
        this.controllers = controllers;
    }

    /// A new source of wire `irq`, 0 to 15, not 2.
    public IrqLine line(int irq) {
        if (irq < 0 || irq >= WIRES || irq == 2 || sources[irq] == 32) {
            throw new IllegalArgumentException("no IRQ " + irq);
        }
        int bit = 1 << sources[irq]++;
        return level -> {
            boolean was = high[irq] != 0;
            high[irq] = level ? high[irq] | bit : high[irq] & ~bit;
            if (was != (high[irq] != 0)) {
                controllers.set(irq, level);
            }
        };
    }

    @Override
    public String stateName() {
        return "isa-interrupts";
    }

    @Override
    public void save(StateWriter out) {
        for (int mask : high) {
            out.putInt(mask);
        }
    }

    @Override
    public void restore(StateReader in) {
        for (int i = 0; i < WIRES; i++) {
            high[i] = in.getInt();
        }
    }
}
