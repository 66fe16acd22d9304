package dev.ringside.engine.disassemble;

import dev.ringside.engine.disassemble.DisassembledInstruction.Group;
import dev.ringside.engine.state.CodeSize;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Capstone as a [Disassembler]: one handle a code size, details on, known mistakes corrected.
/// Thread-safe by a lock.
final class CapstoneDisassembler implements Disassembler {
    private static final int MAX_LENGTH = 15;

    /// One instruction of each common kind; see [#warmUp].
    private static final byte[][] WARM_UP = {
        {(byte) 0x8B, 0x44, (byte) 0x8B, 0x12},
        {(byte) 0xE9, 0, 1, 0, 0},
        {0x0F, (byte) 0xB6, (byte) 0xC0},
        {(byte) 0x83, (byte) 0xC0, 1},
        {0x0F, 0x10, (byte) 0xC1},
        {(byte) 0xF3, (byte) 0xA4},
    };

    private final Supplier<CapstoneApi> replacement;

    /// By Capstone's mode number; 0 is not open.
    private final long[] handles = new long[9];

    private final CsInsn insn = new CsInsn();
    private CapstoneApi capstone;

    /// @param replacement makes another one should `capstone` ever fail inside
    CapstoneDisassembler(CapstoneApi capstone, Supplier<CapstoneApi> replacement) {
        this.capstone = capstone;
        this.replacement = replacement;
    }

    @Override
    public synchronized @Nullable DisassembledInstruction decode(
            byte[] code, int offset, long address, CodeSize size) {
        if (offset < 0 || offset >= code.length) {
            return null;
        }
        int length = Math.min(MAX_LENGTH, code.length - offset);
        if (!disassemble(code, offset, length, address, size)) {
            return null;
        }
        DisassembledInstruction result = Correction.instruction(insn, size);
        return result.mnemonic().equals("ud0") || result.mnemonic().equals("ud1")
                ? withOperands(result, Arrays.copyOfRange(code, offset, offset + length), size)
                : result;
    }

    /// UD0 and UD1 have operands (SDM Vol. 2B, UD), which Capstone does not read: reads them as
    /// those of IMUL (0F AF), which has the same form.
    private @Nullable DisassembledInstruction withOperands(
            DisassembledInstruction undefined, byte[] code, CodeSize size) {
        code[undefined.length() - 1] = (byte) 0xAF;
        return disassemble(code, 0, code.length, 0, size)
                ? new DisassembledInstruction(
                        insn.length(), undefined.mnemonic(), insn.operandText(), Group.PLAIN)
                : null;
    }

    /// Fills [#insn]. Any failure inside Capstone counts as "no instruction", and Capstone is made
    /// anew, since its memory can no longer be trusted.
    private boolean disassemble(byte[] code, int offset, int length, long address, CodeSize size) {
        try {
            return capstone.csDisasmIter(handle(size), code, offset, length, address, insn);
        } catch (RuntimeException | StackOverflowError e) {
            Arrays.fill(handles, 0);
            capstone = replacement.get();
            return false;
        }
    }

    private long handle(CodeSize size) {
        int mode = CapstoneApi.mode(size);
        long handle = handles[mode];
        if (handle == 0) {
            handle = capstone.csOpen(CapstoneApi.ARCH_X86, mode);
            capstone.csOption(handle, CapstoneApi.OPT_DETAIL, CapstoneApi.OPT_ON);
            handles[mode] = handle;
        }
        return handle;
    }

    /// Opens the handles and has the JVM load the classes and compile the hot methods.
    void warmUp() {
        for (CodeSize size : CodeSize.values()) {
            for (byte[] code : WARM_UP) {
                var _ = decode(code, 0, 0, size);
            }
        }
    }

    @Override
    public synchronized String name() {
        int version = capstone.csVersion();
        return "Capstone %d.%d (%s)".formatted(version >> 8, version & 0xFF, capstone.origin());
    }

    /// Nothing: the process shares it.
    @Override
    public void close() {}
}
