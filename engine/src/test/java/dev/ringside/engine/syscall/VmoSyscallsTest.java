package dev.ringside.engine.syscall;

import static dev.ringside.engine.syscall.Surface.allows;
import static dev.ringside.engine.syscall.Surface.assertStatus;
import static dev.ringside.engine.syscall.Surface.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.object.ResourceKind;
import dev.ringside.engine.object.Rights;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class VmoSyscallsTest {
    @TestFactory
    Stream<DynamicTest> create() {
        return Stream.of(
                allows(
                        "sizeIsRoundedUpToPages",
                        s -> {
                            int vmo = s.zx.vmo().create(4097, 0);
                            assertEquals(8192, s.zx.vmo().getSize(vmo));
                        }),
                allows(
                        "emptyVmoIsPossible",
                        s -> assertEquals(0, s.zx.vmo().getSize(s.zx.vmo().create(0, 0)))),
                allows(
                        "newVmoReadsZero",
                        s -> {
                            byte[] bytes = {1, 2, 3};
                            s.zx.vmo()
                                    .read(s.zx.vmo().create(9, 0), MemorySegment.ofArray(bytes), 6);
                            assertArrayEquals(new byte[3], bytes);
                        }),
                refuses(
                        "unknownOptionIsInvalid",
                        ZxStatus.INVALID_ARGS,
                        s -> s.zx.vmo().create(1, 1)),
                refuses(
                        "impossibleSizeIsOutOfRange",
                        ZxStatus.OUT_OF_RANGE,
                        s -> s.zx.vmo().create(-1, 0)),
                refuses(
                        "sizeBeyondTheMemoryIsNoMemory",
                        ZxStatus.NO_MEMORY,
                        s -> s.zx.vmo().create(Surface.MEMORY + 1, 0)),
                allows(
                        "closingAVmoGivesItsMemoryBackZeroed",
                        s -> {
                            int first = s.zx.vmo().create(Surface.MEMORY, 0);
                            s.zx.vmo().write(first, MemorySegment.ofArray(new byte[] {9}), 77);
                            s.zx.handle().close(first);
                            byte[] bytes = {1};
                            int second = s.zx.vmo().create(Surface.MEMORY, 0);
                            s.zx.vmo().read(second, MemorySegment.ofArray(bytes), 77);
                            assertEquals(0, bytes[0]);
                        }));
    }

    @TestFactory
    Stream<DynamicTest> readAndWrite() {
        MemorySegment two = MemorySegment.ofArray(new byte[2]);
        return Stream.of(
                allows(
                        "whatIsWrittenIsRead",
                        s -> {
                            int vmo = s.zx.vmo().create(8192, 0);
                            byte[] bytes = {1, 2, 3, 4};
                            s.zx.vmo().write(vmo, MemorySegment.ofArray(bytes), 4094);
                            byte[] read = new byte[4];
                            s.zx.vmo().read(vmo, MemorySegment.ofArray(read), 4094);
                            assertArrayEquals(bytes, read);
                        }),
                allows(
                        "resizedVmoIsReadAcrossItsParts",
                        s -> {
                            int vmo = s.zx.vmo().create(4096, VmoSyscalls.RESIZABLE);
                            int _ = s.zx.vmo().create(4096, 0);
                            s.zx.vmo().setSize(vmo, 8192);
                            byte[] bytes = {1, 2, 3, 4};
                            s.zx.vmo().write(vmo, MemorySegment.ofArray(bytes), 4094);
                            byte[] read = new byte[4];
                            s.zx.vmo().read(vmo, MemorySegment.ofArray(read), 4094);
                            assertArrayEquals(bytes, read);
                        }),
                refuses(
                        "readPastTheEndIsOutOfRange",
                        ZxStatus.OUT_OF_RANGE,
                        s -> s.zx.vmo().read(s.zx.vmo().create(4096, 0), two, 4095)),
                refuses(
                        "writePastTheEndIsOutOfRange",
                        ZxStatus.OUT_OF_RANGE,
                        s -> s.zx.vmo().write(s.zx.vmo().create(4096, 0), two, 4095)),
                refuses(
                        "readAtAHugeOffsetIsOutOfRange",
                        ZxStatus.OUT_OF_RANGE,
                        s -> s.zx.vmo().read(s.zx.vmo().create(4096, 0), two, -1)),
                refuses(
                        "readOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmo().read(s.stale(), two, 0)),
                refuses(
                        "readWithoutReadIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int vmo = s.without(s.zx.vmo().create(4096, 0), Rights.READ);
                            s.zx.vmo().read(vmo, two, 0);
                        }),
                refuses(
                        "writeWithoutWriteIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int vmo = s.without(s.zx.vmo().create(4096, 0), Rights.WRITE);
                            s.zx.vmo().write(vmo, two, 0);
                        }),
                refuses(
                        "writeToAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmo().write(s.stale(), two, 0)),
                refuses(
                        "readOfAPortIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vmo().read(s.zx.port().create(0), two, 0)),
                refuses(
                        "writeToAPortIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vmo().write(s.zx.port().create(0), two, 0)));
    }

    @TestFactory
    Stream<DynamicTest> size() {
        return Stream.of(
                allows(
                        "getSizeNeedsNoRight",
                        s -> {
                            int vmo = s.zx.vmo().create(4096, 0);
                            int bare = s.zx.handle().duplicate(vmo, Rights.NONE);
                            assertEquals(4096, s.zx.vmo().getSize(bare));
                        }),
                refuses(
                        "getSizeOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmo().getSize(s.stale())),
                refuses(
                        "getSizeOfAPortIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vmo().getSize(s.zx.port().create(0))),
                refuses(
                        "setSizeOfAPlainVmoIsUnavailable",
                        ZxStatus.UNAVAILABLE,
                        s -> s.zx.vmo().setSize(s.zx.vmo().create(4096, 0), 8192)),
                refuses(
                        "setSizeWithoutWriteIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int vmo = s.zx.vmo().create(4096, VmoSyscalls.RESIZABLE);
                            s.zx.vmo().setSize(s.without(vmo, Rights.WRITE), 8192);
                        }),
                refuses(
                        "setSizeOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmo().setSize(s.stale(), 0)),
                refuses(
                        "setSizeOfAPortIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vmo().setSize(s.zx.port().create(0), 0)),
                refuses(
                        "setSizeToAnImpossibleSizeIsOutOfRange",
                        ZxStatus.OUT_OF_RANGE,
                        s -> {
                            int vmo = s.zx.vmo().create(4096, VmoSyscalls.RESIZABLE);
                            s.zx.vmo().setSize(vmo, Long.MIN_VALUE);
                        }),
                refuses(
                        "setSizeBeyondTheMemoryIsNoMemory",
                        ZxStatus.NO_MEMORY,
                        s -> {
                            int vmo = s.zx.vmo().create(4096, VmoSyscalls.RESIZABLE);
                            s.zx.vmo().setSize(vmo, 2 * Surface.MEMORY);
                        }));
    }

    @TestFactory
    Stream<DynamicTest> replaceAsExecutable() {
        return Stream.of(
                allows(
                        "replacedHandleHasExecuteAndTheOldOneIsDead",
                        s -> {
                            int vmo = s.zx.vmo().create(4096, 0);
                            int made = s.zx.vmo().replaceAsExecutable(vmo, 0);
                            assertEquals(0xD0FF, s.zx.object().basicInfo(made).rights());
                            assertStatus(ZxStatus.BAD_HANDLE, () -> s.zx.vmo().getSize(vmo));
                        }),
                allows(
                        "vmexResourceIsTaken",
                        s -> {
                            int vmex = s.resource(ResourceKind.VMEX);
                            int _ = s.zx.vmo().replaceAsExecutable(s.zx.vmo().create(1, 0), vmex);
                        }),
                refuses(
                        "resourceOfAnotherKindIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vmo().replaceAsExecutable(s.zx.vmo().create(1, 0), s.hypervisor)),
                refuses(
                        "staleResourceIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmo().replaceAsExecutable(s.zx.vmo().create(1, 0), s.stale())),
                refuses(
                        "staleVmoIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vmo().replaceAsExecutable(s.stale(), 0)),
                refuses(
                        "portIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vmo().replaceAsExecutable(s.zx.port().create(0), 0)));
    }
}
