package dev.ringside.engine.syscall;

import static dev.ringside.engine.syscall.Surface.allows;
import static dev.ringside.engine.syscall.Surface.assertStatus;
import static dev.ringside.engine.syscall.Surface.elsewhere;
import static dev.ringside.engine.syscall.Surface.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.object.GuestPackets;
import dev.ringside.engine.object.GuestRegisters;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.object.Rights;
import dev.ringside.engine.state.VcpuState;
import java.lang.foreign.MemorySegment;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class VcpuSyscallsTest {
    private static final int STATE = VcpuSyscalls.STATE;
    private static final int IO = VcpuSyscalls.IO;

    private static int vcpu(Surface s) {
        return s.zx.vcpu().create(s.guest().guest(), 0, 0x2000);
    }

    private static MemorySegment io(int size, int data) {
        MemorySegment buffer = Surface.buffer(8);
        buffer.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) size);
        buffer.set(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 4, data);
        return buffer;
    }

    @TestFactory
    Stream<DynamicTest> create() {
        return Stream.of(
                allows(
                        "firstIsTheBootProcessorAtItsEntry",
                        s -> {
                            int _ = vcpu(s);
                            assertEquals(1, s.backend.last().id);
                            assertEquals(0x2000, s.backend.last().state.rip);
                        }),
                refuses(
                        "optionsAreInvalidBeforeTheHandleIsLookedAt",
                        ZxStatus.INVALID_ARGS,
                        s -> s.zx.vcpu().create(0, 1, 0)),
                refuses(
                        "staleGuestIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vcpu().create(s.stale(), 0, 0)),
                refuses(
                        "guestWithoutManageProcessIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> {
                            int guest = s.without(s.guest().guest(), Rights.MANAGE_PROCESS);
                            s.zx.vcpu().create(guest, 0, 0);
                        }),
                refuses(
                        "portWithoutManageProcessIsAccessDeniedNotWrongType",
                        ZxStatus.ACCESS_DENIED,
                        s -> s.zx.vcpu().create(s.zx.port().create(0), 0, 0)),
                refuses(
                        "entryOutsideTheGuestIsInvalid",
                        ZxStatus.INVALID_ARGS,
                        s ->
                                s.zx.vcpu()
                                        .create(
                                                s.guest().guest(),
                                                0,
                                                GuestPhysicalAddressSpace.SIZE)),
                refuses(
                        "negativeEntryIsInvalid",
                        ZxStatus.INVALID_ARGS,
                        s -> s.zx.vcpu().create(s.guest().guest(), 0, -1)),
                refuses(
                        "sixtyFifthIsNoResourcesBeforeTheThreadIsLookedAt",
                        ZxStatus.NO_RESOURCES,
                        s -> {
                            int guest = s.guest().guest();
                            for (int i = 0; i < 63; i++) {
                                elsewhere(() -> s.zx.vcpu().create(guest, 0, 0));
                            }
                            int _ = s.zx.vcpu().create(guest, 0, 0);
                            s.zx.vcpu().create(guest, 0, 0);
                        }),
                refuses(
                        "secondOnOneThreadIsBadState",
                        ZxStatus.BAD_STATE,
                        s -> {
                            int _ = vcpu(s);
                            int _ = s.zx.vcpu().create(s.guest().guest(), 0, 0);
                        }),
                allows(
                        "refusedSecondGivesItsIdBack",
                        s -> {
                            int guest = s.guest().guest();
                            int _ = s.zx.vcpu().create(guest, 0, 0);
                            assertStatus(ZxStatus.BAD_STATE, () -> s.zx.vcpu().create(guest, 0, 0));
                            elsewhere(() -> s.zx.vcpu().create(guest, 0, 0));
                            assertEquals(2, s.backend.last().id);
                        }),
                allows(
                        "closingFreesThreadIdAndBackend",
                        s -> {
                            int guest = s.guest().guest();
                            int first = s.zx.vcpu().create(guest, 0, 0);
                            s.zx.handle().close(first);
                            assertEquals(true, s.backend.last().closed);
                            int _ = s.zx.vcpu().create(guest, 0, 0);
                            assertEquals(1, s.backend.last().id);
                        }),
                allows(
                        "closingFromAnotherThreadFreesTheCreator",
                        s -> {
                            int first = vcpu(s);
                            elsewhere(() -> s.zx.handle().close(first));
                            int _ = vcpu(s);
                        }),
                allows(
                        "everyHandleMustBeClosed",
                        s -> {
                            int first = vcpu(s);
                            int copy = s.zx.handle().duplicate(first, Rights.SAME_RIGHTS);
                            s.zx.handle().close(first);
                            assertEquals(false, s.backend.last().closed);
                            s.zx.handle().close(copy);
                            assertEquals(true, s.backend.last().closed);
                        }));
    }

    @TestFactory
    Stream<DynamicTest> enter() {
        return Stream.of(
                allows(
                        "eachExitBecomesItsPacket",
                        s -> {
                            int vcpu = vcpu(s);
                            FakeBackend.FakeVcpu fake = s.backend.last();
                            fake.plays(new Exit.Io(1, 0x11, 1, false, 5));
                            fake.plays(new Exit.Memory(2, 0x1000, new byte[3], 4));
                            fake.plays(new Exit.Interrupt(6, 32));
                            fake.plays(new Exit.Startup(1, 0x8000));
                            fake.plays(new Exit.Halted());
                            fake.plays(new Exit.Deadline());
                            PortPacket io = s.zx.vcpu().enter(vcpu);
                            assertEquals(
                                    new GuestPackets.Io(1, 0x11, 1, false, 5), GuestPackets.io(io));
                            int[] types = {
                                PortPacket.TYPE_GUEST_MEM,
                                PortPacket.TYPE_GUEST_VCPU,
                                PortPacket.TYPE_GUEST_VCPU,
                                PortPacket.TYPE_HALTED,
                                PortPacket.TYPE_DEADLINE
                            };
                            for (int type : types) {
                                assertEquals(type, s.zx.vcpu().resume(vcpu).type());
                            }
                        }),
                refuses(
                        "enterOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vcpu().enter(s.stale())),
                refuses(
                        "enterWithoutExecuteIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> s.zx.vcpu().enter(s.without(vcpu(s), Rights.EXECUTE))),
                refuses(
                        "enterOfAVmarIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vcpu().enter(s.guest().vmar())),
                allows(
                        "enterOnAnotherThreadIsBadState",
                        s -> {
                            int vcpu = vcpu(s);
                            elsewhere(() ->
                                    assertStatus(
                                            ZxStatus.BAD_STATE, () -> s.zx.vcpu().enter(vcpu)));
                        }),
                refuses(
                        "failureIsPassedOn",
                        ZxStatus.NOT_FOUND,
                        s -> {
                            int vcpu = vcpu(s);
                            s.backend.last().plays(new Exit.Failed(ZxStatus.NOT_FOUND, "nothing"));
                            s.zx.vcpu().enter(vcpu);
                        }),
                allows(
                        "enterReturnsCanceledOnceAfterTwoKicks",
                        s -> {
                            int vcpu = vcpu(s);
                            s.backend.last().plays(new Exit.Io(1, 2, 1, false, 0));
                            s.zx.vcpu().kick(vcpu);
                            elsewhere(() -> s.zx.vcpu().kick(vcpu));
                            assertStatus(ZxStatus.CANCELED, () -> s.zx.vcpu().enter(vcpu));
                            PortPacket packet = s.zx.vcpu().enter(vcpu);
                            assertEquals(PortPacket.TYPE_GUEST_IO, packet.type());
                        }));
    }

    @TestFactory
    Stream<DynamicTest> kickAndInterrupt() {
        return Stream.of(
                refuses(
                        "kickOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vcpu().kick(s.stale())),
                refuses(
                        "kickWithoutExecuteIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> s.zx.vcpu().kick(s.without(vcpu(s), Rights.EXECUTE))),
                refuses(
                        "kickOfAVmarIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vcpu().kick(s.guest().vmar())),
                allows(
                        "everyVectorUpTo255IsTakenFromAnyThread",
                        s -> {
                            int vcpu = vcpu(s);
                            s.zx.vcpu().interrupt(vcpu, 0);
                            elsewhere(() -> s.zx.vcpu().interrupt(vcpu, 255));
                            assertEquals(true, s.backend.last().pending.get(0));
                            assertEquals(true, s.backend.last().pending.get(255));
                        }),
                refuses(
                        "vector256IsOutOfRange",
                        ZxStatus.OUT_OF_RANGE,
                        s -> s.zx.vcpu().interrupt(vcpu(s), 256)),
                refuses(
                        "negativeVectorIsOutOfRange",
                        ZxStatus.OUT_OF_RANGE,
                        s -> s.zx.vcpu().interrupt(vcpu(s), -1)),
                refuses(
                        "interruptOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vcpu().interrupt(s.stale(), 32)),
                refuses(
                        "interruptWithoutSignalIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> s.zx.vcpu().interrupt(s.without(vcpu(s), Rights.SIGNAL), 32)),
                refuses(
                        "interruptOfAVmoIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vcpu().interrupt(s.zx.vmo().create(1, 0), 32)));
    }

    @TestFactory
    Stream<DynamicTest> readState() {
        return Stream.of(
                allows(
                        "onlyVisibleFlagsAreRead",
                        s -> {
                            int vcpu = vcpu(s);
                            s.backend.last().state.rflags = -1;
                            assertEquals(0x244DD5, s.zx.vcpu().readState(vcpu).rflags());
                        }),
                allows(
                        "registersComeInStructureOrder",
                        s -> {
                            int vcpu = vcpu(s);
                            for (int i = 0; i < 16; i++) {
                                s.backend.last().state.gpr[i] = i + 1L << 56 | i;
                            }
                            MemorySegment buffer = Surface.buffer(GuestRegisters.SIZE);
                            s.zx.vcpu().readState(vcpu, STATE, buffer);
                            for (int i = 0; i < 16; i++) {
                                var u64 = java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
                                assertEquals(i + 1L << 56 | i, buffer.get(u64, 8L * i));
                            }
                        }),
                readRefuses("ioCannotBeRead", IO, 8),
                readRefuses("unknownKindCannotBeRead", 2, 136),
                readRefuses("tooSmallABufferIsInvalid", STATE, 135),
                readRefuses("tooLargeABufferIsInvalid", STATE, 137),
                refuses(
                        "readOfAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vcpu().readState(s.stale(), STATE, Surface.buffer(136))),
                refuses(
                        "readWithoutReadIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> s.zx.vcpu().readState(s.without(vcpu(s), Rights.READ))),
                refuses(
                        "readOfAVmoIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vcpu().readState(s.zx.vmo().create(1, 0))),
                allows(
                        "readOnAnotherThreadIsBadStateAfterTheKindWasLookedAt",
                        s -> {
                            int vcpu = vcpu(s);
                            elsewhere(() -> {
                                assertStatus(ZxStatus.BAD_STATE, () -> s.zx.vcpu().readState(vcpu));
                                assertStatus(
                                        ZxStatus.INVALID_ARGS,
                                        () -> s.zx.vcpu().readState(vcpu, 9, Surface.buffer(136)));
                            });
                        }));
    }

    private static DynamicTest readRefuses(String claim, int kind, int size) {
        return refuses(
                claim,
                ZxStatus.INVALID_ARGS,
                s -> s.zx.vcpu().readState(vcpu(s), kind, Surface.buffer(size)));
    }

    private static DynamicTest writeRefuses(String claim, int kind, int size) {
        return refuses(
                claim,
                ZxStatus.INVALID_ARGS,
                s -> s.zx.vcpu().writeState(vcpu(s), kind, Surface.buffer(size)));
    }

    @TestFactory
    Stream<DynamicTest> writeState() {
        long[] values = LongStream.rangeClosed(1, 16).toArray();
        return Stream.of(
                allows(
                        "registersAreWrittenAndTheBackendTold",
                        s -> {
                            int vcpu = vcpu(s);
                            s.zx.vcpu().writeState(vcpu, new GuestRegisters(values, 0));
                            assertArrayEquals(values, s.backend.last().state.gpr);
                            assertEquals(1, s.backend.last().stateChanges);
                        }),
                allows(
                        "flagsAreIgnoredWithoutBitOne",
                        s -> {
                            int vcpu = vcpu(s);
                            s.backend.last().state.rflags = 0x202;
                            s.zx.vcpu().writeState(vcpu, new GuestRegisters(values, 0x244DD5));
                            assertEquals(0x202, s.backend.last().state.rflags);
                        }),
                allows(
                        "onlyVisibleFlagsAreWrittenWithBitOne",
                        s -> {
                            int vcpu = vcpu(s);
                            s.backend.last().state.rflags = 0x203;
                            s.zx.vcpu().writeState(vcpu, new GuestRegisters(values, 0x3000 | 0x42));
                            assertEquals(0x242, s.backend.last().state.rflags);
                        }),
                allows(
                        "writingBackWhatWasReadChangesNothing",
                        s -> {
                            int vcpu = vcpu(s);
                            s.backend.last().state.rflags = 0x246;
                            s.zx.vcpu().writeState(vcpu, s.zx.vcpu().readState(vcpu));
                            assertEquals(0x246, s.backend.last().state.rflags);
                        }),
                allows(
                        "ioWritesTheLowBytesOfRax",
                        s -> {
                            int vcpu = vcpu(s);
                            long[] gpr = s.backend.last().state.gpr;
                            gpr[VcpuState.RAX] = -1;
                            s.zx.vcpu().writeState(vcpu, IO, io(1, 0x1234));
                            assertEquals(0xFFFFFFFFFFFFFF34L, gpr[VcpuState.RAX]);
                            s.zx.vcpu().writeState(vcpu, IO, io(2, 0x1234));
                            assertEquals(0xFFFFFFFFFFFF1234L, gpr[VcpuState.RAX]);
                        }),
                writeRefuses("unknownKindCannotBeWritten", 2, 8),
                writeRefuses("stateOfAnotherSizeIsInvalid", STATE, 128),
                writeRefuses("ioOfAnotherSizeIsInvalid", IO, 136),
                writeRefuses("ioOfAccessSizeZeroIsInvalid", IO, 8),
                refuses(
                        "writeToAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.vcpu().writeIo(s.stale(), 1, 0)),
                refuses(
                        "writeWithoutWriteIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> s.zx.vcpu().writeIo(s.without(vcpu(s), Rights.WRITE), 1, 0)),
                refuses(
                        "writeToAVmoIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.vcpu().writeIo(s.zx.vmo().create(1, 0), 1, 0)),
                allows(
                        "writeOnAnotherThreadIsBadStateBeforeTheAccessSizeIsLookedAt",
                        s -> {
                            int vcpu = vcpu(s);
                            elsewhere(() ->
                                    assertStatus(
                                            ZxStatus.BAD_STATE,
                                            () -> s.zx.vcpu().writeIo(vcpu, 3, 0)));
                        }));
    }
}
