package dev.ringside.engine.oracle;

import static dev.ringside.engine.state.VcpuState.RAX;
import static dev.ringside.engine.state.VcpuState.RBP;
import static dev.ringside.engine.state.VcpuState.RBX;
import static dev.ringside.engine.state.VcpuState.RCX;
import static dev.ringside.engine.state.VcpuState.RDI;
import static dev.ringside.engine.state.VcpuState.RDX;
import static dev.ringside.engine.state.VcpuState.RSI;
import static dev.ringside.engine.state.VcpuState.RSP;

/// Appends one random instruction of a [Form] to a case and bends the registers so that it mostly
/// meets something worth meeting.
final class InstructionBuilder {
    private static final int[] SEGMENT_PREFIXES = {0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65};

    /// First and second register of a 16-bit address, by ModRM.rm (SDM Vol. 2A table 2-1).
    private static final int[] BASE_16 = {RBX, RBX, RBP, RBP, RSI, RDI, RBP, RBX};

    private static final int[] INDEX_16 = {RSI, RDI, RSI, RDI, -1, -1, -1, -1};

    private final Rng random;
    private final Template template;

    private CaseState test = new CaseState();
    private Form form = Form.ALL.get(0);
    private int operandSize;
    private int addressSize;

    /// Offset in the code of a RIP-relative displacement, or -1.
    private int relativeAt;

    private long relativeTarget;
    private int segmentPrefix;
    private int rex;
    private long memoryTarget;

    InstructionBuilder(Rng random, Template template) {
        this.random = random;
        this.template = template;
    }

    void append(CaseState into, Form row) {
        test = into;
        form = row;
        if (form.has("no64") && bits() == 64) {
            form = Form.ALL.get(0);
        }
        relativeAt = -1;
        memoryTarget = 0;
        note(test, form);
        prefixes();
        opcode();
        if (form.modRm()) {
            modRm();
        }
        immediates();
        operands();
        if (relativeAt >= 0) {
            long next = test.rip + test.codeLength;
            put(relativeAt, 4, relativeTarget - next);
        }
    }

    /// Notes what the comparison must know of an instruction.
    static void note(CaseState test, Form form) {
        String opcode = form.opcode();
        boolean indirectCall = opcode.equals("FF") && (form.reg() == 2 || form.reg() == 3);
        boolean call = opcode.equals("E8") || opcode.equals("9A") || indirectCall;
        test.farCall = opcode.equals("9A") || opcode.equals("FF") && form.reg() == 3;
        test.anyOrder |= call || form.has("frame") || opcode.equals("0F38F1");
        test.partial |= opcode.equals("61");
        test.undefinedFlags |= UndefinedFlags.of(form);
        if (form.media()) {
            MediaOperands.note(test, form);
        }
    }

    private int bits() {
        return test.bits();
    }

    private void emit(int value) {
        if (test.codeLength < CaseState.MAX_CODE) {
            test.code[test.codeLength] = (byte) value;
            test.codeLength++;
        }
    }

    private void emit(int size, long value) {
        for (int i = 0; i < size; i++) {
            emit((int) (value >> 8 * i));
        }
    }

    private void put(int at, int size, long value) {
        for (int i = 0; i < size && at + i < CaseState.MAX_CODE; i++) {
            test.code[at + i] = (byte) (value >> 8 * i);
        }
    }

    private void prefixes() {
        if (form.media()) {
            mediaPrefixes();
            return;
        }
        boolean operandPrefix = random.chance(form.has("n66") && bits() == 64 ? 0 : 20);
        operandPrefix &=
                !form.has("n66")
                        || bits() != 64
                                && !form.opcode().startsWith("F3")
                                && !form.opcode().startsWith("0FAE")
                                && !form.opcode().startsWith("0FC3");
        boolean addressPrefix = random.chance(12);
        segmentPrefix = random.chance(15) ? SEGMENT_PREFIXES[random.below(6)] : 0;
        if (operandPrefix) {
            emit(0x66);
        }
        if (segmentPrefix != 0) {
            emit(segmentPrefix);
            test.based |= segmentPrefix >= 0x64 && bits() == 64;
        }
        if (addressPrefix) {
            emit(0x67);
        }
        // LOCK MOV CR0 is MOV CR8 on AMD processors.
        if (random.chance(form.has("L") ? 20 : form.has("mr") ? 0 : 1)) {
            emit(0xF0);
        }
        if (random.chance(form.has("string") ? 50 : 2) && !form.has("nr")) {
            emit(random.pick(0xF2, 0xF3));
        }
        if (form.opcode().startsWith("F3")) {
            emit(0xF3);
        }
        rex = bits() == 64 && random.chance(55) ? 0x40 | random.below(16) : 0;
        if (form.has("far") && rex != 0) {
            // AMD processors have no m16:64; Intel's take REX.W.
            rex &= ~8;
        }
        if (rex != 0) {
            emit(rex);
        }
        sizes(operandPrefix, addressPrefix);
    }

    /// 66, F2 and F3 choose among vector instructions; the x87 ignores them all but for the
    /// environment's size.
    private void mediaPrefixes() {
        boolean operandPrefix = form.has("x87") && random.chance(10);
        boolean addressPrefix = random.chance(8);
        segmentPrefix = random.chance(8) ? SEGMENT_PREFIXES[random.below(6)] : 0;
        if (operandPrefix) {
            emit(0x66);
        }
        if (segmentPrefix != 0) {
            emit(segmentPrefix);
            test.based |= segmentPrefix >= 0x64 && bits() == 64;
        }
        if (addressPrefix) {
            emit(0x67);
        }
        if (random.chance(1)) {
            emit(0xF0);
        }
        if (form.has("vex")) {
            rex = bits() == 64 ? 0x40 | random.below(16) & ~8 : 0x40;
            sizes(false, addressPrefix);
            return;
        }
        if (form.mandatoryPrefix() != 0) {
            emit(form.mandatoryPrefix());
        }
        rex = bits() == 64 && random.chance(55) ? 0x40 | random.below(16) : 0;
        if (rex != 0) {
            emit(rex);
        }
        sizes(operandPrefix || form.mandatoryPrefix() == 0x66, addressPrefix);
    }

    private void sizes(boolean operandPrefix, boolean addressPrefix) {
        if (bits() == 64) {
            operandSize = (rex & 8) != 0 ? 8 : operandPrefix ? 2 : 4;
            addressSize = addressPrefix ? 4 : 8;
        } else {
            operandSize = (bits() == 16) == operandPrefix ? 4 : 2;
            addressSize = (bits() == 16) == addressPrefix ? 4 : 2;
        }
    }

    private void opcode() {
        if (form.has("vex")) {
            for (int next : VexEncoding.bytes(form, rex, bits() == 64, random)) {
                emit(next);
            }
            return;
        }
        String hex = form.opcode().substring(form.mandatoryPrefix() != 0 ? 2 : 0);
        for (int i = 0; i < hex.length(); i += 2) {
            emit(Integer.parseInt(hex, i, i + 2, 16));
        }
        if (form.has("+")) {
            test.code[test.codeLength - 1] += (byte) random.below(8);
        }
    }

    private void modRm() {
        boolean register = form.has("mr") || !form.has("mm") && random.chance(30);
        int reg = form.reg() >= 0 ? form.reg() : random.below(8);
        // The place of MXCSR_MASK must be known, and RSP is not chosen by the operand.
        int rm = form.has("fxsave") ? 3 : random.below(8);
        if (form.has("vsib")) {
            gather(reg);
            return;
        }
        int mod = register ? 3 : random.below(3);
        emit(mod << 6 | reg << 3 | rm);
        int regNumber = reg | (rex & 4) << 1;
        if (form.has("bits") && random.chance(75)) {
            set(regNumber, random.below(512) - 128);
        }
        if (register) {
            registerOperand(rm | (rex & 1) << 3);
            return;
        }
        memoryTarget = form.has("far") ? farTarget() : form.media() ? mediaTarget() : target();
        while (hangs() && leadsTo64()) {
            memoryTarget = target();
        }
        if (form.has("compare8") && operandSize == 8) {
            // Which of misalignment and a page fault comes first is model-specific.
            memoryTarget &= -16;
        }
        if (form.has("fxsave")) {
            test.maskAddress = memoryTarget + 28;
        }
        if (addressSize == 2) {
            address16(mod, rm);
        } else {
            address(mod, rm);
        }
    }

    /// A base register, a vector of indices and a displacement. What 16-bit addressing makes of it
    /// is undefined.
    private void gather(int reg) {
        int base = random.below(8);
        boolean small = random.chance(50);
        emit((small ? 1 : 2) << 6 | reg << 3 | (random.chance(98) ? 4 : random.below(8)));
        emit(random.below(256) & ~7 | base);
        long displacement = displacement(small ? 1 : 4);
        emit(small ? 1 : 4, displacement);
        memoryTarget = Window.DATA + Window.PAGE + random.below(2048);
        boolean stack = base == RSP || base == RBP;
        set(base | (rex & 1) << 3, memoryTarget - displacement - segmentBase(stack));
    }

    private void registerOperand(int rm) {
        if (form.has("sreg")) {
            set(rm, selector());
        } else if (form.has("indirect")) {
            set(rm, codePointer());
        } else if (form.has("compare") && random.chance(50)) {
            set(RAX, test.gpr[rm]);
        }
    }

    private int selector() {
        return switch (random.below(4)) {
            case 0 -> random.pick(0, 3, Segments.DATA_FLAT, Segments.CODE_32, Segments.CODE_64);
            case 1 -> random.below(16) << 3 | random.below(4);
            case 2 -> random.below(16) << 3 | 4 | random.below(4);
            default -> Segments.selector(random.below(Segments.LDT.size()));
        };
    }

    private long codePointer() {
        long offset = 0x4000 + random.below(Window.PAGE);
        return random.chance(70) ? Window.BASE - Generator.base(test.cs) + offset : random.next();
    }

    /// A far call from 16- or 32-bit into 64-bit code hangs the host between a page fault and
    /// Linux's workaround for a prefetch erratum.
    private boolean hangs() {
        return bits() != 64 && test.farCall;
    }

    /// Whether the far pointer in memory selects 64-bit code.
    private boolean leadsTo64() {
        long selector = template.longAt(memoryTarget + operandSize) & 0xFFF8;
        return selector == (Segments.CODE_64 & ~7);
    }

    /// Anything but 64-bit code.
    private int dataSelector() {
        int selector = selector();
        return (selector & ~7) == (Segments.CODE_64 & ~7) ? 0 : selector;
    }

    private long mediaTarget() {
        return random.chance(80) ? MediaOperands.target(random, form) : target();
    }

    private long farTarget() {
        return random.chance(80) && !hangs()
                ? Window.DATA + Template.POINTERS + 16L * random.below(Template.POINTER_COUNT)
                : target();
    }

    /// See [Window#target].
    long target() {
        return Window.target(random);
    }

    /// The base of the segment a memory operand goes through.
    private long segmentBase(boolean stack) {
        if (bits() == 64) {
            return switch (segmentPrefix) {
                case 0x64 -> test.fsBase;
                case 0x65 -> test.gsBase;
                default -> 0;
            };
        }
        return Generator.base(
                switch (segmentPrefix) {
                    case 0x26 -> test.es;
                    case 0x2E -> test.cs;
                    case 0x36 -> test.ss;
                    case 0x3E -> test.ds;
                    case 0x64 -> test.fs;
                    case 0x65 -> test.gs;
                    default -> stack ? test.ss : test.ds;
                });
    }

    private void set(int register, long value) {
        if (register != RSP) {
            test.gpr[register] = bits() == 64 ? value : value & 0xFFFFFFFFL;
        }
    }

    private void address16(int mod, int rm) {
        int displacementSize = mod == 0 ? rm == 6 ? 2 : 0 : mod;
        long displacement = displacement(displacementSize);
        boolean absolute = mod == 0 && rm == 6;
        boolean stack = !absolute && (rm == 2 || rm == 3 || rm == 6);
        long offset = memoryTarget - segmentBase(stack);
        if (absolute) {
            emit(2, offset);
            return;
        }
        emit(displacementSize, displacement);
        long rest = offset - displacement;
        if (INDEX_16[rm] >= 0) {
            rest -= test.gpr[INDEX_16[rm]];
        }
        int base = BASE_16[rm];
        set(base, test.gpr[base] & ~0xFFFFL | rest & 0xFFFF);
    }

    private void address(int mod, int rm) {
        int base = rm | (rex & 1) << 3;
        int index = -1;
        int scale = 0;
        boolean noBase = mod == 0 && rm == 5;
        if (rm == 4) {
            int sib = random.below(256);
            emit(sib);
            base = sib & 7 | (rex & 1) << 3;
            index = sib >> 3 & 7 | (rex & 2) << 2;
            index = index == 4 ? -1 : index;
            scale = sib >> 6;
            noBase = mod == 0 && (sib & 7) == 5;
        }
        if (index >= 0 && random.chance(50)) {
            set(index, random.below(64));
        }
        boolean stack = !noBase && (base == RSP || base == RBP);
        long offset = memoryTarget - segmentBase(stack);
        long indexed = index < 0 ? 0 : test.gpr[index] << scale;
        if (noBase) {
            if (bits() == 64 && rm == 5) {
                relativeAt = test.codeLength;
                relativeTarget = offset;
            }
            emit(4, offset - indexed);
            return;
        }
        int displacementSize = mod == 0 ? 0 : mod == 1 ? 1 : 4;
        long displacement = displacement(displacementSize);
        emit(displacementSize, displacement);
        if (base != index) {
            set(base, offset - displacement - indexed);
        }
    }

    private long displacement(int size) {
        return switch (size) {
            case 0 -> 0;
            case 1 -> (byte) random.next();
            case 2 -> (short) random.next();
            default -> random.chance(50) ? random.below(4096) - 2048 : (int) random.next();
        };
    }

    private void immediates() {
        if (form.has("ib") || form.has("jb")) {
            int value = random.pick(0, 1, 7, 8, 31, 32, 63, 0x80, 0xFF, random.below(256));
            // Where no immediate belongs it is the next instruction, and the order of RETF's faults
            // depends on the processor model.
            emit(form.has("vex") && (value & 0xFE) == 0xCA ? 0 : value);
        } else if (form.has("iw")) {
            // RETF reads the outer stack pointer behind the released bytes before it checks
            // anything.
            boolean small = form.opcode().equals("CA") || random.chance(70);
            emit(2, small ? random.below(64) : random.next());
        } else if (form.has("iz") || form.has("jz")) {
            int size = bits() == 64 && form.has("jz") ? 4 : Math.min(operandSize, 4);
            emit(size, form.has("jz") && random.chance(60) ? random.below(4096) : value());
        } else if (form.has("iv")) {
            emit(operandSize, value());
        } else if (form.has("ap")) {
            farPointer();
        } else if (form.has("o")) {
            emit(addressSize, target() - segmentBase(false));
        } else if (form.has("enter")) {
            emit(2, random.chance(80) ? random.below(96) : random.next());
            emit(random.chance(60) ? random.below(4) : random.below(256));
        }
    }

    /// Far calls stay below the new segment's limit: AMD processors push before they check it.
    private void farPointer() {
        int wide = hangs() ? Segments.CODE_32 : Segments.CODE_64;
        int selector = random.chance(70) ? random.pick(0x23, wide, 7, 15, 0x5F) : dataSelector();
        boolean local = (selector & 4) != 0;
        long offset = (local ? 0 : Window.BASE) + 0x4000 + random.below(Window.PAGE);
        boolean call = form.opcode().equals("9A");
        emit(Math.min(operandSize, 4), call || random.chance(70) ? offset : random.next());
        emit(2, selector);
    }

    private long value() {
        return Template.value(random);
    }

    private void operands() {
        if (form.has("xsave")) {
            // Linux lets user programs have PKRU too.
            set(RAX, random.next() & ~0x200);
        }
        if (form.has("string")) {
            strings();
        } else if (form.has("xlat")) {
            set(RBX, target() - segmentBase(false) - (test.gpr[RAX] & 0xFF));
        } else if (form.has("divide") && random.chance(70)) {
            set(RDX, random.pick(0, -1, 1, 5));
            if (random.chance(50)) {
                set(RAX, random.pick(0, -1, 1, 100, -7));
            }
        } else if (form.has("frame") && random.chance(70)) {
            frame();
        } else if (form.has("leave") && random.chance(80)) {
            set(RBP, test.gpr[RSP] + 8L * random.below(16));
        } else if (form.has("compare") && memoryTarget != 0 && random.chance(50)) {
            set(RAX, template.longAt(memoryTarget));
        } else if (form.has("compare8") && random.chance(60)) {
            boolean wide = operandSize == 8;
            set(RAX, template.longAt(memoryTarget) & (wide ? -1L : 0xFFFFFFFFL));
            set(RDX, template.longAt(memoryTarget + (wide ? 8 : 4)) & (wide ? -1L : 0xFFFFFFFFL));
        }
    }

    private void strings() {
        long mask = addressSize == 2 ? 0xFFFF : addressSize == 4 ? 0xFFFFFFFFL : -1L;
        set(RSI, target() - segmentBase(false) & mask);
        set(RDI, target() - (bits() == 64 ? 0 : Generator.base(test.es)) & mask);
        if (random.chance(70)) {
            set(RCX, random.below(5));
        } else if (random.chance(50)) {
            set(RCX, random.below(600));
        }
    }

    private void frame() {
        int size = form.opcode().equals("CF") || operandSize != 8 ? operandSize : 8;
        int offset =
                switch (size) {
                    case 8 -> Template.FRAMES_64 + 48 * random.below(Template.FRAME_COUNT);
                    case 4 -> Template.FRAMES_32 + 24 * random.below(Template.FRAME_COUNT);
                    default -> Template.FRAMES_16 + 12 * random.below(Template.FRAME_COUNT);
                };
        long stack = Window.DATA + offset - (bits() == 64 ? 0 : Generator.base(test.ss));
        test.gpr[RSP] = test.smallStack() ? stack & 0xFFFF : stack;
        if (bits() != 64) {
            test.gpr[RSP] &= 0xFFFFFFFFL;
        }
    }
}
