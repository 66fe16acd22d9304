package dev.ringside.engine.vmm;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;

/// One trap from a ROM stub: the guest's registers by their 16-bit names, its memory, and the FLAGS
/// image that the stub's IRET will load.
final class BiosCall {
    private static final int FLAGS_OFFSET = 4;

    private final VcpuState state;
    private final GuestMemory memory;

    BiosCall(VcpuState state, GuestMemory memory) {
        this.state = state;
        this.memory = memory;
    }

    VcpuState state() {
        return state;
    }

    GuestMemory memory() {
        return memory;
    }

    private int word(int register) {
        return (int) state.gpr[register] & 0xFFFF;
    }

    private void setWord(int register, int value) {
        state.gpr[register] = state.gpr[register] & ~0xFFFFL | value & 0xFFFF;
    }

    int ax() {
        return word(VcpuState.RAX);
    }

    int bx() {
        return word(VcpuState.RBX);
    }

    int cx() {
        return word(VcpuState.RCX);
    }

    int dx() {
        return word(VcpuState.RDX);
    }

    int al() {
        return ax() & 0xFF;
    }

    int ah() {
        return ax() >> 8;
    }

    int bl() {
        return bx() & 0xFF;
    }

    int bh() {
        return bx() >> 8;
    }

    int cl() {
        return cx() & 0xFF;
    }

    int ch() {
        return cx() >> 8;
    }

    int dl() {
        return dx() & 0xFF;
    }

    int dh() {
        return dx() >> 8;
    }

    void setAx(int value) {
        setWord(VcpuState.RAX, value);
    }

    void setBx(int value) {
        setWord(VcpuState.RBX, value);
    }

    void setCx(int value) {
        setWord(VcpuState.RCX, value);
    }

    void setDx(int value) {
        setWord(VcpuState.RDX, value);
    }

    void setAl(int value) {
        setAx(ax() & 0xFF00 | value & 0xFF);
    }

    void setAh(int value) {
        setAx(ax() & 0xFF | value << 8);
    }

    void setDi(int value) {
        setWord(VcpuState.RDI, value);
    }

    /// A 32-bit register.
    long dword(int register) {
        return state.gpr[register] & 0xFFFFFFFFL;
    }

    /// Sets a 32-bit register; the upper half becomes zero, as for the guest's own writes.
    void setDword(int register, long value) {
        state.gpr[register] = value & 0xFFFFFFFFL;
    }

    /// Linear address of `segment:register` with 16-bit wrap.
    long address(int segment, int register) {
        return state.segment[segment].base + word(register) & 0xFFFFFFFFL;
    }

    /// Loads ES as real mode does.
    void setEs(int selector) {
        SegmentRegister es = state.segment[SegmentRegister.ES];
        es.selector = selector;
        es.base = (long) selector << 4;
    }

    private long flagsAddress() {
        SegmentRegister stack = state.segment[SegmentRegister.SS];
        return stack.base + (word(VcpuState.RSP) + FLAGS_OFFSET & 0xFFFF) & 0xFFFFFFFFL;
    }

    void setCarry(boolean value) {
        setFlag(Rflags.CF, value);
    }

    void setZero(boolean value) {
        setFlag(Rflags.ZF, value);
    }

    private void setFlag(long flag, boolean value) {
        int flags = memory.read16(flagsAddress());
        memory.write16(flagsAddress(), (int) (value ? flags | flag : flags & ~flag));
    }

    /// Sends the guest to another place in the ROM instead of the stub's IRET.
    void resumeAt(int romOffset) {
        state.rip = romOffset;
    }

    /// Return address on the stack, for messages: `0000:7c12`.
    String caller() {
        long at = flagsAddress() - FLAGS_OFFSET;
        return "%04x:%04x".formatted(memory.read16(at + 2), memory.read16(at));
    }
}
