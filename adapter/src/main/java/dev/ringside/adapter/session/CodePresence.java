package dev.ringside.adapter.session;

import dev.ringside.adapter.source.LoadedModule;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Debugger;

/// Whether the code that a symbol file describes is in the guest's memory: a kernel of the higher
/// half is not before its pages are mapped, one on a disk not before it is loaded.
final class CodePresence {
    /// Kernels patch some of their code when they start, so not every byte must agree.
    private static final int COMPARED = 32;

    private CodePresence() {}

    /// Whether the file has other code at an address than the guest.
    static boolean isMissing(Debugger debugger, SymbolTable symbols, int vcpu, long address) {
        byte[] wanted = symbols.code(address, COMPARED);
        if (wanted.length == 0) {
            return false;
        }
        byte[] found = new byte[wanted.length];
        int got = debugger.read(AddressKind.LINEAR, vcpu, address, found, 0, found.length);
        int same = 0;
        for (int i = 0; i < got; i++) {
            same += found[i] == wanted[i] ? 1 : 0;
        }
        return same * 2 < wanted.length;
    }

    /// What to tell of a breakpoint there.
    static String message(SymbolTable symbols, long address) {
        String name =
                symbols.modules().stream()
                        .filter(m -> holds(m, address))
                        .map(LoadedModule::name)
                        .findFirst()
                        .orElse("the program");
        return "The code of %s is not in memory at %s yet; the breakpoint is set and waits for it."
                .formatted(name, MemoryReference.hex(address));
    }

    private static boolean holds(LoadedModule module, long address) {
        return Long.compareUnsigned(module.first(), address) <= 0
                && Long.compareUnsigned(address, module.last()) <= 0;
    }
}
