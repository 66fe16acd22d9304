package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import org.junit.jupiter.api.Test;

/// Switches between the processor's modes as boot code makes them (SDM Vol. 3A 9.8, 9.9).
class ModeSwitchTest {
    @Test
    void bootCodeGoesFromRealThroughProtectedToLongMode() {
        try (Guest guest = Guest.pc()) {
            // GDT at 0x8000: null, code32, data, code64.
            guest.quad(0x8008, 0x00CF9A000000FFFFL);
            guest.quad(0x8010, 0x00CF92000000FFFFL);
            guest.quad(0x8018, 0x00AF9A000000FFFFL);
            guest.bytes(0x7E00, "1f00 00800000");
            guest.quad(0x9000, 0xA003);
            guest.quad(0xA000, 0x83);
            guest.code(
                    0x7C00,
                    "fa" // cli
                            + "0f0116007e" // lgdt [0x7e00]
                            + "0f20c0" // mov eax, cr0
                            + "0c01" // or al, 1
                            + "0f22c0" // mov cr0, eax
                            + "ea137c0800" // jmp 8:pm
                            + "66b81000" // pm: mov ax, 0x10
                            + "8ed8" // mov ds, ax
                            + "8ed0" // mov ss, ax
                            + "bc00700000" // mov esp, 0x7000
                            + "0f20e0" // mov eax, cr4
                            + "83c820" // or eax, 0x20
                            + "0f22e0" // mov cr4, eax
                            + "b800900000" // mov eax, 0x9000
                            + "0f22d8" // mov cr3, eax
                            + "b9800000c0" // mov ecx, 0xc0000080
                            + "0f32" // rdmsr
                            + "0d00010000" // or eax, 0x100
                            + "0f30" // wrmsr
                            + "0f20c0" // mov eax, cr0
                            + "0d00000080" // or eax, 0x80000000
                            + "0f22c0" // mov cr0, eax
                            + "ea517c00001800" // jmp 0x18:lm
                            + "48b8f0debc9a78563412" // lm: mov rax, 0x123456789abcdef0
                            + "50" // push rax
                            + "4159" // pop r9
                            + "f4" // hlt
                    );
            // No PDE was written: 0xA000 is used as PDPT with a 1-GiB page.
            assertInstanceOf(Exit.Halted.class, guest.run());
            VcpuState state = guest.state();
            assertEquals(0x123456789ABCDEF0L, state.gpr[9]);
            assertEquals(CodeSize.BITS_64, state.codeSize());
            assertTrue(state.longMode());
            assertEquals(0x18, state.segment[SegmentRegister.CS].selector);
            assertEquals(0x500, state.efer);
            assertEquals(0x7000, state.gpr[VcpuState.RSP]);
        }
    }

    @Test
    void protectedModeReturnsToRealModeAndKeepsBigLimits() {
        try (Guest guest = Guest.pc()) {
            // SDM Vol. 3A 9.9.2; a data segment loaded before keeps its 4-GiB limit: "unreal" mode.
            guest.quad(0x8008, 0x00CF92000000FFFFL);
            guest.bytes(0x7E00, "0f00 00800000");
            guest.dword(0x200000, 0xCAFEF00DL);
            guest.code(
                    0x7C00,
                    "0f0116007e" // lgdt [0x7e00]
                            + "0f20c0" // mov eax, cr0
                            + "0c01" // or al, 1
                            + "0f22c0" // mov cr0, eax
                            + "bb0800" // mov bx, 8
                            + "8edb" // mov ds, bx
                            + "24fe" // and al, 0xfe
                            + "0f22c0" // mov cr0, eax
                            + "31db" // xor bx, bx
                            + "8edb" // mov ds, bx
                            + "66bb00002000" // mov ebx, 0x200000
                            + "66678b0b" // a32 mov ecx, [ebx]
                            + "f4" // hlt
                    );
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0xCAFEF00DL, guest.reg(VcpuState.RCX));
            assertEquals(CodeSize.BITS_16, guest.state().codeSize());
        }
    }

    @Test
    void compatibilityCodeRunsUnderLongMode() {
        try (Guest guest = Guest.pc().longMode()) {
            guest.quad(0x1030, 0x00CF9B000000FFFFL);
            guest.dword(0x7E00, 0x10010);
            guest.word(0x7E04, 0x30);
            guest.bytes(
                    0x10000, "ff2c25007e0000" // jmp far dword [0x7e00]
                    );
            // 0x41 is INC ECX in 32-bit code, a REX prefix in 64-bit code.
            guest.code(0x10010, "41 f4");
            guest.initial.rip = 0x10000;
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(1, guest.reg(VcpuState.RCX));
            assertEquals(CodeSize.BITS_32, guest.state().codeSize());
            assertTrue(guest.state().longMode());
        }
    }

    @Test
    void pagingWithoutProtectionIsRefused() {
        assertGeneralProtection("0f22c0", 0x80000000L); // mov cr0, eax: "PG set and PE clear"
    }

    @Test
    void notWriteThroughWithoutCacheDisableIsRefused() {
        assertGeneralProtection("0f22c0", 0x20000011L); // mov cr0, eax: "NW set and CD clear"
    }

    @Test
    void reservedBitsOfCr4AreRefused() {
        assertGeneralProtection("0f22e0", 1L << 15); // mov cr4, eax
    }

    private static void assertGeneralProtection(String hex, long eax) {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(13, 8, 0x9000, 0x8E);
            guest.bytes(0x9000, "f4");
            guest.initial.gpr[VcpuState.RAX] = eax;
            guest.code(0x10000, hex + "f4");
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0x9001, guest.state().rip);
            assertEquals(0, guest.dword(guest.reg(VcpuState.RSP)), "error code");
            assertEquals(0x10000, guest.dword(guest.reg(VcpuState.RSP) + 4), "return address");
        }
    }

    @Test
    void longModeNeedsPae() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(13, 8, 0x9000, 0x8E);
            guest.bytes(0x9000, "f4");
            guest.initial.efer = VcpuState.EFER_LME;
            guest.initial.gpr[VcpuState.RAX] = 0x80000011L;
            guest.code(0x10000, "0f22c0 f4");
            guest.run();
            assertEquals(0x9001, guest.state().rip);
            assertEquals(VcpuState.EFER_LME, guest.state().efer);
        }
    }

    @Test
    void code64CannotTurnPagingOff() {
        try (Guest guest = Guest.pc().longMode()) {
            guest.bytes(0x9800, "f4");
            guest.gate64(13, 8, 0x9800, 0x8E, 0);
            guest.initial.gpr[VcpuState.RAX] = 0x11;
            guest.code(0x10000, "0f22c0 f4");
            guest.run();
            assertEquals(0x9801, guest.state().rip);
        }
    }
}
