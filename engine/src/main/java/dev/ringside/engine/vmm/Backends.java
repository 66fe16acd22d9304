package dev.ringside.engine.vmm;

import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.kvm.KvmBackend;
import dev.ringside.engine.kvm.KvmException;
import dev.ringside.engine.x86.Engine;
import dev.ringside.engine.x86.X86Backend;
import java.util.function.Consumer;

/// The one place that names a backend.
final class Backends {
    private Backends() {}

    /// @param log hears which backend `auto` took, and why
    /// @throws ImageException no such backend, it cannot be used here, or it cannot do what the
    ///   machine asks for
    static Backend open(MachineConfig config, Consumer<String> log) throws ImageException {
        return switch (config.backend()) {
            case "core" -> core(config);
            case "kvm" -> kvm(config, log);
            case "auto" -> auto(config, log);
            default ->
                    throw new ImageException(
                            "--backend %s: unknown backend; use core, kvm or auto."
                                    .formatted(config.backend()));
        };
    }

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

    private static X86Backend core(MachineConfig config) throws ImageException {
        return new X86Backend(engine(config.engine()), config.cpu());
    }

    private static Backend kvm(MachineConfig config, Consumer<String> log) throws ImageException {
        if (config.vcpus() > 1) {
            throw new ImageException(
                    "--vcpus %d: KVM machines have one processor; use --backend core for more."
                            .formatted(config.vcpus()));
        }
        if (config.maxInstructions() != Long.MAX_VALUE) {
            throw new ImageException(
                    "--max-instructions %d: KVM does not count instructions; use --backend core, or --timeout."
                            .formatted(config.maxInstructions()));
        }
        try {
            return KvmBackend.open(core(config), log);
        } catch (KvmException e) {
            throw new ImageException("--backend kvm: " + e.getMessage());
        }
    }

    private static Backend auto(MachineConfig config, Consumer<String> log) throws ImageException {
        try {
            Backend kvm = kvm(config, log);
            log.accept("--backend auto: KVM runs the guest.");
            return kvm;
        } catch (ImageException e) {
            log.accept("--backend auto: the core runs the guest. Not KVM: " + e.getMessage());
            return core(config);
        }
    }
}
