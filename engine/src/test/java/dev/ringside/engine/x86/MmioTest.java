package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.MmioHandler;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Memory accesses that go to devices.
class MmioTest {
    private final List<String> seen = new ArrayList<>();

    private final class Device implements MmioHandler {
        private final Guest guest;

        Device(Guest guest) {
            this.guest = guest;
        }

        @Override
        public long read(long address, int size) {
            seen.add("r %x %d @%d".formatted(address, size, guest.state().instructionCount));
            return 0x1122334455667788L;
        }

        @Override
        public void write(long address, int size, long value) {
            seen.add("w %x %d %x".formatted(address, size, value));
        }
    }

    private Exit run(Guest guest) {
        guest.vcpu().debug().setMmioHandler(new Device(guest));
        return guest.run();
    }

    @Test
    void readsAndWritesReachTheHandlerWithSizeAndCount() {
        try (Guest guest = Guest.pc().protectedMode()) {
            // nop; mov eax,[F0000000]; mov [F0000004],ax; mov bl,[F0000001]; hlt
            guest.code(0x100, "90 a1000000f0 66a3040000f0 8a1d010000f0 f4");
            assertInstanceOf(Exit.Halted.class, run(guest));
            assertEquals(List.of("r f0000000 4 @1", "w f0000004 2 7788", "r f0000001 1 @3"), seen);
            assertEquals(0x55667788L, guest.reg(VcpuState.RAX));
            assertEquals(0x88, guest.reg(VcpuState.RBX) & 0xFF);
        }
    }

    @Test
    void readModifyWriteIsOneReadAndOneWrite() {
        try (Guest guest = Guest.pc().protectedMode()) {
            // or dword [F0000000], 0x77; hlt
            guest.code(0x100, "830d000000f077 f4");
            run(guest);
            assertEquals(List.of("r f0000000 4 @0", "w f0000000 4 556677ff"), seen);
        }
    }

    @Test
    void writeToRomReachesTheHandlerAndReadsOfItDoNot() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.dword(0x4000, 0x01020304);
            guest.readOnly(0x4000);
            // mov eax,[4000]; inc dword [4000]; hlt
            guest.code(0x100, "a100400000 ff0500400000 f4");
            run(guest);
            assertEquals(List.of("w 4000 4 1020305"), seen);
            assertEquals(0x01020304, guest.reg(VcpuState.RAX));
            assertEquals(0x01020304, guest.dword(0x4000));
        }
    }

    @Test
    void accessAcrossTheEndOfMemoryIsSplitIntoWhatEachSideHolds() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.unmap(0x5000);
            // mov dword [4FFF], 0x44332211; mov eax,[4FFF]; hlt
            guest.code(0x100, "c705ff4f000011223344 a1ff4f0000 f4");
            run(guest);
            assertEquals(
                    List.of(
                            "w 5000 1 22",
                            "w 5001 1 33",
                            "w 5002 1 44",
                            "r 5000 1 @1",
                            "r 5001 1 @1",
                            "r 5002 1 @1"),
                    seen);
            assertEquals(0x88888811L, guest.reg(VcpuState.RAX));
        }
    }

    @Test
    void deadlineSetByADeviceEndsTheRunAtTheNextInstruction() {
        try (Guest guest = Guest.pc().protectedMode()) {
            // mov [F0000000],eax; nop; jmp $-1
            guest.code(0x100, "a3000000f0 90 ebfd");
            guest.vcpu()
                    .debug()
                    .setMmioHandler(
                            new MmioHandler() {
                                @Override
                                public long read(long address, int size) {
                                    return 0;
                                }

                                @Override
                                public void write(long address, int size, long value) {
                                    guest.vcpu().debug().setDeadline(0);
                                }
                            });
            assertInstanceOf(Exit.Deadline.class, guest.run());
            assertEquals(1, guest.state().instructionCount);
            assertEquals(0x105, guest.state().rip);
        }
    }

    @Test
    void withoutHandlerReadsGiveAllOnes() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.code(0x100, "a1000000f0 a3000000f0 f4");
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0xFFFFFFFFL, guest.reg(VcpuState.RAX));
        }
    }
}
