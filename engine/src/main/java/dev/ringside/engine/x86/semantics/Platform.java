package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.hypervisor.Vm;

/// What a VCPU's instructions see around the registers: the guest, its profile, pending exits.
///
/// Belongs to the VCPU's thread.
public final class Platform {
    /// [Cpu#attention]: blocks decoded from memory that was just written.
    public static final int CODE_CHANGED = 1;

    /// [Cpu#attention]: [#exit] leaves the run loop after this instruction.
    public static final int EXIT = 1 << 1;

    /// [Cpu#attention]: mode, privilege, flags or shadows changed; the loop looks at everything.
    public static final int BOUNDARY = 1 << 2;

    public final Vm vm;

    /// 1 to 64.
    public final int id;

    public Platform(Vm vm, int id) {
        this.vm = vm;
        this.id = id;
    }
}
