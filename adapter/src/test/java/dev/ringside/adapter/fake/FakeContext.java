package dev.ringside.adapter.fake;

import dev.ringside.adapter.session.GuestMemory;
import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.EvaluationContext;
import dev.ringside.engine.state.VcpuState;

/// What expressions see of a [FakeMachine].
record FakeContext(FakeMachine machine, VcpuState state) implements EvaluationContext {
    @Override
    public int vcpu() {
        return 0;
    }

    @Override
    public int errorCode() {
        return 0;
    }

    @Override
    public long read(AddressKind kind, long address, int size) {
        byte[] bytes = new byte[size];
        if (machine.read(kind, 0, address, bytes, 0, size) < size) {
            throw new ZxException(ZxStatus.NOT_FOUND, "no memory there");
        }
        return GuestMemory.littleEndian(bytes, 0, size);
    }
}
