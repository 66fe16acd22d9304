package dev.ringside.engine.kvm;

import dev.ringside.engine.disassemble.Capstone;
import dev.ringside.engine.disassemble.DisassembledInstruction;
import dev.ringside.engine.disassemble.Disassembler;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.paging.Access;
import dev.ringside.engine.paging.EntryMemory;
import dev.ringside.engine.paging.PageWalker;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.VcpuState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The guest's instructions as its registers and page tables say. The registers must be current.
final class GuestCode implements AutoCloseable {
    static final int MOST_BYTES = 15;

    private static final long PAGE = PhysicalMemory.PAGE_SIZE;
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int OPERAND_SIZE_PREFIX = 0x66;

    private final MemorySegment host;
    private final GuestPhysicalAddressSpace space;
    private final VcpuState state;
    private final PageWalker walker = new PageWalker(new Entries());
    private final byte[] bytes = new byte[MOST_BYTES];
    private @Nullable Disassembler disassembler;

    GuestCode(Vm vm, VcpuState state) {
        this.host = vm.memory().segment();
        this.space = vm.space();
        this.state = state;
    }

    /// The guest-physical address behind a linear one for a fetch, or -1.
    long translate(long linear) {
        if ((state.cr0 & VcpuState.CR0_PG) == 0) {
            return linear & 0xFFFFFFFFL;
        }
        walker.configure(state.cr0, state.cr3, state.cr4, state.efer);
        return walker.translate(linear, Access.READ) ? walker.physicalAddress : -1;
    }

    /// Why the last [#translate] failed.
    String reason() {
        return walker.reason;
    }

    /// One byte of linear memory, or -1.
    int byteAt(long linear) {
        long physical = translate(linear);
        long page = physical < 0 ? -1 : space.lookup(physical);
        return page < 0
                ? -1
                : Byte.toUnsignedInt(
                        host.get(ValueLayout.JAVA_BYTE, (page & -PAGE) + (physical & PAGE - 1)));
    }

    /// @return how many bytes from `linear` on could be read
    private int read(long linear, byte[] into, int length) {
        for (int i = 0; i < length; i++) {
            int value = byteAt(linear + i);
            if (value < 0) {
                return i;
            }
            into[i] = (byte) value;
        }
        return length;
    }

    private Disassembler disassembler() {
        Disassembler made = disassembler;
        if (made == null) {
            made = Capstone.open();
            disassembler = made;
        }
        return made;
    }

    /// The instruction that starts at `rip`, or null.
    @Nullable DisassembledInstruction decode(long rip) {
        Arrays.fill(bytes, (byte) 0);
        long linear = linear(rip);
        int length = read(linear, bytes, MOST_BYTES);
        DisassembledInstruction insn = disassembler().decode(bytes, 0, linear, state.codeSize());
        return insn == null || insn.length() > length ? null : insn;
    }

    /// The bytes of the instruction at `rip`.
    byte[] bytes(long rip, int length) {
        byte[] copy = new byte[length];
        int _ = read(linear(rip), copy, length);
        return copy;
    }

    private long linear(long rip) {
        return rip - state.rip + state.linearRip() & linearMask();
    }

    private long linearMask() {
        return state.codeSize() == CodeSize.BITS_64 ? -1 : 0xFFFFFFFFL;
    }

    /// Length of the instruction that ends at `end` and stored `size` bytes; the kernel tells only
    /// its end. The shortest reading with a memory destination of that size.
    ///
    /// @return 1 to 15, or 0 where there is none
    int storeBefore(long end, int size) {
        String width =
                switch (size) {
                    case 1 -> "byte ptr [";
                    case 2 -> "word ptr [";
                    case 4 -> "dword ptr [";
                    default -> "qword ptr [";
                };
        for (int length = 1; length <= MOST_BYTES; length++) {
            DisassembledInstruction insn = decode(end - length);
            if (insn != null
                    && insn.length() == length
                    && isStore(insn.mnemonic())
                    && isDestination(insn.operands(), width, size)) {
                return length;
            }
        }
        return 0;
    }

    private static boolean isStore(String mnemonic) {
        return mnemonic.startsWith("mov")
                || mnemonic.startsWith("vmov")
                || mnemonic.startsWith("set")
                || mnemonic.contains("stos");
    }

    /// Wider vector stores come in eights.
    private static boolean isDestination(String operands, String width, int size) {
        return operands.startsWith(width)
                || size == 8
                        && (operands.startsWith("xmmword ptr [")
                                || operands.startsWith("ymmword ptr ["));
    }

    /// Length of the OUT of `size` bytes that ends at the current RIP.
    int outLengthBefore(int size) {
        int last = byteAt(linear(state.rip - 1));
        int length = (last & 0xFE) == 0xEE ? 1 : 2;
        boolean narrow = state.codeSize() == CodeSize.BITS_16;
        boolean prefixed = size == 2 && !narrow || size == 4 && narrow;
        return prefixed && byteAt(linear(state.rip - length - 1)) == OPERAND_SIZE_PREFIX
                ? length + 1
                : length;
    }

    /// Whether the port access at or before the current RIP is an INS or OUTS.
    boolean isStringAccess(boolean input, int port) {
        boolean repeated = false;
        long at = state.rip;
        int opcode = byteAt(linear(at));
        while (isPrefix(opcode) && at - state.rip < MOST_BYTES) {
            repeated |= (opcode & 0xFE) == 0xF2;
            at++;
            opcode = byteAt(linear(at));
        }
        if (input) {
            return (opcode & 0xFE) == 0x6C;
        }
        if (repeated && (opcode & 0xFE) == 0x6E) {
            return true;
        }
        int last = byteAt(linear(state.rip - 1));
        boolean immediate = last == port && (byteAt(linear(state.rip - 2)) & 0xFE) == 0xE6;
        return (last & 0xFE) == 0x6E && !immediate;
    }

    private boolean isPrefix(int value) {
        return switch (value) {
            case 0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65, 0x66, 0x67, 0xF0, 0xF2, 0xF3 -> true;
            default -> state.codeSize() == CodeSize.BITS_64 && (value & 0xF0) == 0x40;
        };
    }

    @Override
    public void close() {
        if (disassembler != null) {
            disassembler.close();
        }
    }

    /// Page-table entries, read without leaving accessed flags behind.
    private final class Entries implements EntryMemory {
        @Override
        public long readEntry(long guestPhysicalAddress, int size) {
            long page = space.lookup(guestPhysicalAddress);
            if (page < 0) {
                return size == 4 ? 0xFFFFFFFFL : -1;
            }
            long at = (page & -PAGE) + (guestPhysicalAddress & PAGE - 1);
            return size == 4 ? Integer.toUnsignedLong(host.get(INT, at)) : host.get(LONG, at);
        }

        @Override
        public void writeEntry(long guestPhysicalAddress, int size, long value) {
            // Looking changes nothing.
        }
    }
}
