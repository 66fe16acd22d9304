package dev.ringside.engine.state;

import static dev.ringside.engine.state.SegmentRegister.CS;

import java.util.Arrays;

/// The complete architectural state of one x86-64 VCPU, mutable.
///
/// Registers are plain fields since both the core and the debugger work on them. Not thread-safe:
/// it belongs to the VCPU's thread while that runs, and to whoever stopped it otherwise. Registers
/// a mode does not have keep their values.
public final class VcpuState {
    public static final int RAX = 0;
    public static final int RCX = 1;
    public static final int RDX = 2;
    public static final int RBX = 3;
    public static final int RSP = 4;
    public static final int RBP = 5;
    public static final int RSI = 6;
    public static final int RDI = 7;

    public static final long CR0_PE = 1;
    public static final long CR0_MP = 1 << 1;
    public static final long CR0_EM = 1 << 2;
    public static final long CR0_TS = 1 << 3;
    public static final long CR0_ET = 1 << 4;
    public static final long CR0_NE = 1 << 5;
    public static final long CR0_WP = 1 << 16;
    public static final long CR0_AM = 1 << 18;
    public static final long CR0_NW = 1 << 29;
    public static final long CR0_CD = 1 << 30;
    public static final long CR0_PG = 1L << 31;

    public static final long CR4_VME = 1;
    public static final long CR4_PVI = 1 << 1;
    public static final long CR4_TSD = 1 << 2;
    public static final long CR4_DE = 1 << 3;
    public static final long CR4_PSE = 1 << 4;
    public static final long CR4_PAE = 1 << 5;
    public static final long CR4_MCE = 1 << 6;
    public static final long CR4_PGE = 1 << 7;
    public static final long CR4_PCE = 1 << 8;
    public static final long CR4_OSFXSR = 1 << 9;
    public static final long CR4_OSXMMEXCPT = 1 << 10;
    public static final long CR4_UMIP = 1 << 11;
    public static final long CR4_FSGSBASE = 1 << 16;
    public static final long CR4_PCIDE = 1 << 17;
    public static final long CR4_OSXSAVE = 1 << 18;
    public static final long CR4_SMEP = 1 << 20;
    public static final long CR4_SMAP = 1 << 21;

    public static final long EFER_SCE = 1;
    public static final long EFER_LME = 1 << 8;
    public static final long EFER_LMA = 1 << 10;
    public static final long EFER_NXE = 1 << 11;

    /// [#monitorAddress]: MONITOR has armed nothing.
    public static final long NOT_MONITORING = -1;

    /// RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 to R15: encoding order, which is also
    /// `zx_vcpu_state_t`'s.
    public final long[] gpr = new long[16];

    public long rip;
    public long rflags = Rflags.RESERVED_ONE;

    /// ES, CS, SS, DS, FS, GS, LDTR, TR by [SegmentRegister]'s indices.
    public final SegmentRegister[] segment = new SegmentRegister[SegmentRegister.COUNT];

    public long gdtrBase;
    public int gdtrLimit;
    public long idtrBase;
    public int idtrLimit;

    public long cr0;
    public long cr2;
    public long cr3;
    public long cr4;
    public long cr8;
    public long xcr0 = 1;

    /// DR0 to DR3.
    public final long[] dr = new long[4];

    public long dr6 = 0xFFFF0FF0L;
    public long dr7 = 0x400;

    /// IA32_EFER (SDM Vol. 3A 2.2.1).
    public long efer;

    public long star;
    public long lstar;
    public long cstar;
    public long fmask;
    public long kernelGsBase;
    public long sysenterCs;
    public long sysenterEsp;
    public long sysenterEip;
    public long tscAux;
    public long pat = 0x0007040600070406L;
    public long apicBase = 0xFEE00900L;
    public long miscEnable = 1;
    public long tscOffset;

    /// What APERF and MPERF count beside the time.
    public long performanceOffset;

    /// The default type, eleven fixed ranges, eight variable ranges of two registers (SDM Vol. 3A
    /// 12.11).
    public final long[] mtrr = new long[28];

    /// XMM0 to XMM15: low quadword of register n at 2n, high at 2n + 1.
    public final long[] xmm = new long[32];

    /// Bits 128 to 255 of YMM0 to YMM15, in the same order.
    public final long[] ymmHigh = new long[32];

    public int mxcsr = 0x1F80;

    /// x87: significands of physical registers R0 to R7, then sign and exponent (16 bits each).
    public final long[] fpuSignificand = new long[8];

    public final int[] fpuExponent = new int[8];
    public int fpuControl = 0x37F;
    public int fpuStatus;

    /// Two bits a register, 3 meaning empty (SDM Vol. 1 8.1.7). The core leaves 0 for everything
    /// else: what a register holds is told from its contents.
    public int fpuTag = 0xFFFF;

    public int fpuOpcode;
    public long fpuInstructionPointer;
    public long fpuDataPointer;
    public int fpuCodeSelector;
    public int fpuDataSelector;

    /// What RDRAND and RDSEED continue from; set from the machine's seed.
    public long random;

    /// Guest-physical address of the line that MONITOR armed, or [#NOT_MONITORING].
    public long monitorAddress = NOT_MONITORING;

    /// The line's 64 bytes at that moment.
    public final long[] monitorLine = new long[8];

    /// HALTED by an MWAIT that interrupts end also while IF is 0.
    public boolean mwaitBreaks;

    public Activity activity = Activity.ACTIVE;

    /// The next instruction boundary takes no maskable interrupt (STI, SDM Vol. 3A 6.8.3).
    public boolean stiShadow;

    /// The next instruction boundary takes neither interrupt nor debug trap (MOV SS, SDM Vol. 3A
    /// 6.8.3).
    public boolean movSsShadow;

    /// Between NMI delivery and IRET (SDM Vol. 3A 6.7.1).
    public boolean nmiBlocked;

    /// Retired instructions since the VCPU was made; each REP iteration counts one. The virtual
    /// clock.
    public long instructionCount;

    /// Machine time, in nanoseconds since power-on, when [#instructionCount] was [#timeCount].
    public long timeBase;

    public long timeCount;

    /// Instructions of this VCPU in a nanosecond, at least 1: as many as VCPUs share the time.
    public int timeRate = 1;

    /// The local APIC.
    public final ApicState apic = new ApicState();

    public VcpuState() {
        for (int i = 0; i < segment.length; i++) {
            segment[i] = new SegmentRegister();
        }
    }

    /// Whether CS, EFER and CR0 make the code 16, 32 or 64 bits wide.
    public CodeSize codeSize() {
        SegmentRegister cs = segment[CS];
        if (longMode() && (cs.access & SegmentRegister.ACCESS_L) != 0) {
            return CodeSize.BITS_64;
        }
        return (cs.access & SegmentRegister.ACCESS_DB) != 0 && !virtual8086()
                ? CodeSize.BITS_32
                : CodeSize.BITS_16;
    }

    /// IA-32e mode: 64-bit or compatibility (EFER.LMA).
    public boolean longMode() {
        return (efer & EFER_LMA) != 0;
    }

    public boolean protectedMode() {
        return (cr0 & CR0_PE) != 0;
    }

    public boolean virtual8086() {
        return (rflags & Rflags.VM) != 0;
    }

    /// Current privilege level: 0 in real mode, 3 in virtual-8086 mode, else SS.DPL (SDM Vol. 3C
    /// 25.4.1).
    public int cpl() {
        if (!protectedMode()) {
            return 0;
        }
        return virtual8086() ? 3 : segment[SegmentRegister.SS].dpl();
    }

    /// Where the next instruction is fetched: CS base plus RIP, cut to 32 bits outside 64-bit code.
    public long linearRip() {
        return codeSize() == CodeSize.BITS_64 ? rip : segment[CS].base + rip & 0xFFFFFFFFL;
    }

    /// Machine time now, in nanoseconds since power-on.
    public long time() {
        return timeBase + (instructionCount - timeCount) / timeRate;
    }

    /// From now on `rate` instructions are a nanosecond, and it is `time`.
    public void setTime(long time, int rate) {
        timeBase = time;
        timeCount = instructionCount;
        timeRate = rate;
    }

    /// The instruction count at which [#time] is `time` if nothing but instructions passes it;
    /// `Long.MAX_VALUE` for times out of reach. May lie behind [#instructionCount].
    public long countAt(long time) {
        long left = time - timeBase;
        return left > Long.MAX_VALUE / 64 ? Long.MAX_VALUE : timeCount + left * timeRate;
    }

    /// Takes over everything from `other`.
    public void copyFrom(VcpuState other) {
        System.arraycopy(other.gpr, 0, gpr, 0, gpr.length);
        rip = other.rip;
        rflags = other.rflags;
        for (int i = 0; i < segment.length; i++) {
            segment[i].copyFrom(other.segment[i]);
        }
        copySystemFrom(other);
        copyFloatingPointFrom(other);
        random = other.random;
        monitorAddress = other.monitorAddress;
        System.arraycopy(other.monitorLine, 0, monitorLine, 0, monitorLine.length);
        mwaitBreaks = other.mwaitBreaks;
        activity = other.activity;
        stiShadow = other.stiShadow;
        movSsShadow = other.movSsShadow;
        nmiBlocked = other.nmiBlocked;
        instructionCount = other.instructionCount;
        timeBase = other.timeBase;
        timeCount = other.timeCount;
        timeRate = other.timeRate;
        apic.copyFrom(other.apic);
    }

    private void copySystemFrom(VcpuState other) {
        gdtrBase = other.gdtrBase;
        gdtrLimit = other.gdtrLimit;
        idtrBase = other.idtrBase;
        idtrLimit = other.idtrLimit;
        cr0 = other.cr0;
        cr2 = other.cr2;
        cr3 = other.cr3;
        cr4 = other.cr4;
        cr8 = other.cr8;
        xcr0 = other.xcr0;
        System.arraycopy(other.dr, 0, dr, 0, dr.length);
        dr6 = other.dr6;
        dr7 = other.dr7;
        efer = other.efer;
        star = other.star;
        lstar = other.lstar;
        cstar = other.cstar;
        fmask = other.fmask;
        kernelGsBase = other.kernelGsBase;
        sysenterCs = other.sysenterCs;
        sysenterEsp = other.sysenterEsp;
        sysenterEip = other.sysenterEip;
        tscAux = other.tscAux;
        pat = other.pat;
        apicBase = other.apicBase;
        miscEnable = other.miscEnable;
        tscOffset = other.tscOffset;
        performanceOffset = other.performanceOffset;
        System.arraycopy(other.mtrr, 0, mtrr, 0, mtrr.length);
    }

    private void copyFloatingPointFrom(VcpuState other) {
        System.arraycopy(other.xmm, 0, xmm, 0, xmm.length);
        System.arraycopy(other.ymmHigh, 0, ymmHigh, 0, ymmHigh.length);
        mxcsr = other.mxcsr;
        System.arraycopy(other.fpuSignificand, 0, fpuSignificand, 0, fpuSignificand.length);
        System.arraycopy(other.fpuExponent, 0, fpuExponent, 0, fpuExponent.length);
        fpuControl = other.fpuControl;
        fpuStatus = other.fpuStatus;
        fpuTag = other.fpuTag;
        fpuOpcode = other.fpuOpcode;
        fpuInstructionPointer = other.fpuInstructionPointer;
        fpuDataPointer = other.fpuDataPointer;
        fpuCodeSelector = other.fpuCodeSelector;
        fpuDataSelector = other.fpuDataSelector;
    }

    /// An independent copy.
    public VcpuState copy() {
        VcpuState copy = new VcpuState();
        copy.copyFrom(this);
        return copy;
    }

    @Override
    public String toString() {
        return "rip=%x rflags=%x gpr=%s".formatted(rip, rflags, Arrays.toString(gpr));
    }
}
