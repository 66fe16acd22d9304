package dev.ringside.engine.contract;

import static dev.ringside.engine.contract.GuestFixture.PAGE;
import static dev.ringside.engine.contract.GuestFixture.TRAP_ADDRESS;
import static dev.ringside.engine.contract.GuestFixture.TRAP_KEY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.memory.VmOptions;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.syscall.GuestSyscalls;
import dev.ringside.engine.syscall.VmoSyscalls;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Changes of a guest's memory map, as its VCPU sees them.
abstract class MemoryContractTest extends BellContractTest {
    private static final int READ_WRITE = VmOptions.PERM_READ | VmOptions.PERM_WRITE;
    private static final int AT = READ_WRITE | VmOptions.SPECIFIC;

    @Test
    void t34_vmarProtectKeepsAnIdentityMappingRunning() {
        GuestFixture g = guest("exit");
        g.zx.vmar().protect(g.guest.vmar(), VmOptions.PERM_ALL, 0, PAGE);
        g.assertCleanExit(g.vcpu());
    }

    @Test
    void storeToAReadOnlyPageWaitsForProtect() {
        GuestFixture g = guest("store_to_trap");
        g.zx.vmar().protect(g.guest.vmar(), VmOptions.PERM_READ, TRAP_ADDRESS, PAGE);
        int vcpu = g.vcpu();
        g.assertEnterEndsIn(ZxStatus.ACCESS_DENIED, vcpu);
        g.zx.vmar().protect(g.guest.vmar(), READ_WRITE, TRAP_ADDRESS, PAGE);
        g.assertCleanExit(vcpu);
    }

    @Test
    void pageUnmappedBetweenEntersIsNotFound() {
        GuestFixture g = guest("store_loop");
        int vcpu = g.vcpu();
        g.zx.extension().backend(vcpu).debug().setSteps(10, false);
        g.assertEnterEndsIn(ZxStatus.CANCELED, vcpu);
        g.zx.extension().backend(vcpu).debug().setSteps(0, false);
        g.zx.vmar().unmap(g.guest.vmar(), TRAP_ADDRESS, PAGE);
        g.assertEnterEndsIn(ZxStatus.NOT_FOUND, vcpu);
    }

    @Test
    void pageUnmappedWhileTheGuestStoresToItIsNotFound() throws Exception {
        GuestFixture g = guest("store_loop");
        CompletableFuture<Integer> made = new CompletableFuture<>();
        CompletableFuture<ZxStatus> ended = new CompletableFuture<>();
        Thread runner =
                Thread.ofPlatform()
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
        assertEquals(true, made.get() != 0);
        g.zx.vmar().unmap(g.guest.vmar(), TRAP_ADDRESS, PAGE);
        assertEquals(ZxStatus.NOT_FOUND, ended.get());
        runner.join();
    }

    @Test
    void mappingOverATrapDisablesIt() {
        GuestFixture g = guest("store_to_trap");
        g.zx.guest()
                .setTrap(g.guest.guest(), GuestSyscalls.TRAP_MEM, TRAP_ADDRESS, PAGE, 0, TRAP_KEY);
        int other = g.zx.vmo().create(PAGE, 0);
        g.zx.vmo().write(other, MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}), 0);
        long _ = g.zx.vmar().map(g.guest.vmar(), AT, TRAP_ADDRESS, other, 0, PAGE);
        g.assertCleanExit(g.vcpu());
        byte[] read = new byte[9];
        g.zx.vmo().read(other, MemorySegment.ofArray(read), 0);
        assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 9}, read);
    }

    @Test
    void pagesBehindTheEndOfAShrunkVmoAreNotFound() {
        GuestFixture g = guest("store_to_trap");
        int other = g.zx.vmo().create(PAGE, VmoSyscalls.RESIZABLE);
        g.zx.vmar().unmap(g.guest.vmar(), TRAP_ADDRESS, PAGE);
        long _ = g.zx.vmar().map(g.guest.vmar(), AT, TRAP_ADDRESS, other, 0, PAGE);
        g.zx.vmo().setSize(other, 0);
        int vcpu = g.vcpu();
        g.assertEnterEndsIn(ZxStatus.NOT_FOUND, vcpu);
        g.zx.vmo().setSize(other, PAGE);
        g.assertCleanExit(vcpu);
    }

    @Test
    void destroyedAddressSpaceLeavesNothingToRun() {
        GuestFixture g = guest("exit");
        int vcpu = g.vcpu();
        g.zx.vmar().destroy(g.guest.vmar());
        g.assertEnterEndsIn(ZxStatus.NOT_FOUND, vcpu);
    }

    @Test
    void deliveryThroughATableThatIsNotThereIsNotFound() {
        GuestFixture g = guest("idt_on_nothing");
        g.assertEnterEndsIn(ZxStatus.NOT_FOUND, g.vcpu());
    }

    @Test
    void deliveryThroughATrapIsNotSupported() {
        GuestFixture g = guest("idt_in_trap");
        g.zx.guest()
                .setTrap(g.guest.guest(), GuestSyscalls.TRAP_MEM, TRAP_ADDRESS, PAGE, 0, TRAP_KEY);
        g.assertEnterEndsIn(ZxStatus.NOT_SUPPORTED, g.vcpu());
    }

    @Test
    void pageTableInATrapIsNotSupported() {
        GuestFixture g = guest("exit");
        g.zx.guest().setTrap(g.guest.guest(), GuestSyscalls.TRAP_MEM, 0, PAGE, 0, TRAP_KEY);
        g.assertEnterEndsIn(ZxStatus.NOT_SUPPORTED, g.vcpu());
    }

    @Test
    void codeInATrapIsNotSupported() {
        GuestFixture g = guest("exit");
        g.zx.guest()
                .setTrap(
                        g.guest.guest(),
                        GuestSyscalls.TRAP_MEM,
                        GuestFixture.ENTRY,
                        PAGE,
                        0,
                        TRAP_KEY);
        g.assertEnterEndsIn(ZxStatus.NOT_SUPPORTED, g.vcpu());
    }
}
