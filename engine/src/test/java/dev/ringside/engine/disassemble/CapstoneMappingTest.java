package dev.ringside.engine.disassemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import dev.ringside.engine.state.CodeSize;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The one-letter imports and exports and the structure offsets of Capstone 5.0.9's WebAssembly
/// build: a new version that moves any of them fails here.
class CapstoneMappingTest {
    private static final WasmCapstone CAPSTONE = new WasmCapstone();

    private final CsInsn insn = new CsInsn();

    @Test
    void importsAreTheThreeThatAreProvided() {
        Map<String, String> imports = new TreeMap<>();
        WasmModule module = WasmCapstone.module();
        module.importSection().stream()
                .forEach(i ->
                        imports.put(
                                i.module() + "." + i.name(),
                                module.typeSection()
                                        .getType(((FunctionImport) i).typeIndex())
                                        .toString()));
        assertEquals(
                "{a.a=(I32,I32,I32,I32) -> (I32), a.b=(I32) -> (I32), a.c=(I32) -> (I32)}",
                imports.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    f | (I32,I32) -> (I32)
                    g | (I32) -> (I32)
                    j | (I32,I32,I32) -> (I32)
                    l | (I32,I32,I32) -> (I32)
                    p | (I32,I32,I32,I32,I32) -> (I32)
                    q | (I32,I32) -> (I32)
                    r | (I32,I32) -> (I32)
                    s | (I32,I32) -> (I32)
                    z | (I32) -> (I32)
                    """)
    void exportHasTheSignatureItsCallsAssume(String name, String signature) {
        WasmModule module = WasmCapstone.module();
        int imports = module.importSection().importCount();
        for (int i = 0; i < module.exportSection().exportCount(); i++) {
            var export = module.exportSection().getExport(i);
            if (export.name().equals(name) && export.exportType() == ExternalType.FUNCTION) {
                FunctionType type =
                        module.functionSection()
                                .getFunctionType(export.index() - imports, module.typeSection());
                assertEquals(signature, type.toString());
                return;
            }
        }
        throw new AssertionError("no export " + name);
    }

    @Test
    void versionArchitectureAndNamesAreThoseOfCapstone5() {
        assertEquals(0x500, CAPSTONE.csVersion());
        assertTrue(CAPSTONE.csSupport(CapstoneApi.ARCH_X86));
        long handle = CAPSTONE.csOpen(CapstoneApi.ARCH_X86, 8);
        assertEquals("rax", CAPSTONE.csRegName(handle, 35));
        assertEquals("add", CAPSTONE.csInsnName(handle, 8));
        assertEquals("jump", CAPSTONE.csGroupName(handle, CsInsn.GROUP_JUMP));
        assertEquals("call", CAPSTONE.csGroupName(handle, CsInsn.GROUP_CALL));
        assertEquals("ret", CAPSTONE.csGroupName(handle, CsInsn.GROUP_RET));
        assertEquals("int", CAPSTONE.csGroupName(handle, CsInsn.GROUP_INT));
        assertEquals("iret", CAPSTONE.csGroupName(handle, CsInsn.GROUP_IRET));
        assertEquals("branch_relative", CAPSTONE.csGroupName(handle, CsInsn.GROUP_BRANCH_RELATIVE));
    }

    /// Mode, bytes, and every field this engine knows.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    BITS_64 | f048018c8b78563412 | 8 lock add [qword ptr [rbx + rcx*4 + 0x12345678], rcx] prefix f0,0,0,0 opcode 1,0 rex 48 address 8 modrm 8c displacement 12345678 reads 0 writes 1 at 3,5,0 m:8:3 - rbx rcx*4 12345678 r:8:1 rcx
                    BITS_64 | 4883c0ff | 8 add [rax, -1] prefix 0,0,0,0 opcode 83,0 rex 48 address 8 modrm c0 displacement 0 reads 0 writes 1 at 2,0,3 r:8:3 rax i:8:0 ffffffffffffffff
                    BITS_64 | 0fa2 | 123 cpuid [] prefix 0,0,0,0 opcode f,a2 rex 0 address 8 modrm 0 displacement 0 reads 2 writes 4 at 0,0,0
                    BITS_32 | 6467660fbf4604 | 492 movsx [ax, word ptr fs:[bp + 4]] prefix 0,64,66,67 opcode f,bf rex 0 address 2 modrm 46 displacement 4 reads 0 writes 0 at 5,6,0 r:2:2 ax m:2:1 fs bp -*1 4
                    BITS_16 | c706341278ff | 460 mov [word ptr [0x1234], 0xff78] prefix 0,0,0,0 opcode c7,0 rex 0 address 2 modrm 6 displacement 1234 reads 0 writes 0 at 1,2,4 m:2:2 - - -*1 1234 i:2:0 ff78
                    BITS_16 | f3a5 | 491 rep movsw [word ptr es:[di], word ptr [si]] prefix f3,0,0,0 opcode a5,0 rex 0 address 2 modrm 0 displacement 0 reads 4 writes 3 at 0,0,0 m:2:2 es di -*1 0 m:2:1 - si -*1 0
                    """)
    void detailFieldsStandAtTheKnownOffsets(CodeSize size, String bytes, String expected) {
        byte[] code = HexFormat.of().parseHex(bytes);
        long handle = CAPSTONE.csOpen(CapstoneApi.ARCH_X86, CapstoneApi.mode(size));
        CAPSTONE.csOption(handle, CapstoneApi.OPT_DETAIL, CapstoneApi.OPT_ON);
        assertTrue(CAPSTONE.csDisasmIter(handle, code, 0, code.length, 0x1000, insn));
        assertEquals(code.length, insn.length());
        assertEquals(0x1000, insn.address());
        assertEquals(expected, describe(handle));
    }

    private String describe(long handle) {
        StringBuilder text =
                new StringBuilder(
                        "%d %s [%s] prefix %x,%x,%x,%x opcode %x,%x rex %x address %d modrm %x"
                                .formatted(
                                        insn.id(),
                                        insn.mnemonic(),
                                        insn.operandText(),
                                        insn.prefix(0),
                                        insn.prefix(1),
                                        insn.prefix(2),
                                        insn.prefix(3),
                                        insn.opcode(0),
                                        insn.opcode(1),
                                        insn.rex(),
                                        insn.addressSize(),
                                        insn.modrm()));
        text.append(
                " displacement %x reads %d writes %d at %d,%d,%d"
                        .formatted(
                                insn.displacement(),
                                insn.implicitReadCount(),
                                insn.implicitWriteCount(),
                                insn.modrmOffset(),
                                insn.displacementOffset(),
                                insn.immediateOffset()));
        for (int i = 0; i < insn.operandCount(); i++) {
            text.append(' ').append(operand(handle, i));
        }
        return text.toString();
    }

    private String operand(long handle, int i) {
        String sizeAndAccess = ":" + insn.operandSize(i) + ":" + insn.operandAccess(i) + " ";
        return switch (insn.operandType(i)) {
            case CsInsn.OPERAND_REGISTER ->
                    "r" + sizeAndAccess + register(handle, insn.operandRegister(i));
            case CsInsn.OPERAND_IMMEDIATE ->
                    "i" + sizeAndAccess + Long.toHexString(insn.operandImmediate(i));
            case CsInsn.OPERAND_MEMORY ->
                    "m%s%s %s %s*%d %x"
                            .formatted(
                                    sizeAndAccess,
                                    register(handle, insn.memorySegment(i)),
                                    register(handle, insn.memoryBase(i)),
                                    register(handle, insn.memoryIndex(i)),
                                    insn.memoryScale(i),
                                    insn.memoryDisplacement(i));
            default -> "?";
        };
    }

    private static String register(long handle, int register) {
        return register == 0 ? "-" : CAPSTONE.csRegName(handle, register);
    }
}
