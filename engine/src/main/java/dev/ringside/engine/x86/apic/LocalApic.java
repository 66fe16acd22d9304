package dev.ringside.engine.x86.apic;

import dev.ringside.engine.hypervisor.InterruptMessages;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.ApicState;
import dev.ringside.engine.state.VcpuState;

/// The local APIC of one VCPU: priorities, acceptance and the registers behind their numbers, which
/// are the x2APIC's MSR less 0x800 and the xAPIC's offset divided by 16 (SDM Vol. 3A table 11-1 and
/// table 11-6).
///
/// Differs: an open LINT0 passes the 8259's interrupts also while SVR disables the APIC.
public final class LocalApic {
    /// IA32_APIC_BASE.
    public static final int BASE_BSP = 1 << 8;

    public static final int BASE_X2APIC = 1 << 10;
    public static final int BASE_ENABLED = 1 << 11;

    private static final int LEVEL = 1 << 15;
    private static final int MASKED = 1 << 16;
    private static final int ENABLED = 1 << 8;
    private static final int EXTERNAL = InterruptMessages.EXT_INT << 8;

    /// ESR bits 5 and 6: a vector below 16 was sent, was received.
    private static final int SEND_ILLEGAL = 1 << 5;

    private static final int RECEIVE_ILLEGAL = 1 << 6;
    private static final int FIRST_LEGAL = 16;

    private final VcpuState state;
    private final ApicState apic;
    private final ApicBus bus;
    private final LocalApicTimer timer;

    /// @param state whose `apic` this works on; the id is set
    public LocalApic(VcpuState state, ApicBus bus) {
        this.state = state;
        this.apic = state.apic;
        this.bus = bus;
        this.timer = new LocalApicTimer(state);
    }

    /// After RESET or INIT.
    public void reset() {
        apic.reset();
        state.cr8 = 0;
    }

    public LocalApicTimer timer() {
        return timer;
    }

    /// Local APICs on the bus, this one included.
    public int siblings() {
        return bus.count();
    }

    int id() {
        return apic.id;
    }

    /// IA32_APIC_BASE.EN.
    public boolean isGloballyEnabled() {
        return (state.apicBase & BASE_ENABLED) != 0;
    }

    /// x2APIC mode: registers are MSRs only.
    public boolean isX2() {
        return (state.apicBase & BASE_X2APIC) != 0;
    }

    /// By IA32_APIC_BASE and by SVR.
    public boolean isEnabled() {
        return isGloballyEnabled() && (apic.spurious & ENABLED) != 0;
    }

    /// Guest-physical address of the xAPIC's page, or -1 when there is none.
    public long page() {
        return isGloballyEnabled() && !isX2() ? state.apicBase & -4096 : -1;
    }

    // Messages

    /// Whether a logical destination includes this APIC (SDM Vol. 3A 11.6.2.2, 11.12.10.2).
    boolean isInLogicalDestination(int destination) {
        if (isX2()) {
            int own = logicalId();
            return destination >>> 16 == own >>> 16 && (destination & own & 0xFFFF) != 0;
        }
        int own = apic.logicalDestination >>> 24;
        boolean flat = apic.destinationFormat >>> 28 == 0xF;
        if (flat) {
            return (own & destination & 0xFF) != 0;
        }
        boolean cluster = destination >>> 4 == own >>> 4 || destination >>> 4 == 0xF;
        return cluster && (own & destination & 0xF) != 0;
    }

    /// LDR of the x2APIC (SDM Vol. 3A 11.12.10.2).
    private int logicalId() {
        return (apic.id & ~0xF) << 12 | 1 << (apic.id & 0xF);
    }

    /// A message arrives.
    void receive(int mode, int vector, boolean level) {
        switch (mode) {
            case InterruptMessages.FIXED, InterruptMessages.LOWEST_PRIORITY ->
                    accept(vector, level);
            case InterruptMessages.NMI -> apic.nmi = true;
            case InterruptMessages.INIT -> {
                apic.init = true;
                apic.startup = ApicState.NO_STARTUP;
            }
            case ApicBus.STARTUP -> {
                if (apic.init || state.activity == Activity.WAIT_FOR_SIPI) {
                    apic.startup = vector;
                }
            }
            case InterruptMessages.EXT_INT -> apic.external = true;
            default -> {
                // SMI and the reserved mode.
            }
        }
    }

    private void accept(int vector, boolean level) {
        if (!isEnabled()) {
            return;
        }
        if (vector < FIRST_LEGAL) {
            raiseError(RECEIVE_ILLEGAL);
            return;
        }
        VectorBits.set(apic.request, vector);
        if (level) {
            VectorBits.set(apic.triggerMode, vector);
        } else {
            VectorBits.clear(apic.triggerMode, vector);
        }
    }

    private void raiseError(int bit) {
        apic.newErrors |= bit;
        int entry = apic.lvt[ApicState.LVT_ERROR];
        int vector = entry & 0xFF;
        if ((entry & MASKED) == 0 && vector >= FIRST_LEGAL) {
            VectorBits.set(apic.request, vector);
            VectorBits.clear(apic.triggerMode, vector);
        }
    }

    // What the run loop asks

    /// Lets the timer make its request.
    public void collect() {
        if (timer.due() <= state.time()) {
            accept(timer.fire(), false);
        }
    }

    /// Whether LINT0 makes requests with a vector of its own.
    public boolean isLint0Fixed() {
        return (apic.lvt[ApicState.LVT_LINT0] & (MASKED | 7 << 8)) == 0 && isGloballyEnabled();
    }

    /// A rising edge on LINT0, which is fixed.
    public void lint0() {
        accept(apic.lvt[ApicState.LVT_LINT0] & 0xFF, false);
    }

    /// Whether the 8259's INTR goes straight to the processor: LINT0 is ExtINT, a message asked for
    /// it, or the APIC is switched off (SDM Vol. 3A 11.4.3).
    public boolean passesExternal() {
        boolean open = (apic.lvt[ApicState.LVT_LINT0] & (MASKED | 7 << 8)) == EXTERNAL;
        return open || apic.external || !isGloballyEnabled();
    }

    /// The 8259 was asked for its vector.
    public void externalTaken() {
        apic.external = false;
    }

    /// The processor priority, 8 bits (SDM Vol. 3A 11.8.3.1).
    int priority() {
        int serving = VectorBits.highest(apic.inService);
        int least = serving == VectorBits.NONE ? 0 : serving & 0xF0;
        return (apic.taskPriority & 0xF0) >= least ? apic.taskPriority : least;
    }

    /// The vector that may interrupt now, -1 for none.
    public int pending() {
        int vector = VectorBits.highest(apic.request);
        boolean above = vector >= 0 && vector >> 4 > priority() >> 4;
        return above && isEnabled() ? vector : VectorBits.NONE;
    }

    /// The processor takes the vector of [#pending].
    public void acknowledge(int vector) {
        VectorBits.clear(apic.request, vector);
        VectorBits.set(apic.inService, vector);
    }

    // Registers

    /// Reads a register of the page.
    ///
    /// @param offset 0 to 4095
    public long readPage(int offset, int size) {
        if ((offset & 0xC) != 0) {
            return 0;
        }
        long value = read(offset >> 4) & 0xFFFFFFFFL;
        return size == 8 ? value : value >>> 8 * (offset & 3) & (1L << 8 * size) - 1;
    }

    /// Writes a register of the page; only aligned doublewords are registers.
    public void writePage(int offset, int size, long value) {
        if ((offset & 0xF) == 0 && size >= 4) {
            write(offset >> 4, (int) value);
        }
    }

    /// Reads a 32-bit register.
    ///
    /// @param register 0 to 0x3F; what does not exist reads 0
    public int read(int register) {
        if (register >= ApicRegister.ISR && register < ApicRegister.ESR) {
            int index = register & 7;
            return switch (register >> 3) {
                case ApicRegister.ISR >> 3 -> VectorBits.word(apic.inService, index);
                case ApicRegister.TMR >> 3 -> VectorBits.word(apic.triggerMode, index);
                default -> VectorBits.word(apic.request, index);
            };
        }
        if (register >= ApicRegister.LVT_FIRST && register <= ApicRegister.LVT_LAST) {
            return apic.lvt[register - ApicRegister.LVT_FIRST];
        }
        return switch (register) {
            case ApicRegister.ID -> isX2() ? apic.id : apic.id << 24;
            case ApicRegister.VERSION -> ApicState.LVT_COUNT - 1 << 16 | 0x14;
            case ApicRegister.TPR -> apic.taskPriority;
            case ApicRegister.APR, ApicRegister.PPR -> priority();
            case ApicRegister.LDR -> isX2() ? logicalId() : apic.logicalDestination;
            case ApicRegister.DFR -> apic.destinationFormat;
            case ApicRegister.SVR -> apic.spurious;
            case ApicRegister.ESR -> apic.errorStatus;
            case ApicRegister.ICR -> (int) apic.command;
            case ApicRegister.ICR_HIGH -> (int) (apic.command >>> 32);
            case ApicRegister.INITIAL_COUNT -> apic.initialCount;
            case ApicRegister.CURRENT_COUNT -> timer.currentCount();
            case ApicRegister.DIVIDE -> apic.divide;
            default -> 0;
        };
    }

    /// Writes a 32-bit register; what does not exist or is read-only keeps its value.
    ///
    /// @param register 0 to 0x3F
    public void write(int register, int value) {
        if (register >= ApicRegister.LVT_FIRST && register <= ApicRegister.LVT_LAST) {
            writeLvt(register - ApicRegister.LVT_FIRST, value);
            return;
        }
        switch (register) {
            case ApicRegister.TPR -> setTaskPriority(value & 0xFF);
            case ApicRegister.EOI -> endOfInterrupt();
            case ApicRegister.LDR -> apic.logicalDestination = value & 0xFF000000;
            case ApicRegister.DFR -> apic.destinationFormat = value | 0x0FFFFFFF;
            case ApicRegister.SVR -> writeSpurious(value);
            case ApicRegister.ESR -> {
                apic.errorStatus = apic.newErrors;
                apic.newErrors = 0;
            }
            case ApicRegister.ICR -> command(apic.command & -1L << 32 | value & 0xFFFFFFFFL);
            case ApicRegister.ICR_HIGH ->
                    apic.command = apic.command & 0xFFFFFFFFL | (value & 0xFF000000L) << 32;
            case ApicRegister.INITIAL_COUNT -> timer.setInitialCount(value);
            case ApicRegister.DIVIDE -> timer.setDivide(value);
            default -> {
                // Nothing there.
            }
        }
    }

    /// TPR, and with it CR8.
    ///
    /// @param value 8 bits
    public void setTaskPriority(int value) {
        apic.taskPriority = value;
        state.cr8 = value >> 4;
    }

    /// Somebody may have written CR8 behind the APIC's back.
    public void stateChanged() {
        if (apic.taskPriority >> 4 != state.cr8) {
            apic.taskPriority = (int) state.cr8 << 4 & 0xFF;
        }
    }

    /// SDM Vol. 3A 11.8.5.
    private void endOfInterrupt() {
        int vector = VectorBits.highest(apic.inService);
        if (vector == VectorBits.NONE) {
            return;
        }
        VectorBits.clear(apic.inService, vector);
        if (VectorBits.get(apic.triggerMode, vector)) {
            bus.endOfInterrupt(vector);
        }
    }

    /// Disabling by software masks every entry (SDM Vol. 3A 11.4.7.2).
    private void writeSpurious(int value) {
        apic.spurious = value & 0x1FF;
        if ((value & ENABLED) == 0) {
            for (int i = 0; i < ApicState.LVT_COUNT; i++) {
                writeLvt(i, apic.lvt[i]);
            }
        }
    }

    private void writeLvt(int index, int value) {
        int entry = value & ApicRegister.LVT_WRITABLE[index];
        if ((apic.spurious & ENABLED) == 0) {
            entry |= MASKED;
        }
        if (index == ApicState.LVT_TIMER) {
            timer.setLvt(entry);
        } else {
            apic.lvt[index] = entry;
        }
    }

    /// Writes ICR and sends what it says (SDM Vol. 3A 11.6.1).
    ///
    /// ```
    ///  63-32       19-18     15    14     11      10-8 7-0
    ///  destination shorthand level assert logical mode vector
    /// ```
    public void command(long value) {
        apic.command = value & ~(1L << 12);
        int mode = (int) (value >>> 8) & 7;
        int vector = (int) value & 0xFF;
        boolean level = (value & LEVEL) != 0;
        if (level && (value & 1 << 14) == 0) {
            // De-assertion, which INIT alone has, does nothing since the P6.
            return;
        }
        boolean fixed = mode <= InterruptMessages.LOWEST_PRIORITY;
        if (fixed && vector < FIRST_LEGAL) {
            raiseError(SEND_ILLEGAL);
            return;
        }
        switch ((int) (value >>> 18) & 3) {
            case 0 -> {
                int destination = (int) (isX2() ? value >>> 32 : value >>> 56);
                bus.deliver(destination, (value & 1 << 11) != 0, mode, vector, false);
            }
            case 1 -> {
                if (fixed) {
                    accept(vector, false);
                }
            }
            case 2 -> bus.broadcast(this, true, mode, vector, false);
            default -> bus.broadcast(this, false, mode, vector, false);
        }
    }

    /// SELF IPI of the x2APIC.
    public void selfInterrupt(int vector) {
        if (vector < FIRST_LEGAL) {
            raiseError(SEND_ILLEGAL);
        } else {
            accept(vector, false);
        }
    }
}
