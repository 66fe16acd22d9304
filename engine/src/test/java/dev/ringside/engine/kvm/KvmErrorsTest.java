package dev.ringside.engine.kvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.TrapMap;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.state.VcpuState;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a host without a usable KVM gets told, and that nothing stays open then. A kernel of our
/// own answers, so these run everywhere.
class KvmErrorsTest {
    private final PhysicalMemory memory = new PhysicalMemory(1 << 20);
    private final GuestPhysicalAddressSpace space = new GuestPhysicalAddressSpace();
    private final Vm vm = new Vm(memory, space, new TrapMap(), Profile.PC);

    @AfterEach
    void close() {
        memory.close();
    }

    private static void assertRefused(FakeCalls calls, String... words) {
        KvmException e =
                assertThrows(KvmException.class, () -> KvmBackend.open(calls, null, line -> {}));
        assertWords(e, words);
        assertTrue(calls.open.isEmpty(), "files left open");
    }

    private static void assertWords(KvmException e, String... words) {
        String message = String.valueOf(e.getMessage());
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
        assertTrue(message.contains("--backend core"), message);
    }

    private void assertVcpuRefused(FakeCalls calls, String... words) {
        KvmBackend backend = KvmBackend.open(calls, null, line -> {});
        KvmException e =
                assertThrows(KvmException.class, () -> backend.createVcpu(vm, 1, new VcpuState()));
        assertWords(e, words);
        assertTrue(calls.open.isEmpty(), "files left open");
        assertTrue(calls.mapped.isEmpty(), "mappings left");
    }

    static Stream<Arguments> devices() {
        return Stream.of(
                Arguments.of(KvmCalls.ENOENT, "not there", "modprobe"),
                Arguments.of(KvmCalls.EACCES, "permission denied", "usermod -aG kvm"),
                Arguments.of(KvmCalls.EMFILE, "too many open files", "ulimit"),
                Arguments.of(KvmCalls.EFAULT, "cannot be opened", "EFAULT"));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void deviceThatCannotBeOpenedSaysWhyAndWhatToDo(int errno, String why, String remedy) {
        FakeCalls calls = new FakeCalls();
        calls.openResult = -errno;
        assertRefused(calls, "/dev/kvm", why, remedy);
    }

    @Test
    void otherApiVersionIsRefused() {
        assertRefused(new FakeCalls().answer(KvmAbi.GET_API_VERSION, 11), "API version 11", "12");
    }

    static Stream<Arguments> capabilities() {
        return Stream.of(
                Arguments.of(KvmAbi.CAP_IMMEDIATE_EXIT, "KVM_CAP_IMMEDIATE_EXIT"),
                Arguments.of(KvmAbi.CAP_READONLY_MEM, "KVM_CAP_READONLY_MEM"),
                Arguments.of(KvmAbi.CAP_SET_GUEST_DEBUG, "KVM_CAP_SET_GUEST_DEBUG"));
    }

    @ParameterizedTest
    @MethodSource("capabilities")
    void missingCapabilityIsNamed(int capability, String name) {
        assertRefused(new FakeCalls().without(capability), name);
    }

    @Test
    void otherSystemsAreToldThatKvmIsLinuxOnX86() {
        assertWords(
                assertThrows(KvmException.class, () -> NativeCalls.open("Mac OS X", "aarch64")),
                "Linux on x86-64",
                "Mac OS X");
    }

    @Test
    void processorThatAnotherHypervisorHasIsSaidSo() {
        assertVcpuRefused(new FakeCalls().answer(KvmAbi.CREATE_VM, -KvmCalls.EBUSY), "VirtualBox");
    }

    @Test
    void vcpuLimitIsNamed() {
        assertVcpuRefused(
                new FakeCalls().answer(KvmAbi.CREATE_VCPU, -KvmCalls.EINVAL), "VCPU 1", "--vcpus");
    }

    static Stream<Long> steps() {
        return Stream.of(
                KvmAbi.SET_CPUID2, KvmAbi.GET_REGS, KvmAbi.GET_XSAVE, KvmAbi.GET_DEBUGREGS);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void vcpuThatFailsHalfMadeLeavesNothingBehind(long request) {
        assertVcpuRefused(new FakeCalls().answer(request, -KvmCalls.ENOMEM), "ENOMEM");
    }

    @Test
    void runPageThatCannotBeMappedLeavesNothingBehind() {
        FakeCalls calls = new FakeCalls();
        calls.mapResult = -KvmCalls.ENOMEM;
        assertVcpuRefused(calls, "run page", "ENOMEM");
    }

    @Test
    void guestWithoutMemoryIsNotEntered() {
        FakeCalls calls = new FakeCalls();
        try (BackendVcpu vcpu =
                KvmBackend.open(calls, null, line -> {}).createVcpu(vm, 1, new VcpuState())) {
            Exit.Failed exit = (Exit.Failed) vcpu.run();
            assertEquals(ZxStatus.NOT_FOUND, exit.status());
        }
        assertTrue(calls.open.isEmpty());
    }

    @Test
    void overlappingSlotIsAnErrorThatNamesTheRegion() {
        FakeCalls calls = new FakeCalls().answer(KvmAbi.SET_USER_MEMORY_REGION, -KvmCalls.EEXIST);
        space.map(0x3000, 0, 4096, GuestPhysicalAddressSpace.READ);
        try (BackendVcpu vcpu =
                KvmBackend.open(calls, null, line -> {}).createVcpu(vm, 1, new VcpuState())) {
            KvmException e = assertThrows(KvmException.class, vcpu::run);
            assertWords(e, "guest-physical 0x3000", "EEXIST");
        }
    }

    @Test
    void stateThatTheKernelRefusesIsBadState() {
        FakeCalls calls = new FakeCalls().answer(KvmAbi.SET_SREGS, -KvmCalls.EINVAL);
        space.map(0, 0, 4096, GuestPhysicalAddressSpace.READ);
        VcpuState state = new VcpuState();
        state.cr3 = 0x1000;
        try (BackendVcpu vcpu = KvmBackend.open(calls, null, line -> {}).createVcpu(vm, 1, state)) {
            Exit.Failed exit = (Exit.Failed) vcpu.run();
            assertEquals(ZxStatus.BAD_STATE, exit.status());
            assertTrue(exit.reason().contains("control registers"), exit.reason());
        }
    }
}
