/// Guests and VCPUs behind Zircon's system calls, the x86-64 core, the PC around it.
///
/// Only what a debugger or another VMM needs is exported.
module dev.ringside.engine {
    requires static transitive org.jspecify;
    requires com.dylibso.chicory.runtime;
    requires com.dylibso.chicory.wasm;

    exports dev.ringside.engine.vmm;
    exports dev.ringside.engine.debug;
    exports dev.ringside.engine.syscall;
    exports dev.ringside.engine.object;
    exports dev.ringside.engine.disassemble;
    exports dev.ringside.engine.hypervisor;
    exports dev.ringside.engine.memory;
    exports dev.ringside.engine.state;
    exports dev.ringside.engine.base;
}
