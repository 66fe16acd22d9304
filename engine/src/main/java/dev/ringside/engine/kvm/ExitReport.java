package dev.ringside.engine.kvm;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.disassemble.DisassembledInstruction;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says what can be known of exits that end a guest: KVM tells that it happened, the registers and
/// tables mostly tell why.
final class ExitReport {
    private final Vm vm;
    private final RunPage page;
    private final VcpuState state;
    private final GuestCode code;

    ExitReport(Vm vm, RunPage page, VcpuState state, GuestCode code) {
        this.vm = vm;
        this.page = page;
        this.state = state;
        this.code = code;
    }

    /// A triple fault. The faults before the last are not known, so the chain is its end.
    List<FaultRecord> shutdown() {
        StringBuilder why = new StringBuilder("KVM reports a triple fault and not what led to it");
        append(why, reset());
        append(why, idt());
        append(why, stack());
        append(why, fetch());
        why.append("; --backend core shows every fault");
        return List.of(new FaultRecord(Vector.DF, 0, 0, why.toString(), state.copy()));
    }

    private static void append(StringBuilder to, @Nullable String clause) {
        if (clause != null) {
            to.append("; ").append(clause);
        }
    }

    /// AMD's VMCB is undefined after a shutdown, so the kernel resets the VCPU (APM Vol. 2
    /// 15.14.3).
    private @Nullable String reset() {
        boolean looksReset =
                state.rip == 0xFFF0
                        && !state.protectedMode()
                        && state.segment[SegmentRegister.CS].selector == 0xF000;
        return looksReset
                ? "this host loses the registers at that moment: those shown are of a reset"
                : null;
    }

    private @Nullable String idt() {
        int entry = state.longMode() ? 16 : state.protectedMode() ? 8 : 4;
        int needed = entry * (Vector.PF + 1) - 1;
        if (state.idtrLimit < needed) {
            return "the IDT's limit 0x%x leaves out the exceptions (0x%x is needed for #PF)"
                    .formatted(state.idtrLimit, needed);
        }
        return code.byteAt(state.idtrBase) < 0
                ? "the IDT at linear 0x%x cannot be read (%s)"
                        .formatted(state.idtrBase, where(state.idtrBase))
                : null;
    }

    private @Nullable String stack() {
        long top =
                state.segment[SegmentRegister.SS].base + state.gpr[VcpuState.RSP] - 1
                        & (state.longMode() ? -1L : 0xFFFFFFFFL);
        return code.byteAt(top) < 0
                ? "the stack at linear 0x%x cannot be reached (%s)".formatted(top, where(top))
                : null;
    }

    private @Nullable String fetch() {
        long rip = state.linearRip();
        return code.byteAt(rip) < 0
                ? "the code at linear 0x%x cannot be fetched (%s)".formatted(rip, where(rip))
                : null;
    }

    private String where(long linear) {
        long physical = code.translate(linear);
        return physical < 0
                ? code.reason()
                : "nothing is mapped at guest-physical 0x%x".formatted(physical);
    }

    /// Whether the kernel gave up at an instruction that it has in memory.
    boolean isUnknownInstruction(int reason) {
        return reason == KvmAbi.EXIT_INTERNAL_ERROR
                && page.internalSuberror() == KvmAbi.INTERNAL_ERROR_EMULATION
                && place() == ZxStatus.OK;
    }

    /// Any other exit the backend does not serve.
    Exit failure(int reason) {
        ZxStatus place = place();
        if (reason == KvmAbi.EXIT_FAIL_ENTRY) {
            return failed(
                    ZxStatus.BAD_STATE,
                    "the processor refuses the VCPU's state (reason 0x%x)"
                            .formatted(page.failEntryReason()));
        }
        if (reason != KvmAbi.EXIT_INTERNAL_ERROR) {
            return failed(ZxStatus.NOT_SUPPORTED, "KVM left with exit reason %d".formatted(reason));
        }
        if (place != ZxStatus.OK) {
            return failed(
                    place,
                    place == ZxStatus.NOT_FOUND
                            ? "fetch or delivery from where nothing is mapped"
                            : "fetch of code or of a page-table entry from a trap");
        }
        int suberror = page.internalSuberror();
        return failed(
                ZxStatus.NOT_SUPPORTED,
                suberror == KvmAbi.INTERNAL_ERROR_DELIVERY
                        ? "KVM could not deliver an exception or interrupt"
                        : "KVM on this host cannot execute this instruction (internal error %d); use --backend core"
                                .formatted(suberror));
    }

    private Exit failed(ZxStatus status, String why) {
        DisassembledInstruction insn = code.decode(state.rip);
        return new Exit.Failed(
                status,
                "%s: %s at %04x:0x%x"
                        .formatted(
                                why,
                                insn == null ? "unreadable code" : insn.text(),
                                state.segment[SegmentRegister.CS].selector,
                                state.rip));
    }

    /// Whether what the processor needs for the next step is memory: OK, or why not.
    ZxStatus place() {
        ZxStatus status = memoryAt(state.linearRip());
        return status == ZxStatus.OK ? memoryAt(state.idtrBase) : status;
    }

    private ZxStatus memoryAt(long linear) {
        if ((state.cr0 & VcpuState.CR0_PG) != 0) {
            ZxStatus table = physicalMemoryAt(state.cr3 & -4096);
            if (table != ZxStatus.OK) {
                return table;
            }
        }
        long physical = code.translate(linear);
        return physical < 0 ? ZxStatus.OK : physicalMemoryAt(physical);
    }

    private ZxStatus physicalMemoryAt(long physical) {
        if (vm.space().lookup(physical) >= 0) {
            return ZxStatus.OK;
        }
        return vm.traps().findMemory(physical) == null
                ? ZxStatus.NOT_FOUND
                : ZxStatus.NOT_SUPPORTED;
    }
}
