package dev.ringside.engine.disassemble;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// An installed `libcapstone` over the foreign function interface: five to twenty times the speed
/// of the WebAssembly build. 64-bit platforms only, for the layout of `cs_insn`.
///
/// JUSTIFICATION: bulk disassembly; nothing needs it. SAFETY: the constructor refuses every version
/// but 5, whose layout [CsInsn] knows, and checks that layout on one instruction; no pointer is
/// kept by the library beyond a call; all buffers live as long as this object.
@SuppressWarnings("restricted")
final class NativeCapstone implements CapstoneApi {
    private static final int MAX_CODE = 16;
    private static final int DETAIL_POINTER = 240;
    private static final int INSN_SIZE = 248;
    private static final int MAX_NAME = 64;

    private final Arena arena = Arena.ofShared();
    private final SymbolLookup library;
    private final String origin;
    private final int version;
    private final MethodHandle disasmIter;
    private final MemorySegment code;
    private final MemorySegment codePointer;
    private final MemorySegment sizePointer;
    private final MemorySegment addressPointer;
    private final MemorySegment insn;
    private final MemorySegment detail;

    /// Loads `name`, a file name that the system's loader finds or a path.
    ///
    /// @throws UnsupportedOperationException with the reason when it cannot be used
    NativeCapstone(String name) {
        try {
            library = load(name, arena);
            version = (int) invoke(function("cs_version", JAVA_INT, ADDRESS, ADDRESS), NULL, NULL);
            requireVersion5(name);
            origin = name;
            disasmIter =
                    function(
                            "cs_disasm_iter",
                            JAVA_BOOLEAN,
                            JAVA_LONG,
                            ADDRESS,
                            ADDRESS,
                            ADDRESS,
                            ADDRESS);
            code = arena.allocate(MAX_CODE);
            codePointer = arena.allocate(ADDRESS);
            sizePointer = arena.allocate(JAVA_LONG);
            addressPointer = arena.allocate(JAVA_LONG);
            insn = arena.allocate(INSN_SIZE, 8);
            detail = arena.allocate(4096, 8);
            insn.set(ADDRESS, DETAIL_POINTER, detail);
            requireLayout(name);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static final MemorySegment NULL = MemorySegment.NULL;

    private static SymbolLookup load(String name, Arena arena) {
        try {
            return SymbolLookup.libraryLookup(name, arena);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedOperationException(name + " cannot be loaded", e);
        }
    }

    private void requireVersion5(String name) {
        int major = version >> 8;
        if (major != 5) {
            throw new UnsupportedOperationException(
                    name
                            + " is Capstone "
                            + major
                            + "."
                            + (version & 0xFF)
                            + ": Ringside knows the structures of Capstone 5 only"
                            + (major < 5 ? ", and 4 misreads many newer instructions" : ""));
        }
    }

    /// `48 8B 44 8B 12` must be `mov rax, qword ptr [rbx + rcx*4 + 0x12]`, field by field.
    private void requireLayout(String name) {
        byte[] bytes = {0x48, (byte) 0x8B, 0x44, (byte) 0x8B, 0x12};
        CsInsn sample = new CsInsn();
        long handle = csOpen(ARCH_X86, 8);
        csOption(handle, OPT_DETAIL, OPT_ON);
        boolean right =
                csDisasmIter(handle, bytes, 0, bytes.length, 0x1000, sample)
                        && sample.address() == 0x1000
                        && sample.length() == bytes.length
                        && sample.mnemonic().equals("mov")
                        && sample.operandCount() == 2
                        && sample.operandType(1) == CsInsn.OPERAND_MEMORY
                        && sample.memoryScale(1) == 4
                        && sample.memoryDisplacement(1) == 0x12
                        && sample.displacementOffset() == 4;
        if (!right) {
            throw new UnsupportedOperationException(
                    name + " lays out its structures unlike Capstone 5.0");
        }
    }

    private MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
        MemorySegment address =
                library.find(name)
                        .orElseThrow(() ->
                                new UnsupportedOperationException(
                                        "libcapstone has no function " + name));
        return Linker.nativeLinker()
                .downcallHandle(address, FunctionDescriptor.of(result, parameters));
    }

    private static Object invoke(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("call into libcapstone failed", e);
        }
    }

    @Override
    public int csVersion() {
        return version;
    }

    @Override
    public boolean csSupport(int query) {
        return (boolean) invoke(function("cs_support", JAVA_BOOLEAN, JAVA_INT), query);
    }

    @Override
    public long csOpen(int architecture, int mode) {
        MethodHandle open = function("cs_open", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
        check("cs_open", (int) invoke(open, architecture, mode, codePointer));
        return codePointer.get(JAVA_LONG, 0);
    }

    @Override
    public void csOption(long handle, int type, long value) {
        MethodHandle option = function("cs_option", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
        check("cs_option", (int) invoke(option, handle, type, value));
    }

    @Override
    public boolean csDisasmIter(
            long handle, byte[] bytes, int offset, int length, long address, CsInsn result) {
        MemorySegment.copy(bytes, offset, code, JAVA_BYTE, 0, length);
        codePointer.set(ADDRESS, 0, code);
        sizePointer.set(JAVA_LONG, 0, length);
        addressPointer.set(JAVA_LONG, 0, address);
        boolean found;
        try {
            found =
                    (boolean)
                            disasmIter.invokeExact(
                                    handle, codePointer, sizePointer, addressPointer, insn);
        } catch (Throwable e) {
            throw new IllegalStateException("cs_disasm_iter failed", e);
        }
        if (found) {
            MemorySegment.copy(insn, JAVA_BYTE, 0, result.insn, 0, CsInsn.SIZE);
            MemorySegment.copy(detail, JAVA_BYTE, 0, result.detail, 0, CsInsn.DETAIL_SIZE);
        }
        return found;
    }

    @Override
    public String csRegName(long handle, int register) {
        return name("cs_reg_name", handle, register);
    }

    @Override
    public String csInsnName(long handle, int instruction) {
        return name("cs_insn_name", handle, instruction);
    }

    @Override
    public String csGroupName(long handle, int group) {
        return name("cs_group_name", handle, group);
    }

    private String name(String function, long handle, int id) {
        MemorySegment text =
                (MemorySegment)
                        invoke(function(function, ADDRESS, JAVA_LONG, JAVA_INT), handle, id);
        return text.address() == 0
                ? ""
                : text.reinterpret(MAX_NAME).getString(0, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String origin() {
        return origin;
    }

    /// The handles go with the library.
    @Override
    public void close() {
        arena.close();
    }

    private static void check(String function, int error) {
        if (error != 0) {
            throw new IllegalStateException(function + " failed with Capstone error " + error);
        }
    }
}
