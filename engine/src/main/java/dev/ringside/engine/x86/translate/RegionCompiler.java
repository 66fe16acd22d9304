package dev.ringside.engine.x86.translate;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.tlb.LinearMemory;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the method of a region, and makes it a hidden class.
public final class RegionCompiler {
    /// HotSpot interprets methods of more bytecode for ever.
    static final int MAX_BYTECODE = 7_900;

    private static final ClassDesc SUPER = Body.desc(RegionCode.class);
    private static final ClassDesc NAME =
            ClassDesc.of(RegionCompiler.class.getPackageName(), "Region");
    private static final ClassDesc ERROR = Body.desc(RuntimeException.class);
    private static final ClassDesc MEMORY = Body.desc(LinearMemory.class);
    private static final ClassDesc LONGS = ConstantDescs.CD_long.arrayType();
    private static final MethodTypeDesc RUN =
            MethodTypeDesc.of(
                    ConstantDescs.CD_void, Body.CPU, ConstantDescs.CD_long, ConstantDescs.CD_int);

    private RegionCompiler() {}

    /// Compiles a region, cut down as far as its method needs to be.
    ///
    /// @param ram the guest's memory, which the code has as a constant
    static RegionCode compile(RegionPlan plan, MemorySegment ram) {
        RegionPlan fitting = plan;
        while (true) {
            List<Object> constants = new ArrayList<>();
            constants.add(ram);
            int[] size = new int[1];
            byte[] bytes = write(fitting, constants, size);
            if (size[0] <= MAX_BYTECODE) {
                return define(bytes, constants);
            }
            if (fitting.blocks().size() == 1) {
                throw new IllegalStateException("a block of %d bytes".formatted(size[0]));
            }
            fitting = fitting.shrunk(fitting.instructions() * 3 / 4);
        }
    }

    private static RegionCode define(byte[] bytes, List<Object> constants) {
        try {
            MethodHandles.Lookup lookup =
                    MethodHandles.lookup().defineHiddenClassWithClassData(bytes, constants, true);
            return (RegionCode) lookup.lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a region's class cannot be made", e);
        }
    }

    /// @param size receives the bytes of bytecode
    static byte[] write(RegionPlan plan, List<Object> constants, int[] size) {
        PathLengths.analyse(plan);
        FlagLiveness liveness = new FlagLiveness(plan);
        boolean split = splitsCarry(plan, liveness);
        byte[] bytes =
                ClassFile.of()
                        .build(
                                NAME,
                                builder ->
                                        builder.withSuperclass(SUPER)
                                                .withFlags(AccessFlag.FINAL, AccessFlag.SUPER)
                                                .withMethodBody(
                                                        ConstantDescs.INIT_NAME,
                                                        ConstantDescs.MTD_void,
                                                        ClassFile.ACC_PUBLIC,
                                                        RegionCompiler::constructor)
                                                .withMethodBody(
                                                        "run",
                                                        RUN,
                                                        ClassFile.ACC_PUBLIC,
                                                        code ->
                                                                new RegionCompiler.Writer(
                                                                                new Body(
                                                                                        code, plan,
                                                                                        liveness,
                                                                                        split,
                                                                                        constants))
                                                                        .write()));
        size[0] = codeLength(bytes);
        return bytes;
    }

    private static int codeLength(byte[] bytes) {
        return ClassFile.of().parse(bytes).methods().stream()
                .filter(method -> method.methodName().equalsString("run"))
                .flatMap(method -> method.code().stream())
                .mapToInt(code -> ((java.lang.classfile.attribute.CodeAttribute) code).codeLength())
                .findFirst()
                .orElseThrow();
    }

    private static void constructor(CodeBuilder code) {
        code.aload(0).invokespecial(SUPER, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
        code.return_();
    }

    /// Whether CF may come from another operation than flags that are live with it.
    private static boolean splitsCarry(RegionPlan plan, FlagLiveness liveness) {
        for (GuestBlock block : plan.blocks().values()) {
            for (int i = 0; i < block.count(); i++) {
                Instruction insn = block.instructions.get(i);
                boolean splits =
                        switch (insn.opcode) {
                            case Opcode.INC, Opcode.DEC ->
                                    (liveness.after(block, i) & Effects.CARRY) != 0;
                            case Opcode.ROL, Opcode.ROR, Opcode.IMUL_2, Opcode.IMUL_3 ->
                                    InlineInstructions.has(insn) && liveness.after(block, i) != 0;
                            default -> false;
                        };
                if (splits) {
                    return true;
                }
            }
        }
        return false;
    }

    /// One method.
    private static final class Writer {
        private final Body body;
        private final CodeBuilder code;
        private final RegionPlan plan;
        private final Flags flags;
        private final ArithmeticEmitter arithmetic;
        private final MoveEmitter moves;
        private final SharedEmitter shared;
        private final BranchEmitter branches;
        private final Map<GuestBlock, Flags.Known> known = new HashMap<>();

        Writer(Body body) {
            this.body = body;
            this.code = body.code;
            this.plan = body.plan;
            this.flags = new Flags(body);
            Addressing memory = new Addressing(body);
            Conditions conditions = new Conditions(body, flags);
            this.arithmetic = new ArithmeticEmitter(body, flags, memory);
            this.moves = new MoveEmitter(body, conditions, memory);
            this.shared = new SharedEmitter(body, flags);
            this.branches = new BranchEmitter(body, conditions, memory);
        }

        void write() {
            Label start = code.newLabel();
            Label end = code.newLabel();
            Label handler = code.newLabel();
            enter();
            code.labelBinding(start);
            for (GuestBlock block : plan.blocks().values()) {
                block(block);
            }
            body.writeExits();
            code.labelBinding(end);
            code.labelBinding(handler);
            fault();
            code.labelBinding(body.leave);
            leave();
            code.exceptionCatch(start, end, handler, ERROR);
        }

        private void enter() {
            code.aload(Slots.CPU).getfield(Body.CPU, "gpr", LONGS).astore(Slots.GPR);
            code.aload(Slots.CPU).getfield(Body.CPU, "memory", MEMORY).astore(Slots.MEMORY);
            code.aload(Slots.MEMORY);
            code.invokevirtual(MEMORY, "translations", MethodTypeDesc.of(LONGS));
            code.astore(Slots.TLB);
            body.data(0, MemorySegment.class);
            code.astore(Slots.RAM);
            // Everything has its type from here on, so that all frames are one.
            code.aconst_null().checkcast(ERROR).astore(Slots.ERROR);
            for (int slot : Slots.SCRATCH) {
                code.lconst_0().lstore(slot);
            }
            code.aload(Slots.CPU).getfield(Body.CPU, "state", Body.STATE);
            code.getfield(Body.STATE, "instructionCount", ConstantDescs.CD_long);
            code.lstore(Slots.COUNT);
            body.constant(-1);
            code.istore(Slots.AT);
            for (int i = 0; i < 16; i++) {
                if ((body.used >> i & 1) != 0) {
                    body.loadRegister(i);
                }
            }
            flags.load();
            segments();
        }

        /// Bases, and outside 64-bit code limits, of the segments the region uses.
        private void segments() {
            boolean wide = plan.codeBytes() == 8;
            for (int segment = 0; segment < SegmentRegister.LDTR; segment++) {
                if (wide && segment < SegmentRegister.FS) {
                    continue;
                }
                segmentWord("base", segment);
                code.lstore(Slots.base(segment));
                if (!wide) {
                    segmentWord("readLimit", segment);
                    code.lstore(Slots.limit(segment, false));
                    segmentWord("writeLimit", segment);
                    code.lstore(Slots.limit(segment, true));
                }
            }
        }

        private void segmentWord(String what, int segment) {
            code.aload(Slots.CPU);
            body.constant(segment);
            code.invokestatic(
                    Body.desc(SegmentWindow.class),
                    what,
                    MethodTypeDesc.of(ConstantDescs.CD_long, Body.CPU, ConstantDescs.CD_int));
        }

        private void block(GuestBlock block) {
            body.block = block;
            body.rip = block.rip;
            code.labelBinding(body.label(block));
            if (block.checked) {
                code.lload(Slots.COUNT);
                body.constant((long) block.path);
                code.ladd().lload(Slots.LIMIT).lcmp().ifgt(body.exit(block.rip));
            }
            flags.assume(known.getOrDefault(block, Flags.Known.NOTHING));
            int last = block.count() - 1;
            boolean branches = block.end != GuestBlock.End.FALL;
            for (int i = 0; i <= last; i++) {
                body.index = i;
                body.insn = block.instructions.get(i);
                body.next = body.rip + body.insn.length;
                if (i < last || !branches) {
                    instruction();
                    body.rip = body.next;
                }
            }
            remember(block.target);
            remember(block.next);
            this.branches.end();
        }

        /// A block with one way in starts with the flags known at that way's end.
        private void remember(long rip) {
            GuestBlock to = plan.blocks().get(rip);
            if (to != null && to.entries == 1 && body.block.end != GuestBlock.End.INDIRECT) {
                known.put(to, flags.known());
            }
        }

        private void instruction() {
            Instruction insn = body.insn;
            if (!InlineInstructions.has(insn)) {
                shared.emit();
                return;
            }
            switch (insn.opcode) {
                case Opcode.ADD,
                        Opcode.SUB,
                        Opcode.CMP,
                        Opcode.AND,
                        Opcode.OR,
                        Opcode.XOR,
                        Opcode.TEST ->
                        arithmetic.binary();
                case Opcode.INC, Opcode.DEC, Opcode.NEG, Opcode.NOT -> arithmetic.unary();
                case Opcode.SHL, Opcode.SAL, Opcode.SHR, Opcode.SAR, Opcode.ROL, Opcode.ROR ->
                        arithmetic.shift();
                case Opcode.IMUL_2, Opcode.IMUL_3 -> arithmetic.multiply();
                default -> {
                    if (!moves.emit()) {
                        throw new IllegalStateException("no emitter for opcode " + insn.opcode);
                    }
                }
            }
        }

        /// The one handler: where AT says, everything is in locals.
        private void fault() {
            Label inLocals = code.newLabel();
            code.astore(Slots.ERROR).iload(Slots.AT).ifge(inLocals);
            code.aload(Slots.ERROR).athrow();
            code.labelBinding(inLocals);
            code.iload(Slots.AT);
            body.constant(9);
            code.ishr().i2l();
            body.constant(body.lowest);
            code.ladd().lstore(Slots.RIP);
            code.lload(Slots.COUNT).iload(Slots.AT);
            body.constant(511);
            code.iand().i2l().ladd().lstore(Slots.COUNT);
        }

        /// Gives everything back to the CPU.
        private void leave() {
            for (int i = 0; i < 16; i++) {
                if ((body.written >> i & 1) != 0) {
                    code.aload(Slots.GPR);
                    body.constant(i);
                    code.lload(Slots.register(i)).lastore();
                }
            }
            flags.assume(Flags.Known.NOTHING);
            flags.spill();
            stateWord("rip", Slots.RIP);
            stateWord("instructionCount", Slots.COUNT);
            Label thrown = code.newLabel();
            code.aload(Slots.ERROR).ifnonnull(thrown).return_();
            code.labelBinding(thrown);
            code.aload(Slots.ERROR).athrow();
        }

        private void stateWord(String field, int slot) {
            code.aload(Slots.CPU).getfield(Body.CPU, "state", Body.STATE);
            code.lload(slot).putfield(Body.STATE, field, ConstantDescs.CD_long);
        }
    }
}
