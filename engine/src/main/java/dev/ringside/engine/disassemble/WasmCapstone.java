package dev.ringside.engine.disassemble;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;

/// Capstone's WebAssembly build, compiled to JVM classes when Ringside was built. Its memory is an
/// array of its own: whatever bytes it is given, it cannot reach anything else.
///
/// The one-letter names are the module's exports and imports; the mapping test holds them.
final class WasmCapstone implements CapstoneApi {
    /// Where the address of `cs_insn`'s detail stands, in wasm32.
    private static final int DETAIL_POINTER = 236;

    private static final int INSN_SIZE = 240;
    private static final int MAX_CODE = 16;

    /// Pages of 64 KB. The module starts with 343 and needs no more to disassemble.
    private static final int MAX_PAGES = 1024;

    private static final int PAGE = 65536;

    private final Instance instance;
    private final Memory memory;
    private final ExportFunction disasmIter;
    private final int codeBuffer;
    private final int codePointer;
    private final int sizePointer;
    private final int addressPointer;
    private final int insn;
    private final int detail;

    WasmCapstone() {
        instance =
                Instance.builder(module())
                        .withMachineFactory(CapstoneCodeMachine::new)
                        .withMemoryFactory(ByteArrayMemory::new)
                        .withImportValues(imports())
                        .withStart(false)
                        .build();
        memory = instance.memory();
        instance.export("e").apply();
        disasmIter = instance.export("p");
        int block = call("z", MAX_CODE + 4 + 4 + 8);
        codeBuffer = block;
        codePointer = block + MAX_CODE;
        sizePointer = codePointer + 4;
        addressPointer = sizePointer + 4;
        insn = call("z", INSN_SIZE);
        // cs_detail with its union of all architectures is below 4 KB.
        detail = call("z", 4096);
        memory.writeI32(insn + DETAIL_POINTER, detail);
    }

    /// The module without its code: imports, exports, data.
    static WasmModule module() {
        try (InputStream in = WasmCapstone.class.getResourceAsStream("CapstoneCode.meta")) {
            if (in == null) {
                throw new IllegalStateException(
                        "CapstoneCode.meta is missing from the engine: build it again with Maven");
            }
            return Parser.parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ImportValues imports() {
        return ImportValues.builder()
                .addFunction(
                        // Capstone prints nothing; a write would be one of its assertions.
                        function("a", 4, (caller, arguments) -> new long[] {0}),
                        function("b", 1, WasmCapstone::resizeHeap),
                        function("c", 1, (caller, arguments) -> new long[] {0}))
                .build();
    }

    private static HostFunction function(
            String name, int parameters, com.dylibso.chicory.runtime.WasmFunctionHandle body) {
        return new HostFunction(
                "a",
                name,
                FunctionType.of(Collections.nCopies(parameters, ValType.I32), List.of(ValType.I32)),
                body);
    }

    /// `emscripten_resize_heap(bytes)`: 1 if the memory now has that size.
    private static long[] resizeHeap(Instance caller, long... arguments) {
        long pages = ((arguments[0] & 0xFFFFFFFFL) + PAGE - 1) / PAGE;
        Memory memory = caller.memory();
        int missing = (int) (pages - memory.pages());
        boolean done = pages <= MAX_PAGES && (missing <= 0 || memory.grow(missing) >= 0);
        return new long[] {done ? 1 : 0};
    }

    private int call(String name, long... arguments) {
        return (int) instance.export(name).apply(arguments)[0];
    }

    @Override
    public int csVersion() {
        return call("f", 0, 0);
    }

    @Override
    public boolean csSupport(int query) {
        return call("g", query) != 0;
    }

    @Override
    public long csOpen(int architecture, int mode) {
        check("cs_open", call("j", architecture, mode, codePointer));
        return memory.readInt(codePointer);
    }

    @Override
    public void csOption(long handle, int type, long value) {
        check("cs_option", call("l", handle, type, value));
    }

    @Override
    public boolean csDisasmIter(
            long handle, byte[] code, int offset, int length, long address, CsInsn result) {
        memory.write(codeBuffer, code, offset, length);
        memory.writeI32(codePointer, codeBuffer);
        memory.writeI32(sizePointer, length);
        memory.writeLong(addressPointer, address);
        long[] found = disasmIter.apply(handle, codePointer, sizePointer, addressPointer, insn);
        if (found[0] == 0) {
            return false;
        }
        System.arraycopy(memory.readBytes(insn, CsInsn.SIZE), 0, result.insn, 0, CsInsn.SIZE);
        System.arraycopy(
                memory.readBytes(detail, CsInsn.DETAIL_SIZE),
                0,
                result.detail,
                0,
                CsInsn.DETAIL_SIZE);
        return true;
    }

    @Override
    public String csRegName(long handle, int register) {
        return name("q", handle, register);
    }

    @Override
    public String csInsnName(long handle, int instruction) {
        return name("r", handle, instruction);
    }

    @Override
    public String csGroupName(long handle, int group) {
        return name("s", handle, group);
    }

    private String name(String function, long handle, int id) {
        int address = call(function, handle, id);
        return address == 0 ? "" : memory.readCString(address);
    }

    @Override
    public String origin() {
        return "wasm";
    }

    /// Nothing to free: the memory is an array.
    @Override
    public void close() {}

    private static void check(String function, int error) {
        if (error != 0) {
            throw new IllegalStateException(function + " failed with Capstone error " + error);
        }
    }
}
