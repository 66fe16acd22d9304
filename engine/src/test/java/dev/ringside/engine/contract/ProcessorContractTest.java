package dev.ringside.engine.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.memory.VmOptions;
import dev.ringside.engine.object.GuestPackets;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Zircon's tests T14 to T35 about processors: fast system calls, inter-processor interrupts,
/// CPUID, and threads and processes that end.
@Timeout(60)
abstract class ProcessorContractTest extends MemoryContractTest {
    @Test
    void t14_vcpuSysenter() {
        GuestFixture g = guest("sysenter");
        g.assertCleanExit(g.vcpu());
    }

    @Test
    void t15_vcpuSysenterCompat() {
        GuestFixture g = guest("sysenter_compat");
        g.assertCleanExit(g.vcpu());
    }

    @Test
    void t17_vcpuVmcallInvalidCpl() {
        GuestFixture g = guest("vmcall_user");
        int vcpu = g.vcpu();
        g.assertCleanExit(vcpu);
        assertEquals(-1, g.register(vcpu, VcpuState.RAX));
    }

    /// A VCPU that waits in HLT, on its own thread.
    ///
    /// @return its handle; `ended` gets what its entry ends in
    private static int waitInHlt(GuestFixture g, CompletableFuture<ZxStatus> ended)
            throws Exception {
        CompletableFuture<Integer> made = new CompletableFuture<>();
        Thread runner =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            int vcpu = g.vcpu();
                            made.complete(vcpu);
                            try {
                                PortPacket _ = g.zx.vcpu().enter(vcpu);
                                ended.complete(ZxStatus.OK);
                            } catch (ZxException e) {
                                ended.complete(e.status());
                            }
                        });
        int vcpu = made.get();
        while (runner.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        return vcpu;
    }

    /// Differs: what suspends and resumes the thread is a safepoint of the host's machine.
    @Test
    void t31_vcpuSuspendThread() throws Exception {
        GuestFixture g = guest("hlt_masked");
        CompletableFuture<ZxStatus> ended = new CompletableFuture<>();
        int vcpu = waitInHlt(g, ended);
        assertFalse(Thread.getAllStackTraces().isEmpty());
        assertFalse(ended.isDone(), "the entry lasts until the kick");
        g.zx.vcpu().kick(vcpu);
        assertEquals(ZxStatus.CANCELED, ended.get());
    }

    /// Differs: Zircon ends the thread with its process; here the entry ends in `CANCELED`.
    @Test
    void t32_vcpuProcessDestruction() throws Exception {
        GuestFixture g = guest("hlt_masked");
        CompletableFuture<ZxStatus> ended = new CompletableFuture<>();
        int _ = waitInHlt(g, ended);
        g.close();
        assertEquals(ZxStatus.CANCELED, ended.get(10, TimeUnit.SECONDS));
    }

    @Test
    void processDestructionEndsAGuestThatNeverExits() throws Exception {
        GuestFixture g = guest("spin");
        CompletableFuture<Integer> made = new CompletableFuture<>();
        CompletableFuture<ZxStatus> ended = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    int vcpu = g.vcpu();
                    made.complete(vcpu);
                    try {
                        PortPacket _ = g.zx.vcpu().enter(vcpu);
                    } catch (ZxException e) {
                        ended.complete(e.status());
                    }
                });
        int _ = made.get();
        g.close();
        assertEquals(ZxStatus.CANCELED, ended.get(10, TimeUnit.SECONDS));
    }

    @Test
    void t33_vcpuIpi() {
        GuestFixture g = guest("ipi");
        int vcpu = g.vcpu();
        List<String> masks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            PortPacket packet = g.zx.vcpu().enter(vcpu);
            assertEquals(PortPacket.TYPE_GUEST_VCPU, packet.type());
            assertEquals(GuestPackets.VCPU_INTERRUPT, GuestPackets.vcpuType(packet));
            GuestPackets.Interrupt interrupt = GuestPackets.interrupt(packet);
            assertEquals(i < 6 ? 32 : 2, interrupt.vector());
            masks.add(Long.toBinaryString(interrupt.mask() & 0xF | 0x10).substring(1));
        }
        assertEquals(
                List.of(
                        "1111", "0001", "1110", "0100", "1111", "0000", "1110", "0000", "1110",
                        "0100"),
                masks);
        g.assertCleanExit(vcpu);
    }

    @Test
    void t34_vmarProtect() {
        GuestFixture g = guest("exit");
        int options = VmOptions.PERM_READ | VmOptions.PERM_WRITE | VmOptions.PERM_EXECUTE;
        g.zx.vmar().protect(g.guest.vmar(), options, 0, GuestFixture.PAGE);
        g.assertCleanExit(g.vcpu());
    }

    @Test
    void t35_cpuidFeatures() {
        GuestFixture g = guest("cpuid_features");
        g.assertCleanExit(g.vcpu());
    }
}
