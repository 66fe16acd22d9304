package dev.ringside.engine.disassemble;

import dev.ringside.engine.state.CodeSize;

/// The part of Capstone's C interface that Ringside uses, under the same names: `csOpen` is
/// `cs_open`. Two implementations: the WebAssembly build and an installed library. Not thread-safe.
interface CapstoneApi extends AutoCloseable {
    /// `CS_ARCH_X86`.
    int ARCH_X86 = 3;

    /// `CS_OPT_DETAIL` and `CS_OPT_ON`.
    int OPT_DETAIL = 2;

    int OPT_ON = 3;

    /// `cs_version`: major in bits 8 to 15, minor in bits 0 to 7.
    int csVersion();

    /// `cs_support`: whether an architecture (or another query) is built in.
    boolean csSupport(int query);

    /// `cs_open`.
    ///
    /// @param mode `CS_MODE_16`, `_32`, `_64`: see [#mode]
    /// @return the handle
    /// @throws IllegalStateException with Capstone's error number
    long csOpen(int architecture, int mode);

    /// `cs_option`.
    ///
    /// @throws IllegalStateException with Capstone's error number
    void csOption(long handle, int type, long value);

    /// `cs_disasm_iter` for one instruction. `insn` is filled only on success.
    ///
    /// @param length 1 to 15 bytes of `code` from `offset` on
    /// @return whether the bytes are an instruction
    boolean csDisasmIter(
            long handle, byte[] code, int offset, int length, long address, CsInsn insn);

    /// `cs_reg_name`; empty if there is none.
    String csRegName(long handle, int register);

    /// `cs_insn_name`; empty if there is none.
    String csInsnName(long handle, int instruction);

    /// `cs_group_name`; empty if there is none.
    String csGroupName(long handle, int group);

    /// Where the code comes from: `wasm`, or a library's name.
    String origin();

    @Override
    void close();

    /// The `CS_MODE_` value of a code size.
    static int mode(CodeSize size) {
        return switch (size) {
            case BITS_16 -> 2;
            case BITS_32 -> 4;
            case BITS_64 -> 8;
        };
    }
}
