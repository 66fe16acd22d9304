package dev.ringside.engine.vmm;

import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.x86.Engine;
import dev.ringside.engine.x86.X86Backend;

/// The one place that names a backend.
final class Backends {
    private Backends() {}

    private static Engine engine(String name) throws ImageException {
        return switch (name) {
            case "interpret" -> Engine.INTERPRET;
            case "translate" -> Engine.TRANSLATE;
            case "auto" -> Engine.AUTO;
            default ->
                    throw new ImageException(
                            "--engine %s: unknown engine; use interpret, translate or auto."
                                    .formatted(name));
        };
    }

    /// @param name `core`, `kvm` or `auto`
    /// @param engine tiers of the core: `interpret`, `translate` or `auto`
    /// @throws ImageException no such backend here
    static Backend open(String name, String engine) throws ImageException {
        return switch (name) {
            case "core", "auto" -> new X86Backend(engine(engine));
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
