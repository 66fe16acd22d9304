package dev.ringside.engine.syscall;

import static dev.ringside.engine.syscall.Surface.PAGE;
import static dev.ringside.engine.syscall.Surface.allows;
import static dev.ringside.engine.syscall.Surface.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.memory.VmOptions;
import dev.ringside.engine.object.Rights;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class VmarSyscallsTest {
    private static final int R = VmOptions.PERM_READ;
    private static final int RW = R | VmOptions.PERM_WRITE;
    private static final int RWX = VmOptions.PERM_ALL;
    private static final int RW_AT = RW | VmOptions.SPECIFIC;
    private static final int SUB = VmOptions.CAN_MAP_ALL | VmOptions.SPECIFIC;

    private static int vmo(Surface s) {
        return s.zx.vmo().create(4 * PAGE, 0);
    }

    private static int executable(Surface s) {
        return s.zx.vmo().replaceAsExecutable(vmo(s), 0);
    }

    private static DynamicTest mapRefuses(
            String claim, ZxStatus status, int options, long offset, long vmoOffset, long length) {
        return refuses(
                claim,
                status,
                s -> s.zx.vmar().map(s.guest().vmar(), options, offset, vmo(s), vmoOffset, length));
    }

    @TestFactory
    Stream<DynamicTest> mapChecksItsHandles() {
        return Stream.of(
                refuses(
                        "staleVmarIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmar().map(s.stale(), R, 0, vmo(s), 0, PAGE)),
                refuses(
                        "portAsVmarIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vmar().map(s.zx.port().create(0), R, 0, vmo(s), 0, PAGE)),
                refuses(
                        "staleVmoIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmar().map(s.guest().vmar(), R, 0, s.stale(), 0, PAGE)),
                refuses(
                        "vmoWithoutMapIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int vmo = s.without(vmo(s), Rights.MAP);
                            s.zx.vmar().map(s.guest().vmar(), R, 0, vmo, 0, PAGE);
                        }),
                refuses(
                        "portAsVmoLacksMapBeforeItHasTheWrongType",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int port = s.zx.port().create(0);
                            s.zx.vmar().map(s.guest().vmar(), R, 0, port, 0, PAGE);
                        }),
                refuses(
                        "permissionTheVmoHandleLacksIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int vmo = s.without(vmo(s), Rights.WRITE);
                            s.zx.vmar().map(s.guest().vmar(), RW, 0, vmo, 0, PAGE);
                        }),
                refuses(
                        "permissionTheVmarHandleLacksIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int vmar = s.without(s.guest().vmar(), Rights.WRITE);
                            s.zx.vmar().map(vmar, RW, 0, vmo(s), 0, PAGE);
                        }),
                mapRefuses(
                        "plainVmoCannotBeMappedExecutable",
                        ZxStatus.ACCESS_DENIED,
                        RWX,
                        0,
                        0,
                        PAGE));
    }

    @TestFactory
    Stream<DynamicTest> mapChecksItsArguments() {
        ZxStatus invalid = ZxStatus.INVALID_ARGS;
        int overwrite = VmOptions.SPECIFIC_OVERWRITE | VmOptions.MAP_RANGE;
        return Stream.of(
                mapRefuses("writeNeedsRead", invalid, VmOptions.PERM_WRITE, 0, 0, PAGE),
                mapRefuses("executeNeedsRead", invalid, VmOptions.PERM_EXECUTE, 0, 0, PAGE),
                mapRefuses("mapRangeExcludesOverwrite", invalid, R | overwrite, 0, 0, PAGE),
                mapRefuses("canMapIsNotForMap", invalid, R | VmOptions.CAN_MAP_READ, 0, 0, PAGE),
                mapRefuses("unknownOptionIsInvalid", invalid, R | 1 << 20, 0, 0, PAGE),
                mapRefuses("unalignedVmoOffsetIsInvalid", invalid, R, 0, 1, PAGE),
                mapRefuses("overflowingVmoRangeIsInvalid", invalid, R, 0, -PAGE, 2 * PAGE),
                mapRefuses("lengthZeroIsInvalid", invalid, R, 0, 0, 0),
                mapRefuses("hugeLengthIsInvalid", invalid, R, 0, 0, -1),
                mapRefuses("offsetNeedsSpecific", invalid, R, PAGE, 0, PAGE),
                mapRefuses("unalignedAddressIsInvalid", invalid, RW_AT, 1, 0, PAGE),
                mapRefuses(
                        "rangeOutsideTheGuestIsInvalid",
                        invalid,
                        RW_AT,
                        GuestPhysicalAddressSpace.SIZE - PAGE,
                        0,
                        2 * PAGE),
                refuses(
                        "resizableVmoIsNotSupportedWhereAskedSo",
                        ZxStatus.NOT_SUPPORTED,
                        s -> {
                            int vmo = s.zx.vmo().create(PAGE, VmoSyscalls.RESIZABLE);
                            int options = R | VmOptions.REQUIRE_NON_RESIZABLE;
                            s.zx.vmar().map(s.guest().vmar(), options, 0, vmo, 0, PAGE);
                        }),
                refuses(
                        "specificOverAMappingIsNoMemory",
                        ZxStatus.NO_MEMORY,
                        s -> {
                            int vmar = s.guest().vmar();
                            long _ = s.zx.vmar().map(vmar, RW_AT, 0, vmo(s), 0, 2 * PAGE);
                            s.zx.vmar().map(vmar, RW_AT, PAGE, vmo(s), 0, PAGE);
                        }),
                refuses(
                        "destroyedRegionIsBadState",
                        ZxStatus.BAD_STATE,
                        s -> {
                            int vmar = s.guest().vmar();
                            s.zx.vmar().destroy(vmar);
                            s.zx.vmar().map(vmar, R, 0, vmo(s), 0, PAGE);
                        }));
    }

    @TestFactory
    Stream<DynamicTest> mapMaps() {
        return Stream.of(
                allows(
                        "addressIsGuestPhysical",
                        s -> {
                            GuestHandles guest = s.guest();
                            int options = RWX | VmOptions.SPECIFIC;
                            long at =
                                    s.zx.vmar()
                                            .map(
                                                    guest.vmar(),
                                                    options | VmOptions.REQUIRE_NON_RESIZABLE,
                                                    5 * PAGE,
                                                    executable(s),
                                                    0,
                                                    2 * PAGE - 1);
                            assertEquals(5 * PAGE, at);
                            assertPermissions(s, guest, 4, -1);
                            assertPermissions(s, guest, 5, RWX);
                            assertPermissions(s, guest, 6, RWX);
                            assertPermissions(s, guest, 7, -1);
                        }),
                allows(
                        "overwriteReplacesPartOfAMapping",
                        s -> {
                            GuestHandles guest = s.guest();
                            long _ = s.zx.vmar().map(guest.vmar(), RW_AT, 0, vmo(s), 0, 3 * PAGE);
                            int options = R | VmOptions.SPECIFIC_OVERWRITE;
                            long _ = s.zx.vmar().map(guest.vmar(), options, PAGE, vmo(s), 0, PAGE);
                            assertPermissions(s, guest, 0, RW);
                            assertPermissions(s, guest, 1, R);
                            assertPermissions(s, guest, 2, RW);
                        }),
                allows(
                        "vmoHandleMayBeClosedAfterMapping",
                        s -> {
                            GuestHandles guest = s.guest();
                            int vmo = vmo(s);
                            long _ = s.zx.vmar().map(guest.vmar(), RW, 0, vmo, 0, PAGE);
                            s.zx.handle().close(vmo);
                            s.zx.handle().close(guest.vmar());
                            assertPermissions(s, guest, 0, RW);
                        }));
    }

    private static void assertPermissions(
            Surface s, GuestHandles guest, long page, long permissions) {
        long found = s.zx.extension().vm(guest.guest()).space().lookup(page * PAGE);
        assertEquals(permissions, found == -1 ? -1 : found & PAGE - 1, "page " + page);
    }

    @TestFactory
    Stream<DynamicTest> unmap() {
        ZxStatus invalid = ZxStatus.INVALID_ARGS;
        return Stream.of(
                allows(
                        "unmappingNothingIsFine",
                        s -> s.zx.vmar().unmap(s.guest().vmar(), 0, 9 * PAGE)),
                allows(
                        "unmapNeedsNoRightAndSplitsAMapping",
                        s -> {
                            GuestHandles guest = s.guest();
                            long _ = s.zx.vmar().map(guest.vmar(), RW_AT, 0, vmo(s), 0, 3 * PAGE);
                            int bare = s.zx.handle().duplicate(guest.vmar(), Rights.NONE);
                            s.zx.vmar().unmap(bare, PAGE, PAGE);
                            assertPermissions(s, guest, 0, RW);
                            assertPermissions(s, guest, 1, -1);
                            assertPermissions(s, guest, 2, RW);
                        }),
                allows(
                        "regionWhollyInTheRangeIsDestroyed",
                        s -> {
                            GuestHandles guest = s.guest();
                            VmarHandle sub =
                                    s.zx.vmar().allocate(guest.vmar(), SUB, PAGE, 2 * PAGE);
                            s.zx.vmar().unmap(guest.vmar(), 0, 8 * PAGE);
                            Surface.assertStatus(
                                    ZxStatus.BAD_STATE, () -> s.zx.vmar().destroy(sub.vmar()));
                        }),
                refuses(
                        "partOfARegionIsInvalid",
                        invalid,
                        s -> {
                            int vmar = s.guest().vmar();
                            VmarHandle _ = s.zx.vmar().allocate(vmar, SUB, PAGE, 2 * PAGE);
                            s.zx.vmar().unmap(vmar, 0, 2 * PAGE);
                        }),
                refuses(
                        "unmapOfLengthZeroIsInvalid",
                        invalid,
                        s -> s.zx.vmar().unmap(s.guest().vmar(), 0, 0)),
                refuses(
                        "unmapUnalignedIsInvalid",
                        invalid,
                        s -> s.zx.vmar().unmap(s.guest().vmar(), 1, PAGE)),
                refuses(
                        "unmapOutsideIsInvalid",
                        invalid,
                        s -> s.zx.vmar().unmap(s.guest().vmar(), -PAGE, PAGE)),
                refuses(
                        "unmapOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmar().unmap(s.stale(), 0, PAGE)),
                refuses(
                        "unmapOfAPortIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vmar().unmap(s.zx.port().create(0), 0, PAGE)),
                refuses(
                        "unmapInADestroyedRegionIsBadState",
                        ZxStatus.BAD_STATE,
                        s -> {
                            int vmar = s.guest().vmar();
                            s.zx.vmar().destroy(vmar);
                            s.zx.vmar().unmap(vmar, 0, PAGE);
                        }));
    }

    @TestFactory
    Stream<DynamicTest> protect() {
        ZxStatus invalid = ZxStatus.INVALID_ARGS;
        return Stream.of(
                allows(
                        "protectChangesOnlyItsPages",
                        s -> {
                            GuestHandles guest = s.guest();
                            long _ = s.zx.vmar().map(guest.vmar(), RW_AT, 0, vmo(s), 0, 3 * PAGE);
                            s.zx.vmar().protect(guest.vmar(), R, PAGE, PAGE);
                            assertPermissions(s, guest, 0, RW);
                            assertPermissions(s, guest, 1, R);
                            assertPermissions(s, guest, 2, RW);
                            s.zx.vmar().protect(guest.vmar(), RW, 0, 3 * PAGE);
                            assertPermissions(s, guest, 1, RW);
                        }),
                refuses(
                        "protectOfAGapIsNotFound",
                        ZxStatus.NOT_FOUND,
                        s -> {
                            int vmar = s.guest().vmar();
                            long _ = s.zx.vmar().map(vmar, RW_AT, PAGE, vmo(s), 0, PAGE);
                            s.zx.vmar().protect(vmar, R, PAGE, 2 * PAGE);
                        }),
                refuses(
                        "protectAcrossARegionIsInvalid",
                        invalid,
                        s -> {
                            int vmar = s.guest().vmar();
                            VmarHandle _ = s.zx.vmar().allocate(vmar, SUB, 0, PAGE);
                            s.zx.vmar().protect(vmar, R, 0, PAGE);
                        }),
                refuses(
                        "permissionTheVmoHandleLackedIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int vmar = s.guest().vmar();
                            int vmo = s.without(vmo(s), Rights.WRITE);
                            long _ = s.zx.vmar().map(vmar, R, 0, vmo, 0, PAGE);
                            s.zx.vmar().protect(vmar, RW, 0, PAGE);
                        }),
                refuses(
                        "permissionTheVmarHandleLacksIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int vmar = s.guest().vmar();
                            long _ = s.zx.vmar().map(vmar, R, 0, vmo(s), 0, PAGE);
                            s.zx.vmar().protect(s.without(vmar, Rights.WRITE), RW, 0, PAGE);
                        }),
                refuses(
                        "protectWithAnotherOptionIsInvalid",
                        invalid,
                        s ->
                                s.zx.vmar()
                                        .protect(
                                                s.guest().vmar(), R | VmOptions.SPECIFIC, 0, PAGE)),
                refuses(
                        "protectForWriteWithoutReadIsInvalid",
                        invalid,
                        s -> s.zx.vmar().protect(s.guest().vmar(), VmOptions.PERM_WRITE, 0, PAGE)),
                refuses(
                        "protectOfLengthZeroIsInvalid",
                        invalid,
                        s -> s.zx.vmar().protect(s.guest().vmar(), R, 0, 0)),
                refuses(
                        "protectOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmar().protect(s.stale(), R, 0, PAGE)),
                refuses(
                        "protectOfAPortIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vmar().protect(s.zx.port().create(0), R, 0, PAGE)),
                refuses(
                        "protectInADestroyedRegionIsBadState",
                        ZxStatus.BAD_STATE,
                        s -> {
                            int vmar = s.guest().vmar();
                            s.zx.vmar().destroy(vmar);
                            s.zx.vmar().protect(vmar, R, 0, PAGE);
                        }));
    }

    @TestFactory
    Stream<DynamicTest> allocateAndDestroy() {
        ZxStatus invalid = ZxStatus.INVALID_ARGS;
        return Stream.of(
                allows(
                        "mappingInARegionIsAtItsBaseAndDiesWithIt",
                        s -> {
                            GuestHandles guest = s.guest();
                            VmarHandle sub =
                                    s.zx.vmar().allocate(guest.vmar(), SUB, 8 * PAGE, 4 * PAGE);
                            assertEquals(8 * PAGE, sub.address());
                            long at = s.zx.vmar().map(sub.vmar(), RW_AT, PAGE, vmo(s), 0, PAGE);
                            assertEquals(9 * PAGE, at);
                            assertPermissions(s, guest, 9, RW);
                            s.zx.vmar().destroy(sub.vmar());
                            assertPermissions(s, guest, 9, -1);
                        }),
                allocateRefuses("sizeZeroIsInvalid", invalid, SUB, 0, 0),
                allocateRefuses("unalignedSizeIsInvalid", invalid, SUB, 0, PAGE + 1),
                allocateRefuses("offsetNeedsSpecific", invalid, 0, PAGE, PAGE),
                allocateRefuses("unalignedOffsetIsInvalid", invalid, SUB, 8, PAGE),
                allocateRefuses("permissionBitsAreNotForAllocate", invalid, SUB | R, 0, PAGE),
                allocateRefuses(
                        "rangeOutsideIsInvalid",
                        invalid,
                        SUB,
                        GuestPhysicalAddressSpace.SIZE,
                        PAGE),
                refuses(
                        "takenRangeIsNoMemory",
                        ZxStatus.NO_MEMORY,
                        s -> {
                            int vmar = s.guest().vmar();
                            VmarHandle _ = s.zx.vmar().allocate(vmar, SUB, 0, 2 * PAGE);
                            s.zx.vmar().allocate(vmar, SUB, PAGE, 2 * PAGE);
                        }),
                refuses(
                        "noGapIsNoMemory",
                        ZxStatus.NO_MEMORY,
                        s -> {
                            int vmar = s.guest().vmar();
                            VmarHandle sub = s.zx.vmar().allocate(vmar, SUB, 0, 2 * PAGE);
                            long _ = s.zx.vmar().map(sub.vmar(), RW_AT, 0, vmo(s), 0, PAGE);
                            s.zx.vmar().map(sub.vmar(), RW, 0, vmo(s), 0, 2 * PAGE);
                        }),
                refuses(
                        "childMayNotAllowWhatItsParentDoesNot",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int readOnly = VmOptions.CAN_MAP_READ | VmOptions.CAN_MAP_SPECIFIC;
                            int sub =
                                    s.zx.vmar()
                                            .allocate(s.guest().vmar(), readOnly, 0, PAGE)
                                            .vmar();
                            s.zx.vmar().allocate(sub, VmOptions.CAN_MAP_WRITE, 0, PAGE);
                        }),
                refuses(
                        "regionWithoutSpecificRefusesASpecificMapping",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int vmar = s.guest().vmar();
                            int sub =
                                    s.zx.vmar()
                                            .allocate(vmar, VmOptions.CAN_MAP_READ, 0, PAGE)
                                            .vmar();
                            s.zx.vmar().map(sub, R | VmOptions.SPECIFIC, 0, vmo(s), 0, PAGE);
                        }),
                refuses(
                        "handleWithoutTheRightIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int vmar = s.without(s.guest().vmar(), Rights.WRITE);
                            s.zx.vmar().allocate(vmar, SUB, 0, PAGE);
                        }),
                refuses(
                        "staleParentIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmar().allocate(s.stale(), 0, 0, PAGE)),
                refuses(
                        "portAsParentIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vmar().allocate(s.zx.port().create(0), 0, 0, PAGE)),
                refuses(
                        "destroyedParentIsBadState",
                        ZxStatus.BAD_STATE,
                        s -> {
                            int vmar = s.guest().vmar();
                            s.zx.vmar().destroy(vmar);
                            s.zx.vmar().allocate(vmar, 0, 0, PAGE);
                        }),
                refuses(
                        "secondDestroyIsBadState",
                        ZxStatus.BAD_STATE,
                        s -> {
                            int vmar = s.guest().vmar();
                            s.zx.vmar().destroy(vmar);
                            s.zx.vmar().destroy(vmar);
                        }),
                refuses(
                        "destroyOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmar().destroy(s.stale())),
                refuses(
                        "destroyOfAPortIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vmar().destroy(s.zx.port().create(0))));
    }

    private static DynamicTest allocateRefuses(
            String claim, ZxStatus status, int options, long offset, long size) {
        return refuses(
                claim, status, s -> s.zx.vmar().allocate(s.guest().vmar(), options, offset, size));
    }
}
