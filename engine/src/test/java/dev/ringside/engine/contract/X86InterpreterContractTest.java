package dev.ringside.engine.contract;

import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.x86.X86Backend;

/// The contract on the own core's interpreter.
final class X86InterpreterContractTest extends ProcessorContractTest {
    @Override
    Backend backend() {
        return new X86Backend();
    }
}
