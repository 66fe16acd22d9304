package dev.ringside.engine.vmm;

import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.x86.X86Backend;

/// The one place that names a backend.
final class Backends {
    private Backends() {}

    /// @param name `core`, `kvm` or `auto`
    /// @throws ImageException no such backend here
    /// @param model the processor's instructions
    static Backend open(String name, CpuModel model) throws ImageException {
        return switch (name) {
            case "core", "auto" -> new X86Backend(model);
            case "kvm" ->
                    throw new ImageException(
                            "--backend kvm comes later; use --backend core, which runs everywhere.");
            default ->
                    throw new ImageException(
                            "--backend %s: unknown backend; use core, kvm or auto."
                                    .formatted(name));
        };
    }
}
