package dev.ringside.engine.state;

import java.util.Arrays;

/// The registers of a local APIC (SDM Vol. 3A chapter 11), mutable. Part of [VcpuState]; what is
/// said there of threads holds here.
public final class ApicState {
    /// [#timerDue]: the timer does not run.
    public static final long NEVER = Long.MAX_VALUE;

    /// [#startup]: no start-up message waits.
    public static final int NO_STARTUP = -1;

    // Entries of #lvt, in the order of their addresses 0x320 to 0x370.
    public static final int LVT_TIMER = 0;
    public static final int LVT_THERMAL = 1;
    public static final int LVT_PERFORMANCE = 2;
    public static final int LVT_LINT0 = 3;
    public static final int LVT_LINT1 = 4;
    public static final int LVT_ERROR = 5;
    public static final int LVT_COUNT = 6;

    /// 0 for the boot processor.
    public int id;

    /// TPR, 8 bits; its upper half is CR8.
    public int taskPriority;

    /// LDR of the xAPIC; the x2APIC derives its own from the id.
    public int logicalDestination;

    /// DFR: all ones for the flat model, upper four bits 0 for clusters.
    public int destinationFormat;

    /// SVR: bit 8 enables the APIC.
    public int spurious;

    // ISR, TMR and IRR: vector v is bit v mod 64 of word v / 64.
    public final long[] inService = new long[4];
    public final long[] triggerMode = new long[4];
    public final long[] request = new long[4];

    /// ESR as it reads.
    public int errorStatus;

    /// Errors since ESR was written last.
    public int newErrors;

    /// ICR.
    public long command;

    public final int[] lvt = new int[LVT_COUNT];
    public int divide;
    public int initialCount;

    /// Machine time at which the count stood at [#initialCount].
    public long timerStart;

    /// Machine time of the next interrupt of the timer, or [#NEVER].
    public long timerDue;

    /// IA32_TSC_DEADLINE, 0 when not armed.
    public long tscDeadline;

    /// An NMI waits.
    public boolean nmi;

    /// An INIT waits.
    public boolean init;

    /// Vector of the start-up message that waits, or [#NO_STARTUP].
    public int startup;

    /// A message asked to fetch a vector from the 8259.
    public boolean external;

    public ApicState() {
        reset();
    }

    /// As after RESET or INIT (SDM Vol. 3A 11.4.7.1): disabled by software, everything masked. The
    /// id stays.
    ///
    /// Differs: LINT0 of the boot processor is ExtINT and open, as firmware leaves it for the
    /// 8259's sake.
    public void reset() {
        taskPriority = 0;
        logicalDestination = 0;
        destinationFormat = -1;
        spurious = 0xFF;
        Arrays.fill(inService, 0);
        Arrays.fill(triggerMode, 0);
        Arrays.fill(request, 0);
        errorStatus = 0;
        newErrors = 0;
        command = 0;
        Arrays.fill(lvt, 0x10000);
        if (id == 0) {
            lvt[LVT_LINT0] = 0x700;
        }
        divide = 0;
        initialCount = 0;
        timerStart = 0;
        timerDue = NEVER;
        tscDeadline = 0;
        nmi = false;
        init = false;
        startup = NO_STARTUP;
        external = false;
    }

    /// Takes over everything from `other`.
    public void copyFrom(ApicState other) {
        id = other.id;
        taskPriority = other.taskPriority;
        logicalDestination = other.logicalDestination;
        destinationFormat = other.destinationFormat;
        spurious = other.spurious;
        System.arraycopy(other.inService, 0, inService, 0, inService.length);
        System.arraycopy(other.triggerMode, 0, triggerMode, 0, triggerMode.length);
        System.arraycopy(other.request, 0, request, 0, request.length);
        errorStatus = other.errorStatus;
        newErrors = other.newErrors;
        command = other.command;
        System.arraycopy(other.lvt, 0, lvt, 0, lvt.length);
        divide = other.divide;
        initialCount = other.initialCount;
        timerStart = other.timerStart;
        timerDue = other.timerDue;
        tscDeadline = other.tscDeadline;
        nmi = other.nmi;
        init = other.init;
        startup = other.startup;
        external = other.external;
    }
}
