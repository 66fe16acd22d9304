package dev.ringside.engine.syscall;

import static dev.ringside.engine.syscall.Surface.allows;
import static dev.ringside.engine.syscall.Surface.assertStatus;
import static dev.ringside.engine.syscall.Surface.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.object.ObjectType;
import dev.ringside.engine.object.Rights;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class HandleSyscallsTest {
    @TestFactory
    Stream<DynamicTest> close() {
        return Stream.of(
                allows("closeOfZeroIsOk", s -> s.zx.handle().close(0)),
                refuses(
                        "closeOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.handle().close(s.stale())),
                refuses(
                        "closeOfAMalformedValueIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.handle().close(s.hypervisor & ~3)),
                allows(
                        "closeNeedsNoRight",
                        s -> s.zx.handle().close(s.zx.handle().duplicate(s.hypervisor, 0))));
    }

    @TestFactory
    Stream<DynamicTest> duplicate() {
        return Stream.of(
                allows(
                        "duplicateKeepsTheObjectAndTheRights",
                        s -> {
                            int copy = s.zx.handle().duplicate(s.hypervisor, Rights.SAME_RIGHTS);
                            assertEquals(
                                    s.zx.object().basicInfo(s.hypervisor),
                                    s.zx.object().basicInfo(copy));
                        }),
                allows(
                        "duplicateMayHaveNoRightsAtAll",
                        s -> {
                            int copy = s.zx.handle().duplicate(s.hypervisor, Rights.NONE);
                            assertEquals(0, s.zx.object().basicInfo(copy).rights());
                        }),
                refuses(
                        "duplicateOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.handle().duplicate(s.stale(), Rights.SAME_RIGHTS)),
                refuses(
                        "duplicateWithoutTheRightIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int copy = s.without(s.hypervisor, Rights.DUPLICATE);
                            s.zx.handle().duplicate(copy, Rights.SAME_RIGHTS);
                        }),
                refuses(
                        "duplicateWithMoreRightsIsInvalid",
                        ZxStatus.INVALID_ARGS,
                        s -> s.zx.handle().duplicate(s.hypervisor, Rights.DUPLICATE | Rights.READ)),
                refuses(
                        "duplicateWithSameRightsAndAnotherBitIsInvalid",
                        ZxStatus.INVALID_ARGS,
                        s ->
                                s.zx.handle()
                                        .duplicate(
                                                s.hypervisor, Rights.SAME_RIGHTS | Rights.WRITE)));
    }

    @TestFactory
    Stream<DynamicTest> replace() {
        return Stream.of(
                allows(
                        "replaceKillsTheOriginalValue",
                        s -> {
                            int old = s.zx.port().create(0);
                            int made = s.zx.handle().replace(old, Rights.WRITE);
                            assertEquals(Rights.WRITE, s.zx.object().basicInfo(made).rights());
                            assertStatus(ZxStatus.BAD_HANDLE, () -> s.zx.handle().close(old));
                        }),
                allows(
                        "replaceNeedsNoRight",
                        s -> {
                            int bare = s.zx.handle().duplicate(s.hypervisor, Rights.NONE);
                            int made = s.zx.handle().replace(bare, Rights.SAME_RIGHTS);
                            assertEquals(0, s.zx.object().basicInfo(made).rights());
                        }),
                refuses(
                        "replaceOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.handle().replace(s.stale(), Rights.SAME_RIGHTS)),
                allows(
                        "replaceWithMoreRightsIsInvalidAndStillClosesTheOriginal",
                        s -> {
                            int old = s.zx.port().create(0);
                            assertStatus(
                                    ZxStatus.INVALID_ARGS,
                                    () -> s.zx.handle().replace(old, Rights.EXECUTE));
                            assertStatus(ZxStatus.BAD_HANDLE, () -> s.zx.handle().close(old));
                        }));
    }

    @TestFactory
    Stream<DynamicTest> getInfo() {
        return Stream.of(
                allows(
                        "validTopicWritesNothing",
                        s ->
                                assertEquals(
                                        0,
                                        s.zx.object()
                                                .getInfo(
                                                        s.hypervisor,
                                                        ObjectSyscalls.INFO_HANDLE_VALID,
                                                        Surface.buffer(0)))),
                refuses(
                        "validTopicOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s ->
                                s.zx.object()
                                        .getInfo(
                                                s.stale(),
                                                ObjectSyscalls.INFO_HANDLE_VALID,
                                                Surface.buffer(0))),
                refuses(
                        "basicTopicOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.object().basicInfo(s.stale())),
                refuses(
                        "basicTopicInTooSmallABufferIsBufferTooSmall",
                        ZxStatus.BUFFER_TOO_SMALL,
                        s ->
                                s.zx.object()
                                        .getInfo(
                                                s.hypervisor,
                                                ObjectSyscalls.INFO_HANDLE_BASIC,
                                                Surface.buffer(HandleBasicInfo.SIZE - 1))),
                refuses(
                        "unknownTopicIsNotSupported",
                        ZxStatus.NOT_SUPPORTED,
                        s -> s.zx.object().getInfo(s.hypervisor, 99, Surface.buffer(64))),
                allows("basicTopicDescribesEachObject", HandleSyscallsTest::describesEach));
    }

    private static void describesEach(Surface s) {
        GuestHandles guest = s.guest();
        int vcpu = s.zx.vcpu().create(guest.guest(), 0, 0);
        int vmo = s.zx.vmo().create(1, 0);
        int port = s.zx.port().create(0);
        assertInfo(s, guest.guest(), ObjectType.GUEST);
        assertInfo(s, guest.vmar(), ObjectType.VMAR);
        assertInfo(s, vcpu, ObjectType.VCPU);
        assertInfo(s, vmo, ObjectType.VMO);
        assertInfo(s, port, ObjectType.PORT);
        assertInfo(s, s.hypervisor, ObjectType.RESOURCE);
    }

    private static void assertInfo(Surface s, int handle, ObjectType type) {
        HandleBasicInfo info = s.zx.object().basicInfo(handle);
        assertEquals(type.code(), info.type());
        assertEquals(type.defaultRights(), info.rights());
        assertEquals(0, info.relatedKoid());
        assertEquals(type.waitable() ? 1 : 0, info.props());
        assertEquals(true, info.koid() >= 1024);
    }
}
