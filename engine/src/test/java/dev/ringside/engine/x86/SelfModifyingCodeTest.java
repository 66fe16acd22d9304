package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.state.VcpuState;
import org.junit.jupiter.api.Test;

/// Stores into code are seen by the next instruction (SDM Vol. 3A 11.6).
class SelfModifyingCodeTest {
    @Test
    void storeToTheVeryNextInstructionIsSeen() {
        try (Guest guest = Guest.pc()) {
            guest.code(
                    0x7C00,
                    "c606057c43" // mov byte [next], 0x43
                            + "40" // next: inc ax
                            + "f4" // hlt
                    );
            guest.run();
            assertEquals(0, guest.reg(VcpuState.RAX));
            assertEquals(1, guest.reg(VcpuState.RBX));
        }
    }

    @Test
    void loopThatPatchesItsOwnImmediateSeesEachValue() {
        try (Guest guest = Guest.pc()) {
            guest.code(
                    0x7C00,
                    "b9c800" // mov cx, 200
                            + "83c301" // again: add bx, byte 1
                            + "fe06057c" // inc byte [again + 2]
                            + "e2f7" // loop again
                            + "f4" // hlt
                    );
            guest.run();
            int sum = 0;
            byte step = 1;
            for (int i = 0; i < 200; i++) {
                sum += step++;
            }
            assertEquals(sum & 0xFFFF, guest.reg(VcpuState.RBX));
        }
    }

    @Test
    void stringStoreOverItsOwnCodeIsSeen() {
        try (Guest guest = Guest.pc()) {
            // rep stosb overwrites the INC AX that follows with INC BX.
            guest.initial.gpr[VcpuState.RDI] = 0x7C02;
            guest.initial.gpr[VcpuState.RCX] = 3;
            guest.initial.gpr[VcpuState.RAX] = 0x43;
            guest.code(0x7C00, "f3aa 40 40 40 f4");
            guest.run();
            assertEquals(3, guest.reg(VcpuState.RBX));
            assertEquals(0x43, guest.reg(VcpuState.RAX));
        }
    }

    @Test
    void storeThroughAnotherLinearAddressIsSeen() {
        try (Guest guest = Guest.pc().longMode()) {
            // 0x400000 maps the same 2-MiB page as 0.
            guest.quad(0xA010, 0x87);
            guest.code(
                    0x10000,
                    "e8fb000000" // call victim
                            + "c6042500014100c3" // mov byte [0x410100], 0xc3
                            + "e8ee000000" // call victim
                            + "f4" // hlt
                            + "909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090" // times 0x100-($-$$) nop
                            + "ffc0" // victim: inc eax
                            + "c3" // ret
                    );
            guest.run();
            assertEquals(1, guest.reg(VcpuState.RAX));
        }
    }

    @Test
    void instructionAcrossTwoPagesFollowsItsSecondPage() {
        try (Guest guest = Guest.pc().longMode()) {
            // 4-KiB pages at 0x200000 and 0x201000; the second is remapped between two calls.
            guest.quad(0xA008, 0xB007);
            guest.quad(0xB000, 0x300007);
            guest.quad(0xB008, 0x301007);
            guest.bytes(0x300FFE, "b801 000000 c3".replace(" ", "")); // mov eax, 1; ret
            guest.bytes(0x302000, "010000 c3");
            guest.code(
                    0x10000,
                    "bbfe0f2000" // mov rbx, 0x200ffe
                            + "ffd3" // call rbx
                            + "89c1" // mov ecx, eax
                            + "48c7042508b0000007203000" // mov qword [0xb008], 0x302007
                            + "0f013c2500102000" // invlpg [0x201000]
                            + "ffd3" // call rbx
                            + "f4" // hlt
                    );
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(1, guest.reg(VcpuState.RCX));
            assertEquals(0x101, guest.reg(VcpuState.RAX));
        }
    }

    @Test
    void stackInTheCodesPageDoesNotVoidTheCode() {
        try (Guest guest = new Guest(Profile.PC)) {
            guest.initial.gpr[VcpuState.RSP] = 0x7C00;
            guest.code(
                    0x7C00,
                    "b960ea" // mov cx, 60000
                            + "51" // again: push cx
                            + "5a" // pop dx
                            + "e2fc" // loop again
                            + "f4" // hlt
                    );
            guest.run();
            assertEquals(1, guest.reg(VcpuState.RDX));
            assertEquals(1 + 3 * 60000 + 1, guest.state().instructionCount);
        }
    }
}
