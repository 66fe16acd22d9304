package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Limits, types and loads of segments (SDM Vol. 3A 3.4, 5.3 to 5.7).
class SegmentationTest {
    /// Runs until the first exception, which the event hook takes.
    private static FaultRecord firstFault(Guest guest) {
        List<FaultRecord> faults = new ArrayList<>();
        guest.vcpu().debug().setEventHook((state, fault) -> faults.add(fault));
        assertInstanceOf(Exit.Canceled.class, guest.run(), "no exception");
        return faults.get(0);
    }

    private static void assertFault(Guest guest, int vector, int errorCode) {
        FaultRecord fault = firstFault(guest);
        assertEquals(Vector.name(vector), Vector.name(fault.vector()), fault.reason());
        assertEquals(errorCode, fault.errorCode(), fault.reason());
    }

    /// SDM Vol. 3A 20.1.1: a word at offset 0xFFFF is beyond the limit.
    @Test
    void realModeWordAtTheSegmentsEndFaults() {
        try (Guest guest = Guest.pc()) {
            guest.code(0x7C00, "a1ffff"); // mov ax, [0xffff]
            assertFault(guest, Vector.GP, 0);
        }
    }

    @Test
    void realModeStackWordAtTheEndIsStackFault() {
        try (Guest guest = Guest.pc()) {
            guest.initial.gpr[VcpuState.RSP] = 1;
            guest.code(0x7C00, "50");
            assertFault(guest, Vector.SS, 0);
        }
    }

    /// Access byte of the data segment, its limit, the offset of a byte read; 1 if it faults.
    @ParameterizedTest
    @CsvSource({
        "0xC093, 0xFFFFFFFF, 0x12345,    0",
        "0x4093, 0xFFF,      0xFFF,      0",
        "0x4093, 0xFFF,      0x1000,     1",
        // Expand-down: valid offsets begin behind the limit.
        "0x4097, 0xFFF,      0xFFF,      1",
        "0x4097, 0xFFF,      0x1000,     0",
        "0x4097, 0xFFF,      0xFFFFF000, 0",
        "0x0097, 0xFFF,      0xFFFF,     0",
        "0x0097, 0xFFF,      0x10000,    1",
        // Execute-only and readable code.
        "0x4099, 0xFFFF,     0x10,       1",
        "0x409B, 0xFFFF,     0x10,       0",
        // Null selector.
        "0x14093, 0xFFFF,    0x10,       1",
    })
    void readChecksLimitAndType(int access, long limit, long offset, int faults) {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.initial.segment[SegmentRegister.DS].set(0x10, 0, limit, access);
            guest.initial.gpr[VcpuState.RBX] = offset;
            guest.code(0x10000, "8a03 f4"); // mov al, [ebx]; hlt
            if (faults == 1) {
                assertFault(guest, Vector.GP, 0);
            } else {
                assertInstanceOf(Exit.Halted.class, guest.run());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0xC091, 1", "0xC093, 0", "0xC09B, 1"})
    void writeNeedsAWritableDataSegment(int access, int faults) {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.initial.segment[SegmentRegister.DS].set(0x10, 0, 0xFFFFFFFFL, access);
            guest.initial.gpr[VcpuState.RBX] = 0x20000;
            guest.code(0x10000, "8803 f4");
            if (faults == 1) {
                assertFault(guest, Vector.GP, 0);
            } else {
                assertInstanceOf(Exit.Halted.class, guest.run());
            }
        }
    }

    /// Descriptor at 0x30, selector, register (3 DS, 2 SS), then vector and error code or -1. SDM
    /// Vol. 2B MOV, "Protected Mode Exceptions".
    @ParameterizedTest(name = "descriptor {0}, selector {1} into {2}: vector {3}")
    @CsvSource({
        "0x00CF93000000FFFF, 0x30,   3, -1, 0",
        "0x00CF93000000FFFF, 0x0,    3, -1, 0",
        "0x00CF93000000FFFF, 0x0,    2, 13, 0",
        "0x00CF93000000FFFF, 0x1000, 3, 13, 0x1000",
        "0x00CF93000000FFFF, 0x34,   3, 13, 0x34",
        "0x00CF13000000FFFF, 0x30,   3, 11, 0x30",
        "0x00CF13000000FFFF, 0x30,   2, 12, 0x30",
        "0x00CF99000000FFFF, 0x30,   3, 13, 0x30",
        "0x00CF9B000000FFFF, 0x30,   3, -1, 0",
        "0x00CF9B000000FFFF, 0x30,   2, 13, 0x30",
        "0x00CF91000000FFFF, 0x30,   2, 13, 0x30",
        "0x00CFF3000000FFFF, 0x30,   2, 13, 0x30",
        "0x00CFF3000000FFFF, 0x33,   3, -1, 0",
        "0x00CF93000000FFFF, 0x33,   3, 13, 0x30",
        "0x0000890000000067, 0x30,   3, 13, 0x30",
    })
    void loadsCheckTheDescriptor(
            String descriptor, int selector, int register, int vector, int errorCode) {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.quad(0x1030, Long.decode(descriptor));
            guest.initial.gpr[VcpuState.RAX] = selector;
            guest.code(0x10000, register == 3 ? "8ed8 f4" : "8ed0 f4");
            if (vector < 0) {
                assertInstanceOf(Exit.Halted.class, guest.run());
                assertEquals(selector, guest.state().segment[register].selector);
            } else {
                assertFault(guest, vector, errorCode);
            }
        }
    }

    @Test
    void loadSetsTheAccessedBit() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.quad(0x1030, 0x00CF92000000FFFFL);
            guest.initial.gpr[VcpuState.RAX] = 0x30;
            guest.code(0x10000, "8ec0 f4");
            guest.run();
            assertEquals(0x00CF93000000FFFFL, guest.quad(0x1030));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x00007FFFFFFFFFFF, 13",
        "0x0000800000000000, 13",
        "0xFFFF7FFFFFFFFFFF, 13",
        "0x00007FFFFFFFFFF0, 14",
        "0xFFFF800000000000, 14"
    })
    void longModeAddressesMustBeCanonical(String address, int vector) {
        try (Guest guest = Guest.pc().longMode()) {
            guest.initial.gpr[VcpuState.RBX] = Long.parseUnsignedLong(address.substring(2), 16);
            guest.code(0x10000, "488b03"); // mov rax, [rbx]
            assertEquals(vector, firstFault(guest).vector());
        }
    }

    @Test
    void longModeUsesFsAndGsBasesOnly() {
        try (Guest guest = Guest.pc().longMode()) {
            guest.quad(0x20010, 0x1122334455667788L);
            guest.initial.segment[SegmentRegister.FS].base = 0x20000;
            guest.initial.segment[SegmentRegister.DS].base = 0x500000;
            guest.code(
                    0x10000,
                    "64488b042510000000" // mov rax, [fs:0x10]
                            + "488b1c2510000200" // mov rbx, [0x20010]
                            + "f4" // hlt
                    );
            guest.run();
            assertEquals(0x1122334455667788L, guest.reg(VcpuState.RAX));
            assertEquals(0x1122334455667788L, guest.reg(VcpuState.RBX));
        }
    }

    @Test
    void accessesThatCrossPagesTouchBothOrNothing() {
        try (Guest guest = Guest.pc().longMode()) {
            // 4-KiB pages for 0x200000: the first present, the second not.
            guest.quad(0xA008, 0xB007);
            guest.quad(0xB000, 0x300007);
            guest.initial.gpr[VcpuState.RBX] = 0x200FFCL;
            guest.initial.gpr[VcpuState.RAX] = -1;
            guest.code(0x10000, "488903");
            FaultRecord fault = firstFault(guest);
            assertEquals(Vector.PF, fault.vector());
            assertEquals(0x201000, fault.address());
            assertEquals(0, guest.quad(0x300FFC) & 0xFFFFFFFFL);
        }
    }

    @Test
    void alignmentIsCheckedAtCpl3WithAmAndAc() {
        try (Guest guest = Guest.pc().userMode()) {
            guest.initial.cr0 |= VcpuState.CR0_AM;
            guest.initial.rflags |= 1 << 18;
            guest.initial.gpr[VcpuState.RBX] = 0x20002;
            guest.code(0x10000, "8b03");
            assertFault(guest, Vector.AC, 0);
        }
    }

    @Test
    void instructionsBeyondTheCodeLimitFault() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.initial.segment[SegmentRegister.CS].limit = 0x10001;
            guest.code(0x10000, "90 b801000000");
            FaultRecord fault = firstFault(guest);
            assertEquals(Vector.GP, fault.vector());
            assertEquals(0x10001, fault.state().rip);
            assertTrue(fault.reason().contains("limit"));
        }
    }
}
