package dev.ringside.engine.x86;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Decoder;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Programs of loops, calls, jumps, faults, interrupts and stores into themselves, made of random
/// instructions. The same seed gives the same program.
///
/// A program is a row of chunks. Each notes where the next begins, and the fault handlers go there
/// with a fresh stack, so that most of a program runs whatever happens in between.
final class RandomProgram {
    private static final int CODE = 0x10000;
    private static final int DATA = 0x30000;
    private static final int STACK = 0x28000;
    private static final int RECOVER = 0x2F000;
    private static final int COUNTERS = 0x2F010;
    private static final int HANDLERS = 0x1E000;

    /// First opcode bytes, the frequent ones more often.
    private static final int[] OPCODES = {
        0x00, 0x01, 0x02, 0x03, 0x05, 0x08, 0x09, 0x0B, 0x10, 0x11, 0x13, 0x18, 0x19, 0x1B, 0x20,
        0x21, 0x23, 0x28, 0x29, 0x2A, 0x2B, 0x30, 0x31, 0x33, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D,
        0x69, 0x6B, 0x80, 0x81, 0x83, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x89, 0x8A, 0x8B,
        0x8B, 0x8B, 0x8D, 0x91, 0x98, 0x99, 0x9E, 0x9F, 0xA8, 0xA9, 0xB0, 0xB4, 0xB8, 0xBA, 0xC0,
        0xC1, 0xC6, 0xC7, 0xD0, 0xD1, 0xD2, 0xD3, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFE, 0xFF, 0x40,
        0x48, 0x50, 0x58, 0x9C, 0xA4, 0xA5, 0xAA, 0xAB, 0xAC, 0xAE, 0xA6, 0xFC, 0x27, 0x37, 0xD4,
        0xD7, 0xE3, 0x68, 0x6A, 0x8F, 0xC8, 0xC9, 0x63, 0x90, 0xA0, 0xA1, 0xA3
    };

    private static final int[] SECOND = {
        0x40, 0x42, 0x44, 0x45, 0x47, 0x4C, 0x4F, 0x90, 0x92, 0x94, 0x95, 0x97, 0x9C, 0x9E, 0xA3,
        0xAB, 0xB3, 0xBA, 0xBB, 0xA4, 0xA5, 0xAC, 0xAD, 0xAF, 0xAF, 0xB0, 0xB1, 0xB6, 0xB6, 0xB7,
        0xBE, 0xBF, 0xBC, 0xBD, 0xC0, 0xC1, 0xC7, 0xC8, 0x6F, 0x7F, 0xEF, 0x10, 0x11, 0x31, 0x1F
    };

    private final SplittableRandom random;
    private final int bits;
    private final byte[] code = new byte[HANDLERS - CODE];
    private int at;
    private int loops;
    private final List<Integer> functions = new ArrayList<>();
    private final List<Integer> patches = new ArrayList<>();
    private final Decoder decoder = new Decoder();
    private final Instruction scratch = new Instruction();

    /// @param bits 16: real mode, 32 or 64
    RandomProgram(SplittableRandom random, int bits) {
        this.random = random;
        this.bits = bits;
    }

    /// A guest with the program at its start.
    Guest make() {
        Guest guest = bits == 16 ? Guest.pc() : bits == 32 ? protect() : Guest.pc().longMode();
        write();
        for (int i = 0; i < at; i++) {
            guest.bytes().set(java.lang.foreign.ValueLayout.JAVA_BYTE, CODE + i, code[i]);
        }
        handlers(guest);
        VcpuState state = guest.initial;
        for (int i = 0; i < 16; i++) {
            state.gpr[i] = random.nextLong();
        }
        state.gpr[VcpuState.RSP] = bits == 16 ? STACK - 0x20000 : STACK;
        state.rip = bits == 16 ? main - CODE : main;
        if (bits == 16) {
            state.segment[SegmentRegister.CS].set(CODE >> 4, CODE, 0xFFFF, 0x93);
            state.segment[SegmentRegister.SS].set(0x2000, 0x20000, 0xFFFF, 0x93);
            state.segment[SegmentRegister.DS].set(0x2000, 0x20000, 0xFFFF, 0x93);
            state.segment[SegmentRegister.ES].set(DATA >> 4, DATA, 0xFFFF, 0x93);
            state.segment[SegmentRegister.FS].set(CODE >> 4, CODE, 0xFFFF, 0x93);
            state.segment[SegmentRegister.GS].set(DATA >> 4, DATA, 0x7FF, 0x93);
        } else {
            state.segment[SegmentRegister.FS].base = DATA + 0x100;
            state.cr4 |= VcpuState.CR4_OSFXSR;
        }
        return guest;
    }

    private Guest protect() {
        return random.nextInt(4) == 0 ? Guest.pc().userMode() : Guest.pc().protectedMode();
    }

    private int main;

    private void write() {
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            align();
            int start = at;
            items(2 + random.nextInt(10), 1);
            emit(0xC3);
            functions.add(CODE + start);
        }
        align();
        main = CODE + at;
        int chunks = 2 + random.nextInt(5);
        for (int i = 0; i < chunks; i++) {
            chunk();
        }
        emit(0xF4, 0xEB, 0xFD);
    }

    /// Sometimes far away, so that code lies in several pages.
    private void align() {
        if (random.nextInt(4) == 0) {
            at = Math.min(at + random.nextInt(5000), 0x8000);
        }
    }

    private void chunk() {
        int hole = recoverAt();
        pointers();
        loop(4 + random.nextInt(14), 10 + random.nextInt(120), 0);
        patchWord(hole, target(CODE + at));
    }

    private int target(int address) {
        return bits == 16 ? address - CODE : address;
    }

    /// Stores the address of the next chunk; returns where it has to be written.
    private int recoverAt() {
        if (bits == 64) {
            emit(0xC7, 0x04, 0x25);
            word32(RECOVER);
        } else if (bits == 32) {
            emit(0xC7, 0x05);
            word32(RECOVER);
        } else {
            emit(0xC7, 0x06);
            word16(RECOVER - 0x20000);
        }
        int hole = at;
        patchable(bits == 16 ? 2 : 4);
        return hole;
    }

    private void patchable(int bytes) {
        at += bytes;
    }

    private void patchWord(int hole, int value) {
        int keep = at;
        at = hole;
        if (bits == 16) {
            word16(value);
        } else {
            word32(value);
        }
        at = keep;
    }

    /// RBX, RBP, RSI and RDI point at data, now and then at code or nowhere.
    private void pointers() {
        for (int register : new int[] {3, 5, 6, 7}) {
            int value =
                    switch (random.nextInt(24)) {
                        case 0 -> CODE + random.nextInt(0x2000);
                        case 1 -> random.nextInt();
                        case 2 -> 0xFFF000 + random.nextInt(0x1000);
                        default -> DATA + random.nextInt(0x3000);
                    };
            move(register, bits == 16 ? 0x8000 + random.nextInt(0x6000) : value);
        }
        move(1, random.nextInt(64));
    }

    private void move(int register, int value) {
        emit(0xB8 + register);
        if (bits == 16) {
            word16(value);
        } else {
            word32(value);
        }
    }

    private void loop(int items, int times, int depth) {
        int counter = COUNTERS + 8 * (loops++ & 63);
        memoryCounter(0xC7, 0, counter);
        if (bits == 16) {
            word16(times);
        } else {
            word32(times);
        }
        int start = at;
        items(items, depth);
        memoryCounter(0xFF, 1, counter);
        int distance = start - (at + (bits == 16 ? 4 : 6));
        emit(0x0F, 0x85);
        if (bits == 16) {
            word16(distance);
        } else {
            word32(distance);
        }
    }

    private void memoryCounter(int opcode, int reg, int address) {
        if (bits == 16) {
            emit(opcode, 0x06 | reg << 3);
            word16(address - 0x20000);
        } else if (bits == 32) {
            emit(opcode, 0x05 | reg << 3);
            word32(address);
        } else {
            emit(opcode, 0x04 | reg << 3, 0x25);
            word32(address);
        }
    }

    private void items(int count, int depth) {
        for (int i = 0; i < count && at < code.length - 600; i++) {
            switch (random.nextInt(40)) {
                case 0, 1, 2, 3 -> forward(depth);
                case 4, 5, 6 -> call();
                case 7 -> {
                    if (depth < 2) {
                        loop(2 + random.nextInt(5), 2 + random.nextInt(30), depth + 1);
                    }
                }
                case 8 -> patch();
                case 9 -> patchTarget();
                case 10 -> string();
                case 11 -> rare();
                case 12 -> pointers();
                case 13 -> jumpThrough();
                default -> instruction();
            }
        }
    }

    private void forward(int depth) {
        emit(0x0F, 0x80 | random.nextInt(16));
        int hole = at;
        at += bits == 16 ? 2 : 4;
        items(1 + random.nextInt(4), depth + 1);
        patchWord(hole, at - (hole + (bits == 16 ? 2 : 4)));
    }

    private void call() {
        if (functions.isEmpty()) {
            return;
        }
        int to = functions.get(random.nextInt(functions.size()));
        if (random.nextInt(3) == 0) {
            move(0, target(to));
            emit(0xFF, 0xD0);
            return;
        }
        emit(0xE8);
        int size = bits == 16 ? 2 : 4;
        int distance = to - (CODE + at + size);
        if (bits == 16) {
            word16(distance);
        } else {
            word32(distance);
        }
    }

    /// JMP through a register to right behind it.
    private void jumpThrough() {
        emit(0xBA);
        int hole = at;
        at += bits == 16 ? 2 : 4;
        emit(0xFF, 0xE2);
        patchWord(hole, target(CODE + at));
    }

    /// An instruction whose immediate may be stored into.
    private void patchTarget() {
        emit(0xB0 + random.nextInt(4));
        patches.add(CODE + at);
        emit(random.nextInt(256));
    }

    private void patch() {
        if (patches.isEmpty()) {
            return;
        }
        int address = patches.get(random.nextInt(patches.size()));
        boolean store = random.nextBoolean();
        if (bits == 16) {
            emit(0x64, store ? 0xC6 : 0xFE, 0x06);
            word16(address - CODE);
        } else {
            emit(store ? 0xC6 : 0xFE);
            if (bits == 64) {
                emit(0x04, 0x25);
            } else {
                emit(0x05);
            }
            word32(address);
        }
        if (store) {
            emit(random.nextInt(256));
        }
    }

    private void string() {
        move(1, random.nextInt(40));
        if (random.nextInt(4) == 0) {
            emit(0xFD);
        }
        emit(random.nextBoolean() ? 0xF3 : 0xF2);
        int[] operations = {0xA4, 0xA5, 0xAA, 0xAB, 0xA6, 0xA7, 0xAE, 0xAF, 0xAC};
        emit(operations[random.nextInt(operations.length)], 0xFC);
    }

    private void rare() {
        switch (random.nextInt(6)) {
            case 0 -> emit(0xCD, 0x40);
            case 1 -> emit(0x0F, 0x0B);
            case 2 -> emit(0x31, 0xD2, 0x31, 0xC9, 0xF7, 0xF1);
            case 3 -> emit(0xCC);
            case 4 -> emit(0x9C, 0x9D);
            default -> emit(0xF3, 0x90);
        }
    }

    /// A random instruction that the core has and that mostly stays within the data.
    private void instruction() {
        for (int tries = 0; tries < 200; tries++) {
            int start = at;
            if (candidate()) {
                return;
            }
            at = start;
        }
        emit(0x90);
    }

    private boolean candidate() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        int n = 0;
        if (random.nextInt(8) == 0) {
            bytes[n++] = 0x66;
        }
        if (random.nextInt(40) == 0) {
            bytes[n++] = (byte) (0x64 + random.nextInt(2));
        }
        if (bits != 16 && random.nextInt(60) == 0) {
            bytes[n++] = 0x67;
        }
        if (bits == 64 && random.nextInt(2) == 0) {
            bytes[n++] = (byte) (0x40 | random.nextInt(16));
        }
        if (random.nextInt(3) == 0) {
            bytes[n++] = 0x0F;
            bytes[n] = (byte) (SECOND[random.nextInt(SECOND.length)]);
        } else {
            int opcode = OPCODES[random.nextInt(OPCODES.length)];
            boolean low = opcode == 0x40 || opcode == 0x48 || opcode == 0x50 || opcode == 0x58;
            bytes[n] = (byte) (low ? opcode + random.nextInt(8) : opcode);
        }
        int[] next = {0};
        decoder.decode(() -> bytes[next[0]++] & 0xFF, bits / 8, scratch);
        if (!acceptable(scratch)) {
            return false;
        }
        for (int i = 0; i < scratch.length; i++) {
            emit(bytes[i]);
        }
        return true;
    }

    private boolean acceptable(Instruction insn) {
        int opcode = insn.opcode;
        if (opcode < Opcode.ADD || opcode >= Opcode.FIRST_UNIMPLEMENTED || insn.length > 15) {
            return false;
        }
        boolean leaves =
                opcode >= Opcode.JCC && opcode <= Opcode.JCXZ
                        || opcode >= Opcode.INS && opcode <= Opcode.OUTS
                        || opcode >= Opcode.CLI && opcode < Opcode.WAIT && opcode != Opcode.PUSHF;
        if (leaves || insn.repeat != 0 && opcode >= Opcode.MOVS && opcode <= Opcode.SCAS) {
            return false;
        }
        boolean stack = opcode == Opcode.LEAVE || opcode == Opcode.ENTER;
        boolean writesStackPointer = !insn.isMemory && (insn.rm == 4 || insn.reg == 4);
        if ((stack || writesStackPointer) && random.nextInt(40) != 0) {
            return false;
        }
        if (!insn.isMemory || random.nextInt(60) == 0) {
            return true;
        }
        boolean pointer = insn.base == 3 || insn.base == 6 || insn.base == 7 || insn.base == 5;
        boolean near = Math.abs(insn.displacement) < 0x800;
        return bits == 16 ? pointer : pointer && near && insn.index < 0;
    }

    private void handlers(Guest guest) {
        int handler = HANDLERS;
        String recover =
                switch (bits) {
                    case 16 -> "36 8b 26 20 f0 36 ff 26 00 f0";
                    case 32 -> "bc 00 80 02 00 ff 25 00 f0 02 00";
                    default -> "48 c7 c4 00 80 02 00 ff 24 25 00 f0 02 00";
                };
        guest.bytes(handler, recover);
        guest.dword(0x2F020, STACK - 0x20000);
        guest.bytes(handler + 0x40, bits == 64 ? "48 cf" : "cf");
        for (int vector = 0; vector < 0x41; vector++) {
            int to = vector == 0x40 || vector == 3 ? handler + 0x40 : handler;
            if (bits == 16) {
                guest.dword(vector * 4L, CODE >> 4 << 16 | to - CODE);
            } else if (bits == 32) {
                guest.gate32(vector, 8, to, 0xEE);
            } else {
                guest.gate64(vector, 8, to, 0xEE, vector == 0x40 ? 0 : vector & 1);
            }
        }
    }

    private void emit(int... bytes) {
        for (int value : bytes) {
            code[at++] = (byte) value;
        }
    }

    private void word16(int value) {
        emit(value, value >> 8);
    }

    private void word32(int value) {
        emit(value, value >> 8, value >> 16, value >> 24);
    }
}
