package dev.ringside.adapter.fake;

import dev.ringside.engine.disassemble.DisassembledInstruction;
import dev.ringside.engine.disassemble.DisassembledInstruction.Group;
import dev.ringside.engine.disassemble.Disassembler;
import dev.ringside.engine.state.CodeSize;
import org.jspecify.annotations.Nullable;

/// Reads the few instructions that [FakeMachine] runs.
public final class FakeDisassembler implements Disassembler {
    @Override
    public @Nullable DisassembledInstruction decode(
            byte[] code, int offset, long address, CodeSize size) {
        int word = (code[offset + 1] & 0xFF) | (code[offset + 2] & 0xFF) << 8;
        return switch (code[offset] & 0xFF) {
            case 0x90 -> new DisassembledInstruction(1, "nop", "", Group.PLAIN);
            case 0x55 -> new DisassembledInstruction(1, "push", "bp", Group.PLAIN);
            case 0xC3 -> new DisassembledInstruction(1, "ret", "", Group.RETURN);
            case 0xB8 ->
                    new DisassembledInstruction(3, "mov", "ax, 0x%x".formatted(word), Group.PLAIN);
            case 0xEB ->
                    new DisassembledInstruction(
                            2, "jmp", hex(address + 2 + code[offset + 1]), Group.JUMP);
            case 0xE8 ->
                    new DisassembledInstruction(
                            3, "call", hex(address + 3 + (short) word), Group.CALL);
            default -> null;
        };
    }

    private static String hex(long target) {
        return "0x%x".formatted(target & 0xFFFF);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public void close() {}
}
