package dev.ringside.engine.oracle;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// A small x86-64 assembler: just the instructions the child is made of. Memory operands are always
/// base plus 32-bit displacement.
final class MachineCode {
    static final int RAX = 0;
    static final int RCX = 1;
    static final int RDX = 2;
    static final int RBX = 3;
    static final int RSP = 4;
    static final int RBP = 5;
    static final int RSI = 6;
    static final int RDI = 7;
    static final int R8 = 8;
    static final int R10 = 10;
    static final int R9 = 9;
    static final int R12 = 12;

    /// Condition codes of Jcc.
    static final int EQUAL = 4;

    static final int NOT_EQUAL = 5;

    /// A place in the code; bound once, used any number of times.
    static final class Label {
        private int position = -1;
    }

    private record Use(int position, Label label) {}

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Use> uses = new ArrayList<>();

    int position() {
        return bytes.size();
    }

    void bind(Label label) {
        label.position = position();
    }

    int positionOf(Label label) {
        return label.position;
    }

    private void emit(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
    }

    private void emit32(long value) {
        for (int i = 0; i < 32; i += 8) {
            bytes.write((int) (value >> i));
        }
    }

    private void emit64(long value) {
        emit32(value);
        emit32(value >> 32);
    }

    private void rexW(int reg, int rm) {
        emit(0x48 | reg >> 3 << 2 | rm >> 3);
    }

    private void memory(int reg, int base, int displacement) {
        emit(0x80 | (reg & 7) << 3 | base & 7);
        if ((base & 7) == RSP) {
            emit(0x24);
        }
        emit32(displacement);
    }

    /// MOV r64, imm64.
    void move(int register, long value) {
        emit(0x48 | register >> 3, 0xB8 | register & 7);
        emit64(value);
    }

    /// MOV r64, r64.
    void moveRegister(int to, int from) {
        rexW(from, to);
        emit(0x89, 0xC0 | (from & 7) << 3 | to & 7);
    }

    /// MOV r64, m64.
    void load(int register, int base, int displacement) {
        rexW(register, base);
        emit(0x8B);
        memory(register, base, displacement);
    }

    /// MOV m64, r64.
    void store(int base, int displacement, int register) {
        rexW(register, base);
        emit(0x89);
        memory(register, base, displacement);
    }

    /// LEA r64, m.
    void address(int register, int base, int displacement) {
        rexW(register, base);
        emit(0x8D);
        memory(register, base, displacement);
    }

    /// MOV Sreg, m16.
    void loadSegment(int segment, int base, int displacement) {
        emit(0x8E);
        memory(segment, base, displacement);
    }

    /// MOV m16, Sreg.
    void storeSegment(int base, int displacement, int segment) {
        emit(0x8C);
        memory(segment, base, displacement);
    }

    /// PUSH m64.
    void push(int base, int displacement) {
        emit(0xFF);
        memory(6, base, displacement);
    }

    /// PUSH imm8, POPFQ.
    void setFlags(int value) {
        emit(0x6A, value, 0x9D);
    }

    /// ADD r64, imm32.
    void add(int register, int value) {
        rexW(0, register);
        emit(0x81, 0xC0 | register & 7);
        emit32(value);
    }

    /// CMP r64, imm32.
    void compare(int register, int value) {
        rexW(0, register);
        emit(0x81, 0xF8 | register & 7);
        emit32(value);
    }

    /// DEC m64.
    void decrement(int base, int displacement) {
        rexW(0, base);
        emit(0xFF);
        memory(1, base, displacement);
    }

    /// RDFSBASE, RDGSBASE, WRFSBASE, WRGSBASE r64: `form` 0 to 3.
    void segmentBase(int form, int register) {
        emit(0xF3);
        rexW(0, register);
        emit(0x0F, 0xAE, 0xC0 | form << 3 | register & 7);
    }

    /// XRSTOR64 [r64].
    void xrstor(int base) {
        rexW(5, base);
        emit(0x0F, 0xAE);
        memory(5, base, 0);
    }

    void cld() {
        emit(0xFC);
    }

    void repMovsq() {
        emit(0xF3, 0x48, 0xA5);
    }

    void repMovsb() {
        emit(0xF3, 0xA4);
    }

    void syscall() {
        emit(0x0F, 0x05);
    }

    void iretq() {
        emit(0x48, 0xCF);
    }

    void jump(Label target) {
        emit(0xE9);
        relative(target);
    }

    void jumpIf(int condition, Label target) {
        emit(0x0F, 0x80 | condition);
        relative(target);
    }

    private void relative(Label target) {
        uses.add(new Use(position(), target));
        emit32(0);
    }

    /// The finished bytes.
    byte[] assemble() {
        byte[] code = bytes.toByteArray();
        for (Use use : uses) {
            int distance = use.label.position - (use.position + 4);
            for (int i = 0; i < 4; i++) {
                code[use.position + i] = (byte) (distance >> 8 * i);
            }
        }
        return code;
    }
}
