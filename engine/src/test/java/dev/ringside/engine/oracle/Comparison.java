package dev.ringside.engine.oracle;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// What of two outcomes of one case must be equal.
final class Comparison {
    private static final String[] GPR = {
        "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
        "r13", "r14", "r15"
    };

    /// Linux tells user programs that every address above theirs is present (it hides its own map).
    private static final long KERNEL_HALF = 0x7FFFFFFFF000L;

    private Comparison() {}

    /// @param undefined status flags that the case leaves undefined
    /// @param strict the order of faults within an instruction must be the same too
    /// @return null when equal, else the first difference
    static @Nullable String difference(
            CaseState test, Outcome expected, Outcome actual, long undefined, boolean strict) {
        if (!actual.failure.isEmpty()) {
            return "core: " + actual.failure;
        }
        if (expected.vector != actual.vector) {
            boolean anyOrder = test.anyOrder || !strict;
            if (anyOrder && faulted(expected) && faulted(actual)) {
                return null;
            }
            if (test.based && expected.vector == Vector.GP && faulted(actual)) {
                // AMD processors want the offset canonical even if the sum with the base is.
                return null;
            }
            if (fetchOrUndefined(expected, actual) || fetchOrUndefined(actual, expected)) {
                return null;
            }
            if (misalignedMask(test, expected, actual)) {
                return null;
            }
            return "vector %s, core %s".formatted(name(expected), name(actual));
        }
        String difference = faultDifference(test.anyOrder || !strict, expected, actual);
        if (difference == null && !(test.partial && faulted(expected))) {
            difference = registerDifference(test, expected, actual);
        }
        if (difference == null) {
            difference = flagDifference(expected, actual, undefined);
        }
        if (difference == null && test.media != null) {
            difference = MediaComparison.difference(test, expected.media, actual.media);
        }
        // AMD processors push before they check the new segment's limit.
        boolean pushed = test.farCall && expected.vector == Vector.GP;
        forgetMask(test, expected, actual);
        return difference != null || pushed
                ? difference
                : memoryDifference(firstPush(test, expected), expected, actual);
    }

    /// Bit 17 of MXCSR is AMD's misaligned exception mask (AMD APM Vol. 1 4.2.2), and reserved here
    /// and in the SDM (Vol. 1 figure 10-3).
    private static boolean misalignedMask(CaseState test, Outcome expected, Outcome actual) {
        return test.media != null
                && (expected.media.mxcsr & 1 << 17) != 0
                && actual.vector == Vector.GP;
    }

    /// Which comes first, #UD or a page fault on a later byte of the same instruction, depends on
    /// the processor model.
    private static boolean fetchOrUndefined(Outcome undefined, Outcome fetch) {
        return undefined.vector == Vector.UD
                && fetch.vector == Vector.PF
                && (fetch.errorCode & 0x10) != 0
                && fetch.cr2 == Window.END
                && undefined.rip == fetch.rip;
    }

    /// See [CaseState#anyOrder].
    private static boolean faulted(Outcome outcome) {
        return outcome.vector == Vector.PF
                || outcome.vector == Vector.SS
                || outcome.vector == Vector.GP
                || outcome.vector == Vector.AC;
    }

    private static String name(Outcome outcome) {
        return outcome.vector < 0 ? "none" : Vector.name(outcome.vector);
    }

    private static @Nullable String faultDifference(
            boolean anyOrder, Outcome expected, Outcome actual) {
        if (expected.rip != actual.rip) {
            return different("rip", expected.rip, actual.rip);
        }
        if (!Vector.hasErrorCode(expected.vector)) {
            return null;
        }
        long ignored = 0;
        if (expected.vector == Vector.PF) {
            if (expected.cr2 != actual.cr2 && !anyOrder) {
                return different("cr2", expected.cr2, actual.cr2);
            }
            ignored = Long.compareUnsigned(expected.cr2, KERNEL_HALF) >= 0 ? 1 : 0;
        }
        return (expected.errorCode | ignored) != (actual.errorCode | ignored)
                ? different(
                        Vector.name(expected.vector) + " error code",
                        expected.errorCode,
                        actual.errorCode)
                : null;
    }

    private static @Nullable String registerDifference(
            CaseState test, Outcome expected, Outcome actual) {
        boolean wide = test.bits() == 64 && expected.cs == Segments.CODE_64;
        for (int i = 0; i < 16; i++) {
            long mask = wide ? -1L : 0xFFFFFFFFL;
            if (i == VcpuState.RSP && smallStack(test, expected)) {
                mask = 0xFFFF;
            }
            if (((expected.gpr[i] ^ actual.gpr[i]) & mask) != 0) {
                return different(GPR[i], expected.gpr[i] & mask, actual.gpr[i] & mask);
            }
        }
        return first(
                pair("cs", expected.cs, actual.cs),
                pair("ss", expected.ss, actual.ss),
                data("ds", expected.ds, actual.ds),
                data("es", expected.es, actual.es),
                data("fs", expected.fs, actual.fs),
                data("gs", expected.gs, actual.gs),
                wide ? pair("fs base", expected.fsBase, actual.fsBase) : null,
                wide ? pair("gs base", expected.gsBase, actual.gsBase) : null);
    }

    /// With a 16-bit stack the upper part of ESP is the kernel's ("espfix").
    private static boolean smallStack(CaseState test, Outcome outcome) {
        boolean now =
                (outcome.ss & 4) != 0
                        && outcome.ss >> 3 < Segments.LDT.size()
                        && !Segments.LDT.get(outcome.ss >> 3).big();
        return test.smallStack() || now;
    }

    private static @Nullable String flagDifference(
            Outcome expected, Outcome actual, long undefined) {
        long mask = Rflags.ALL & ~(Rflags.RF | undefined);
        long difference = (expected.rflags ^ actual.rflags) & mask;
        return difference == 0
                ? null
                : "flags %s, core %s (differ in %s)"
                        .formatted(flags(expected.rflags), flags(actual.rflags), flags(difference));
    }

    static String flags(long value) {
        StringBuilder text = new StringBuilder();
        String[] names = {
            "CF", "", "PF", "", "AF", "", "ZF", "SF", "TF", "IF", "DF", "OF", "", "", "NT", "",
            "RF", "VM", "AC", "VIF", "VIP", "ID"
        };
        for (int i = 0; i < names.length; i++) {
            if ((value >> i & 1) != 0 && !names[i].isEmpty()) {
                text.append(text.isEmpty() ? "" : " ").append(names[i]);
            }
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    /// See [CaseState#maskAddress].
    private static void forgetMask(CaseState test, Outcome expected, Outcome actual) {
        long mask = test.maskAddress - Window.DATA;
        if (test.maskAddress != 0 && mask >= 0 && mask <= Window.SIZE - 4) {
            int own = actual.window.get(ValueLayout.JAVA_INT_UNALIGNED, mask);
            expected.window.set(ValueLayout.JAVA_INT_UNALIGNED, mask, own);
        }
    }

    /// AMD processors write CS before IP's push faults; the core writes both or none. What lies
    /// below the stack pointer that the fault handler sees is undefined either way (SDM Vol. 2A
    /// CALL).
    ///
    /// @return how many bytes at the start of the window may hold CS, which is where it stands when
    ///   IP's push is the first one below the window
    private static int firstPush(CaseState test, Outcome expected) {
        boolean second = test.farCall && expected.vector == Vector.PF && expected.cr2 < Window.DATA;
        return second ? 8 : 0;
    }

    private static @Nullable String memoryDifference(int from, Outcome expected, Outcome actual) {
        long behind = expected.window.asSlice(from).mismatch(actual.window.asSlice(from));
        long at = behind < 0 ? -1 : behind + from;
        return at < 0
                ? null
                : different(
                        "memory at %x".formatted(Window.DATA + at),
                        expected.window.get(ValueLayout.JAVA_BYTE, at) & 0xFF,
                        actual.window.get(ValueLayout.JAVA_BYTE, at) & 0xFF);
    }

    private static @Nullable String first(@Nullable String... differences) {
        for (String difference : differences) {
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    /// The kernel's way back clears the RPL of null selectors (SDM Vol. 2A IRET).
    private static @Nullable String data(String what, int expected, int actual) {
        boolean bothNull = (expected & ~3) == 0 && (actual & ~3) == 0;
        return bothNull ? null : pair(what, expected, actual);
    }

    private static @Nullable String pair(String what, long expected, long actual) {
        return expected == actual ? null : different(what, expected, actual);
    }

    private static String different(String what, long expected, long actual) {
        return "%s %x, core %x".formatted(what, expected, actual);
    }
}
