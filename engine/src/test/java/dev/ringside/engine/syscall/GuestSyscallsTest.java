package dev.ringside.engine.syscall;

import static dev.ringside.engine.syscall.GuestSyscalls.TRAP_BELL;
import static dev.ringside.engine.syscall.GuestSyscalls.TRAP_IO;
import static dev.ringside.engine.syscall.GuestSyscalls.TRAP_MEM;
import static dev.ringside.engine.syscall.Surface.PAGE;
import static dev.ringside.engine.syscall.Surface.allows;
import static dev.ringside.engine.syscall.Surface.assertStatus;
import static dev.ringside.engine.syscall.Surface.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.Trap;
import dev.ringside.engine.memory.VmOptions;
import dev.ringside.engine.object.ResourceKind;
import dev.ringside.engine.object.Rights;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class GuestSyscallsTest {
    private static final long KEY = 0x1234;

    @TestFactory
    Stream<DynamicTest> create() {
        return Stream.of(
                allows(
                        "rootResourceServesToo",
                        s -> {
                            GuestHandles _ = s.zx.guest().create(s.kernel.rootResource(), 0);
                        }),
                allows(
                        "resourceNeedsNoRight",
                        s -> {
                            int bare = s.zx.handle().duplicate(s.hypervisor, Rights.NONE);
                            GuestHandles _ = s.zx.guest().create(bare, 0);
                        }),
                allows(
                        "guestOfAnotherProfileComesFromTheExtension",
                        s -> {
                            GuestHandles guest =
                                    s.zx.extension().createGuest(s.hypervisor, 0, Profile.PC);
                            assertEquals(Profile.PC, s.zx.extension().vm(guest.guest()).profile());
                            assertEquals(
                                    Profile.ZIRCON,
                                    s.zx.extension().vm(s.guest().guest()).profile());
                        }),
                refuses(
                        "optionsAreInvalidBeforeTheHandleIsLookedAt",
                        ZxStatus.INVALID_ARGS,
                        s -> s.zx.guest().create(0, 1)),
                refuses(
                        "staleResourceIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.guest().create(s.stale(), 0)),
                refuses(
                        "portAsResourceIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.guest().create(s.zx.port().create(0), 0)),
                refuses(
                        "resourceOfAnotherKindIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.guest().create(s.resource(ResourceKind.VMEX), 0)));
    }

    private static DynamicTest trapRefuses(
            String claim, ZxStatus status, int kind, long address, long size, boolean port) {
        return refuses(
                claim,
                status,
                s -> {
                    int handle = port ? s.zx.port().create(0) : 0;
                    s.zx.guest().setTrap(s.guest().guest(), kind, address, size, handle, KEY);
                });
    }

    @TestFactory
    Stream<DynamicTest> setTrapChecksItsHandles() {
        return Stream.of(
                refuses(
                        "staleGuestIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.guest().setTrap(s.stale(), TRAP_IO, 0, 1, 0, KEY)),
                refuses(
                        "guestWithoutWriteIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int guest = s.without(s.guest().guest(), Rights.WRITE);
                            s.zx.guest().setTrap(guest, TRAP_IO, 0, 1, 0, KEY);
                        }),
                refuses(
                        "portAsGuestIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.guest().setTrap(s.zx.port().create(0), TRAP_IO, 0, 1, 0, KEY)),
                refuses(
                        "stalePortIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s ->
                                s.zx.guest()
                                        .setTrap(
                                                s.guest().guest(),
                                                TRAP_BELL,
                                                0,
                                                PAGE,
                                                s.stale(),
                                                KEY)),
                refuses(
                        "portWithoutWriteIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int port = s.without(s.zx.port().create(0), Rights.WRITE);
                            s.zx.guest().setTrap(s.guest().guest(), TRAP_BELL, 0, PAGE, port, KEY);
                        }),
                refuses(
                        "vmoAsPortIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> {
                            int vmo = s.zx.vmo().create(1, 0);
                            s.zx.guest().setTrap(s.guest().guest(), TRAP_BELL, 0, PAGE, vmo, KEY);
                        }));
    }

    @TestFactory
    Stream<DynamicTest> setTrapChecksItsArguments() {
        ZxStatus invalid = ZxStatus.INVALID_ARGS;
        ZxStatus outOfRange = ZxStatus.OUT_OF_RANGE;
        long top = GuestPhysicalAddressSpace.SIZE;
        return Stream.of(
                trapRefuses("sizeZeroIsInvalid", invalid, TRAP_IO, 0, 0, false),
                trapRefuses("overflowIsOutOfRange", outOfRange, TRAP_MEM, -PAGE, PAGE, false),
                trapRefuses("overflowIsLookedAtBeforeTheKind", outOfRange, 99, -PAGE, PAGE, false),
                trapRefuses("unknownKindIsInvalid", invalid, 3, 0, PAGE, false),
                trapRefuses("negativeKindIsInvalid", invalid, -1, 0, PAGE, false),
                trapRefuses("memWithAPortIsInvalid", invalid, TRAP_MEM, 0, PAGE, true),
                trapRefuses("ioWithAPortIsInvalid", invalid, TRAP_IO, 0, 1, true),
                trapRefuses("bellWithoutAPortIsInvalid", invalid, TRAP_BELL, 0, PAGE, false),
                trapRefuses("port0xFFFFCannotBeTrapped", outOfRange, TRAP_IO, 0xFFFF, 1, false),
                trapRefuses("portsBeyondAreOutOfRange", outOfRange, TRAP_IO, 0x10000, 1, false),
                trapRefuses("unalignedMemoryIsInvalid", invalid, TRAP_MEM, 1, PAGE, false),
                trapRefuses("unalignedSizeIsInvalid", invalid, TRAP_MEM, 0, PAGE + 1, false),
                trapRefuses("unalignedBellIsInvalid", invalid, TRAP_BELL, 0, 1, true),
                trapRefuses("memoryOutsideIsInvalid", invalid, TRAP_MEM, top, PAGE, false),
                trapRefuses(
                        "memoryAcrossTheEndIsInvalid",
                        invalid,
                        TRAP_MEM,
                        top - PAGE,
                        2 * PAGE,
                        false),
                refuses(
                        "equalStartIsAlreadyExists",
                        ZxStatus.ALREADY_EXISTS,
                        s -> {
                            int guest = s.guest().guest();
                            s.zx.guest().setTrap(guest, TRAP_IO, 8, 1, 0, KEY);
                            s.zx.guest().setTrap(guest, TRAP_IO, 8, 4, 0, KEY);
                        }),
                refuses(
                        "bellAndMemShareOneSpace",
                        ZxStatus.ALREADY_EXISTS,
                        s -> {
                            int guest = s.guest().guest();
                            s.zx.guest().setTrap(guest, TRAP_MEM, 0, PAGE, 0, KEY);
                            int port = s.zx.port().create(0);
                            s.zx.guest().setTrap(guest, TRAP_BELL, 0, PAGE, port, KEY);
                        }));
    }

    @TestFactory
    Stream<DynamicTest> setTrapTraps() {
        return Stream.of(
                allows(
                        "port0xFFFEIsTheLastThatCanBeTrapped",
                        s -> {
                            int guest = s.guest().guest();
                            s.zx.guest().setTrap(guest, TRAP_IO, 0xFFFE, 1, 0, KEY);
                            assertNotNull(s.zx.extension().vm(guest).traps().findIo(0xFFFE));
                        }),
                allows(
                        "trapsMayOverlap",
                        s -> {
                            int guest = s.guest().guest();
                            s.zx.guest().setTrap(guest, TRAP_IO, 0, 100, 0, 1);
                            s.zx.guest().setTrap(guest, TRAP_IO, 50, 100, 0, 2);
                            Trap found = s.zx.extension().vm(guest).traps().findIo(60);
                            assertEquals(2, found == null ? 0 : found.key());
                        }),
                allows(
                        "memoryTrapUnmapsItsRangeEvenWhenRefused",
                        s -> {
                            GuestHandles guest = s.guest();
                            map(s, guest);
                            s.zx.guest().setTrap(guest.guest(), TRAP_MEM, PAGE, PAGE, 0, KEY);
                            assertMapped(s, guest, true, false, true, true);
                            assertStatus(
                                    ZxStatus.ALREADY_EXISTS,
                                    () ->
                                            s.zx.guest()
                                                    .setTrap(
                                                            guest.guest(),
                                                            TRAP_MEM,
                                                            PAGE,
                                                            2 * PAGE,
                                                            0,
                                                            KEY));
                            assertMapped(s, guest, true, false, false, true);
                        }));
    }

    private static void map(Surface s, GuestHandles guest) {
        int options = VmOptions.PERM_READ | VmOptions.PERM_WRITE | VmOptions.SPECIFIC;
        int vmo = s.zx.vmo().create(4 * PAGE, 0);
        long _ = s.zx.vmar().map(guest.vmar(), options, 0, vmo, 0, 4 * PAGE);
    }

    private static void assertMapped(Surface s, GuestHandles guest, boolean... pages) {
        for (int page = 0; page < pages.length; page++) {
            long found = s.zx.extension().vm(guest.guest()).space().lookup(page * PAGE);
            assertEquals(pages[page], found != -1, "page " + page);
        }
    }
}
