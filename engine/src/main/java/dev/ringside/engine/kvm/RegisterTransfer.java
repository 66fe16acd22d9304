package dev.ringside.engine.kvm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// [VcpuState] to and from `struct kvm_regs` and `struct kvm_sregs`.
///
/// The APIC base stays the host's: without an APIC in the kernel it has no meaning.
final class RegisterTransfer {
    private RegisterTransfer() {}

    static void readRegs(MemorySegment from, VcpuState into) {
        for (int i = 0; i < into.gpr.length; i++) {
            into.gpr[i] = from.get(JAVA_LONG, KvmAbi.Regs.GPR[i]);
        }
        into.rip = from.get(JAVA_LONG, KvmAbi.Regs.RIP);
        into.rflags = from.get(JAVA_LONG, KvmAbi.Regs.RFLAGS);
    }

    static void writeRegs(VcpuState from, MemorySegment into) {
        for (int i = 0; i < from.gpr.length; i++) {
            into.set(JAVA_LONG, KvmAbi.Regs.GPR[i], from.gpr[i]);
        }
        into.set(JAVA_LONG, KvmAbi.Regs.RIP, from.rip);
        into.set(JAVA_LONG, KvmAbi.Regs.RFLAGS, from.rflags);
    }

    static boolean sameRegs(VcpuState a, VcpuState b) {
        return a.rip == b.rip && a.rflags == b.rflags && Arrays.equals(a.gpr, b.gpr);
    }

    static void readSregs(MemorySegment from, VcpuState into) {
        for (int i = 0; i < SegmentRegister.COUNT; i++) {
            readSegment(from, KvmAbi.Sregs.SEGMENT[i], into.segment[i]);
        }
        into.gdtrBase = from.get(JAVA_LONG, KvmAbi.Sregs.GDT_BASE);
        into.gdtrLimit = Short.toUnsignedInt(from.get(JAVA_SHORT, KvmAbi.Sregs.GDT_LIMIT));
        into.idtrBase = from.get(JAVA_LONG, KvmAbi.Sregs.IDT_BASE);
        into.idtrLimit = Short.toUnsignedInt(from.get(JAVA_SHORT, KvmAbi.Sregs.IDT_LIMIT));
        into.cr0 = from.get(JAVA_LONG, KvmAbi.Sregs.CR0);
        into.cr2 = from.get(JAVA_LONG, KvmAbi.Sregs.CR2);
        into.cr3 = from.get(JAVA_LONG, KvmAbi.Sregs.CR3);
        into.cr4 = from.get(JAVA_LONG, KvmAbi.Sregs.CR4);
        into.cr8 = from.get(JAVA_LONG, KvmAbi.Sregs.CR8);
        into.efer = from.get(JAVA_LONG, KvmAbi.Sregs.EFER);
    }

    private static void readSegment(MemorySegment from, int at, SegmentRegister into) {
        int access =
                flag(from, at + KvmAbi.Sregs.SEGMENT_TYPE)
                        | flag(from, at + KvmAbi.Sregs.SEGMENT_S) << 4
                        | flag(from, at + KvmAbi.Sregs.SEGMENT_DPL) << 5
                        | flag(from, at + KvmAbi.Sregs.SEGMENT_PRESENT) << 7
                        | flag(from, at + KvmAbi.Sregs.SEGMENT_AVL) << 12
                        | flag(from, at + KvmAbi.Sregs.SEGMENT_L) << 13
                        | flag(from, at + KvmAbi.Sregs.SEGMENT_DB) << 14
                        | flag(from, at + KvmAbi.Sregs.SEGMENT_G) << 15
                        | flag(from, at + KvmAbi.Sregs.SEGMENT_UNUSABLE) << 16;
        into.set(
                Short.toUnsignedInt(from.get(JAVA_SHORT, at + KvmAbi.Sregs.SEGMENT_SELECTOR)),
                from.get(JAVA_LONG, at + KvmAbi.Sregs.SEGMENT_BASE),
                Integer.toUnsignedLong(from.get(JAVA_INT, at + KvmAbi.Sregs.SEGMENT_LIMIT)),
                access);
    }

    private static int flag(MemorySegment from, int at) {
        return from.get(JAVA_BYTE, at);
    }

    static void writeSregs(VcpuState from, MemorySegment into) {
        for (int i = 0; i < SegmentRegister.COUNT; i++) {
            writeSegment(from.segment[i], into, KvmAbi.Sregs.SEGMENT[i]);
        }
        into.set(JAVA_LONG, KvmAbi.Sregs.GDT_BASE, from.gdtrBase);
        into.set(JAVA_SHORT, KvmAbi.Sregs.GDT_LIMIT, (short) from.gdtrLimit);
        into.set(JAVA_LONG, KvmAbi.Sregs.IDT_BASE, from.idtrBase);
        into.set(JAVA_SHORT, KvmAbi.Sregs.IDT_LIMIT, (short) from.idtrLimit);
        into.set(JAVA_LONG, KvmAbi.Sregs.CR0, from.cr0);
        into.set(JAVA_LONG, KvmAbi.Sregs.CR2, from.cr2);
        into.set(JAVA_LONG, KvmAbi.Sregs.CR3, from.cr3);
        into.set(JAVA_LONG, KvmAbi.Sregs.CR4, from.cr4);
        into.set(JAVA_LONG, KvmAbi.Sregs.CR8, from.cr8);
        into.set(JAVA_LONG, KvmAbi.Sregs.EFER, from.efer);
    }

    private static void writeSegment(SegmentRegister from, MemorySegment into, int at) {
        into.set(JAVA_LONG, at + KvmAbi.Sregs.SEGMENT_BASE, from.base);
        into.set(JAVA_INT, at + KvmAbi.Sregs.SEGMENT_LIMIT, (int) from.limit);
        into.set(JAVA_SHORT, at + KvmAbi.Sregs.SEGMENT_SELECTOR, (short) from.selector);
        setFlag(into, at + KvmAbi.Sregs.SEGMENT_TYPE, from.access & 15);
        setFlag(into, at + KvmAbi.Sregs.SEGMENT_S, from.access >> 4 & 1);
        setFlag(into, at + KvmAbi.Sregs.SEGMENT_DPL, from.access >> 5 & 3);
        setFlag(into, at + KvmAbi.Sregs.SEGMENT_PRESENT, from.access >> 7 & 1);
        setFlag(into, at + KvmAbi.Sregs.SEGMENT_AVL, from.access >> 12 & 1);
        setFlag(into, at + KvmAbi.Sregs.SEGMENT_L, from.access >> 13 & 1);
        setFlag(into, at + KvmAbi.Sregs.SEGMENT_DB, from.access >> 14 & 1);
        setFlag(into, at + KvmAbi.Sregs.SEGMENT_G, from.access >> 15 & 1);
        setFlag(into, at + KvmAbi.Sregs.SEGMENT_UNUSABLE, from.access >> 16 & 1);
    }

    private static void setFlag(MemorySegment into, int at, int value) {
        into.set(JAVA_BYTE, at, (byte) value);
    }

    static boolean sameSregs(VcpuState a, VcpuState b) {
        return a.cr0 == b.cr0
                && a.cr2 == b.cr2
                && a.cr3 == b.cr3
                && a.cr4 == b.cr4
                && a.cr8 == b.cr8
                && a.efer == b.efer
                && a.gdtrBase == b.gdtrBase
                && a.gdtrLimit == b.gdtrLimit
                && a.idtrBase == b.idtrBase
                && a.idtrLimit == b.idtrLimit
                && sameSegments(a.segment, b.segment);
    }

    private static boolean sameSegments(SegmentRegister[] a, SegmentRegister[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i].selector != b[i].selector
                    || a[i].base != b[i].base
                    || a[i].limit != b[i].limit
                    || a[i].access != b[i].access) {
                return false;
            }
        }
        return true;
    }
}
