package dev.ringside.engine.disassemble;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// `cs_insn` and its `cs_detail`, as Capstone 5 lays them out in memory; reused from one
/// instruction to the next. Offsets hold for wasm32 and for x86-64 alike, as far as they are read
/// here.
final class CsInsn {
    /// The part of `cs_insn` in front of its `detail` pointer.
    static final int SIZE = 234;

    /// The part of `cs_detail` that x86 uses.
    static final int DETAIL_SIZE = 560;

    static final int GROUP_JUMP = 1;
    static final int GROUP_CALL = 2;
    static final int GROUP_RET = 3;
    static final int GROUP_INT = 4;
    static final int GROUP_IRET = 5;
    static final int GROUP_BRANCH_RELATIVE = 7;

    static final int OPERAND_REGISTER = 1;
    static final int OPERAND_IMMEDIATE = 2;
    static final int OPERAND_MEMORY = 3;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int CODE = 18;
    private static final int MNEMONIC = 42;
    private static final int MNEMONIC_SIZE = 32;
    private static final int OP_STR = 74;
    private static final int OP_STR_SIZE = 160;
    private static final int GROUPS = 83;
    private static final int GROUPS_COUNT = 91;
    private static final int X86 = 96;
    private static final int OPERANDS = X86 + 72;
    private static final int OPERAND_STRIDE = 48;
    private static final int ENCODING = X86 + 456;

    final byte[] insn = new byte[SIZE];
    final byte[] detail = new byte[DETAIL_SIZE];

    int id() {
        return (int) INT.get(insn, 0);
    }

    long address() {
        return (long) LONG.get(insn, 8);
    }

    /// Bytes, 1 to 15.
    int length() {
        return insn[16] & 0xFF | (insn[17] & 0xFF) << 8;
    }

    /// Byte `index` of the instruction, unsigned.
    int code(int index) {
        return insn[CODE + index] & 0xFF;
    }

    String mnemonic() {
        return text(insn, MNEMONIC, MNEMONIC_SIZE);
    }

    String operandText() {
        return text(insn, OP_STR, OP_STR_SIZE);
    }

    boolean hasGroup(int group) {
        int count = Math.min(detail[GROUPS_COUNT] & 0xFF, GROUPS_COUNT - GROUPS);
        for (int i = 0; i < count; i++) {
            if ((detail[GROUPS + i] & 0xFF) == group) {
                return true;
            }
        }
        return false;
    }

    /// `regs_read[index]`, the registers read implicitly.
    int implicitRead(int index) {
        return detail[2 * index] & 0xFF | (detail[2 * index + 1] & 0xFF) << 8;
    }

    int implicitReadCount() {
        return detail[40] & 0xFF;
    }

    int implicitWriteCount() {
        return detail[82] & 0xFF;
    }

    /// Prefix byte of group `index` (0 to 3: lock and repeat, segment, operand size, address size).
    int prefix(int index) {
        return detail[X86 + index] & 0xFF;
    }

    /// Opcode byte `index` (0 to 3).
    int opcode(int index) {
        return detail[X86 + 4 + index] & 0xFF;
    }

    int rex() {
        return detail[X86 + 8] & 0xFF;
    }

    /// Bytes of an address: 2, 4 or 8.
    int addressSize() {
        return detail[X86 + 9] & 0xFF;
    }

    int modrm() {
        return detail[X86 + 10] & 0xFF;
    }

    long displacement() {
        return (long) LONG.get(detail, X86 + 16);
    }

    int operandCount() {
        return Math.min(detail[X86 + 64] & 0xFF, 8);
    }

    int operandType(int operand) {
        return (int) INT.get(detail, at(operand));
    }

    int operandSize(int operand) {
        return detail[at(operand) + 32] & 0xFF;
    }

    /// 1 read, 2 written, 3 both.
    int operandAccess(int operand) {
        return detail[at(operand) + 33] & 0xFF;
    }

    int operandRegister(int operand) {
        return (int) INT.get(detail, at(operand) + 8);
    }

    long operandImmediate(int operand) {
        return (long) LONG.get(detail, at(operand) + 8);
    }

    int memorySegment(int operand) {
        return (int) INT.get(detail, at(operand) + 8);
    }

    int memoryBase(int operand) {
        return (int) INT.get(detail, at(operand) + 12);
    }

    int memoryIndex(int operand) {
        return (int) INT.get(detail, at(operand) + 16);
    }

    int memoryScale(int operand) {
        return (int) INT.get(detail, at(operand) + 20);
    }

    long memoryDisplacement(int operand) {
        return (long) LONG.get(detail, at(operand) + 24);
    }

    int modrmOffset() {
        return detail[ENCODING] & 0xFF;
    }

    int displacementOffset() {
        return detail[ENCODING + 1] & 0xFF;
    }

    int immediateOffset() {
        return detail[ENCODING + 3] & 0xFF;
    }

    private static int at(int operand) {
        return OPERANDS + operand * OPERAND_STRIDE;
    }

    private static String text(byte[] bytes, int offset, int size) {
        int length = 0;
        while (length < size && bytes[offset + length] != 0) {
            length++;
        }
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
}
