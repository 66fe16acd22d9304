package dev.ringside.engine.x86;

import static dev.ringside.engine.state.SegmentRegister.CS;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.Trap;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.tlb.TrapExit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Accesses to guest-physical memory that the core cannot perform (zircon-reference 5).
final class TrapResolver {
    private final Cpu cpu;
    private final BlockCache blocks;
    private final Signals signals;

    TrapResolver(Cpu cpu, BlockCache blocks, Signals signals) {
        this.cpu = cpu;
        this.blocks = blocks;
        this.signals = signals;
    }

    /// @return null when a bell was rung and the guest goes on
    @Nullable Exit resolve(TrapExit access) {
        Trap trap = cpu.platform.vm.traps().findMemory(access.address);
        if (trap == null || access.mapped) {
            return refuse(access);
        }
        if (access.fetch) {
            return failed(
                    ZxStatus.NOT_SUPPORTED,
                    access,
                    "fetch of code or of a page-table entry from a trap");
        }
        Block block = blocks.find();
        Instruction insn = block.instructions[0];
        byte[] bytes = blocks.bytes(block, insn.length);
        long start = cpu.state.rip;
        cpu.state.rip = start + insn.length & block.ripMask;
        cpu.state.instructionCount++;
        if (trap.kind() == Trap.Kind.MEM) {
            return new Exit.Memory(trap.key(), access.address, bytes, defaultOperandSize());
        }
        return ring(trap, access, start);
    }

    private @Nullable Exit ring(Trap trap, TrapExit access, long start) {
        if (access.read) {
            return failed(ZxStatus.NOT_SUPPORTED, access, "read from a BELL trap");
        }
        ZxStatus status = Objects.requireNonNull(trap.bell()).ring(trap, access.address);
        return switch (status) {
            case OK -> null;
            case CANCELED -> notRung(start);
            default -> failed(status, access, "bell was not heard");
        };
    }

    /// Stopped while it waited for the port: the store stays to be done. The next boundary says who
    /// wanted it; an interrupted thread just leaves.
    private @Nullable Exit notRung(long start) {
        cpu.state.rip = start;
        cpu.state.instructionCount--;
        return (signals.bits & (Signals.KICK | Signals.STOP)) != 0 ? null : X86Vcpu.CANCELED;
    }

    private int defaultOperandSize() {
        boolean big = (cpu.state.segment[CS].access & SegmentRegister.ACCESS_DB) != 0;
        return cpu.codeBytes == 8 || big ? 4 : 2;
    }

    private Exit refuse(TrapExit access) {
        return access.mapped
                ? failed(ZxStatus.ACCESS_DENIED, access, "mapping does not allow the access")
                : failed(ZxStatus.NOT_FOUND, access, "nothing is mapped");
    }

    private Exit failed(ZxStatus status, TrapExit access, String why) {
        return new Exit.Failed(
                status,
                "%s at guest-physical 0x%x, rip 0x%x"
                        .formatted(why, access.address, cpu.state.rip));
    }
}
