package dev.ringside.engine.x86.translate;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.tlb.InterpretInstead;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The method being written: its code, its plan, and the words all emitters share.
///
/// A general register is a long local that always holds all 64 bits.
final class Body {
    static final ClassDesc CPU = desc(Cpu.class);
    static final ClassDesc STATE = desc(VcpuState.class);
    private static final ClassDesc BAIL = desc(InterpretInstead.class);
    private static final int INDEX_BITS = 9;

    final CodeBuilder code;
    final RegionPlan plan;
    final FlagLiveness liveness;

    /// Whether INC, rotates and their like make CF come from elsewhere than the other flags.
    final boolean splitCarry;

    /// RIP that the distances in [Slots#AT] count from.
    final long lowest;

    /// General registers the region names, and those it may change.
    final int used;

    final int written;

    private final Map<Long, Label> blockLabels = new HashMap<>();
    private final Map<Long, Label> exits = new HashMap<>();
    private final Map<GuestBlock, Label> landings = new HashMap<>();

    /// What the class gets as data: the memory, then instructions.
    final List<Object> constants;

    /// Where [Slots#RIP] and [Slots#COUNT] are right, and all else in locals.
    final Label leave;

    // The instruction being written.
    GuestBlock block;
    Instruction insn;
    int index;
    long rip;
    long next;

    Body(
            CodeBuilder code,
            RegionPlan plan,
            FlagLiveness liveness,
            boolean splitCarry,
            List<Object> constants) {
        this.code = code;
        this.plan = plan;
        this.liveness = liveness;
        this.splitCarry = splitCarry;
        this.lowest = plan.lowest();
        int all = 0;
        int changed = 0;
        for (GuestBlock each : plan.blocks().values()) {
            for (Instruction one : each.instructions) {
                changed |= Effects.writes(one);
                all |= Effects.reads(one) | Effects.writes(one);
            }
        }
        this.used = all;
        this.written = changed;
        this.constants = constants;
        this.leave = code.newLabel();
        this.block = plan.entry();
        this.insn = block.last();
    }

    static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /// The label of a block's instructions.
    Label label(GuestBlock to) {
        return blockLabels.computeIfAbsent(to.rip, rip -> code.newLabel());
    }

    /// A label where the region is left for `to`, with COUNT right.
    Label exit(long to) {
        return exits.computeIfAbsent(to, rip -> code.newLabel());
    }

    /// A label where a branch that may come from any page arrives at `to`.
    Label landing(GuestBlock to) {
        int page = plan.pageOf(to.rip);
        return page == 0 ? label(to) : landings.computeIfAbsent(to, block -> code.newLabel());
    }

    /// Writes what [#exit] and [#landing] promised.
    void writeExits() {
        for (Map.Entry<GuestBlock, Label> landing : landings.entrySet()) {
            code.labelBinding(landing.getValue()).iload(Slots.PAGES);
            constant(1 << plan.pageOf(landing.getKey().rip));
            code.iand().ifeq(exit(landing.getKey().rip)).goto_(label(landing.getKey()));
        }
        for (Map.Entry<Long, Label> exit : new ArrayList<>(exits.entrySet())) {
            code.labelBinding(exit.getValue());
            constant(exit.getKey());
            code.lstore(Slots.RIP).goto_(leave);
        }
    }

    /// Notes that the current instruction may throw from here on.
    void mark() {
        constant((int) (rip - lowest) << INDEX_BITS | index);
        code.istore(Slots.AT);
    }

    /// Leaves the current instruction to the interpreter; [#mark] came before.
    void bail() {
        code.invokestatic(BAIL, "instance", MethodTypeDesc.of(BAIL)).athrow();
    }

    void constant(int value) {
        code.loadConstant(value);
    }

    void constant(long value) {
        if (value == (int) value && value != 0 && value != 1 && (short) value == value) {
            code.loadConstant((int) value).i2l();
        } else {
            code.loadConstant(value);
        }
    }

    /// The local of a general register.
    int slot(int register) {
        if ((used >> register & 1) == 0) {
            throw new IllegalStateException(
                    "opcode %d uses register %d unannounced".formatted(insn.opcode, register));
        }
        return Slots.register(register);
    }

    /// Takes a register over from the CPU.
    void loadRegister(int register) {
        code.aload(Slots.GPR);
        constant(register);
        code.laload().lstore(Slots.register(register));
    }

    /// Cuts the long on the stack to its low `size` bytes.
    void truncate(int size) {
        if (size != 8) {
            constant(-1L >>> 64 - 8 * size);
            code.land();
        }
    }

    /// Sign-extends the low `size` bytes of the long on the stack.
    void signExtend(int size) {
        switch (size) {
            case 1 -> code.l2i().i2b().i2l();
            case 2 -> code.l2i().i2s().i2l();
            case 4 -> code.l2i().i2l();
            default -> {}
        }
    }

    /// Pushes a register; what is above `size` bytes may be anything.
    void register(int register, int size, boolean rex) {
        boolean high = size == 1 && !rex && register >= 4 && register < 8;
        code.lload(slot(high ? register - 4 : register));
        if (high) {
            constant(8);
            code.lushr();
        }
    }

    /// Pops the long on the stack into a register, as [Cpu#setRegister] does.
    void setRegister(int register, int size, boolean rex) {
        if (size == 8) {
            code.lstore(slot(register));
            return;
        }
        truncate(size);
        if (size == 4) {
            code.lstore(slot(register));
            return;
        }
        boolean high = size == 1 && !rex && register >= 4 && register < 8;
        int slot = slot(high ? register - 4 : register);
        long mask = -1L >>> 64 - 8 * size;
        if (high) {
            constant(8);
            code.lshl();
            mask <<= 8;
        }
        code.lload(slot);
        constant(~mask);
        code.land().lor().lstore(slot);
    }

    /// Pushes element `at` of the class data.
    void data(int at, Class<?> type) {
        code.loadConstant(
                DynamicConstantDesc.ofNamed(
                        ConstantDescs.ofConstantBootstrap(
                                desc(MethodHandles.class),
                                "classDataAt",
                                ConstantDescs.CD_Object,
                                ConstantDescs.CD_int),
                        ConstantDescs.DEFAULT_NAME,
                        desc(type),
                        at));
    }

    /// Whether one of `flags` may be looked at behind the current instruction.
    boolean live(int flags) {
        return (liveness.after(block, index) & flags) != 0;
    }
}
