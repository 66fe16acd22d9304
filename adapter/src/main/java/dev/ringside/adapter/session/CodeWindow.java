package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.disassemble.DisassembledInstruction;
import dev.ringside.engine.disassemble.DisassembledInstruction.Group;
import dev.ringside.engine.disassemble.Disassembler;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Instructions of one address space at one moment, each decoded once.
///
/// Guest memory is read a page at a time and kept: a window lives as long as one request.
public final class CodeWindow {
    static final int LONGEST = 15;
    private static final int PAGE = 4096;

    private final GuestMemory memory;
    private final Supplier<Disassembler> disassembler;
    private final SymbolTable symbols;
    private final int vcpu;
    private final CodeSize size;
    private final long base;
    private final Map<Long, GuestMemory.Block> pages = new HashMap<>();
    private final Map<Long, Code> decoded = new HashMap<>();

    CodeWindow(
            GuestMemory memory,
            Supplier<Disassembler> disassembler,
            SymbolTable symbols,
            int vcpu,
            VcpuState state) {
        this.memory = memory;
        this.disassembler = disassembler;
        this.symbols = symbols;
        this.vcpu = vcpu;
        this.size = state.codeSize();
        this.base = size == CodeSize.BITS_64 ? 0 : state.segment[SegmentRegister.CS].base;
    }

    /// What stands at an address.
    ///
    /// @param bytes empty where nothing can be read
    /// @param group null where the bytes are no instruction
    public record Code(long address, byte[] bytes, String text, @Nullable Group group) {
        public boolean readable() {
            return bytes.length > 0;
        }

        /// Bytes to the next row, at least 1.
        public int length() {
            return Math.max(1, bytes.length);
        }
    }

    /// Highest linear address code of this size can have.
    long limit() {
        return size == CodeSize.BITS_64 ? -1 : 0xFFFFFFFFL;
    }

    /// The instruction at an address, or what else stands there.
    public Code at(long address) {
        Code known = decoded.get(address);
        if (known == null) {
            known = decode(address);
            decoded.put(address, known);
        }
        return known;
    }

    /// What one byte of data shows as.
    Code data(long address) {
        byte[] one = fetch(address, 1);
        if (one.length == 0) {
            return new Code(address, one, "??", null);
        }
        return new Code(address, one, "db 0x%02x".formatted(one[0]), null);
    }

    private Code decode(long address) {
        byte[] bytes = fetch(address, LONGEST);
        if (bytes.length == 0) {
            return data(address);
        }
        byte[] padded = java.util.Arrays.copyOf(bytes, LONGEST);
        DisassembledInstruction instruction =
                disassembler.get().decode(padded, 0, decodeAddress(address), size);
        if (instruction == null || instruction.length() > bytes.length) {
            return data(address);
        }
        return new Code(
                address,
                java.util.Arrays.copyOf(bytes, instruction.length()),
                instruction.text() + targetName(instruction),
                instruction.group());
    }

    private long decodeAddress(long address) {
        return size == CodeSize.BITS_16 ? address - base & 0xFFFF : address;
    }

    /// ` <name>` behind a branch to a known place.
    private String targetName(DisassembledInstruction instruction) {
        boolean branch = instruction.group() == Group.CALL || instruction.group() == Group.JUMP;
        if (!branch || !instruction.operands().startsWith("0x")) {
            return "";
        }
        Optional<Long> target = hex(instruction.operands());
        return target.flatMap(t -> PcText.symbol(symbols, size == CodeSize.BITS_16 ? base + t : t))
                .map(name -> " <" + name + ">")
                .orElse("");
    }

    private static Optional<Long> hex(String operand) {
        try {
            return Optional.of(Long.parseUnsignedLong(operand.substring(2), 16));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Readable bytes from `address` on, at most `length`, not past the end of the address space.
    private byte[] fetch(long address, int length) {
        byte[] bytes = new byte[length];
        int got = 0;
        while (got < length) {
            long at = address + got;
            if (got > 0 && Long.compareUnsigned(at - 1, limit()) >= 0) {
                break;
            }
            GuestMemory.Block page = page(at & -PAGE);
            int offset = (int) (at & PAGE - 1);
            int run = Math.min(page.run(offset), length - got);
            System.arraycopy(page.bytes(), offset, bytes, got, run);
            got += run;
            if (run == 0) {
                break;
            }
        }
        return java.util.Arrays.copyOf(bytes, got);
    }

    private GuestMemory.Block page(long first) {
        return pages.computeIfAbsent(first, p -> memory.read(AddressKind.LINEAR, vcpu, p, PAGE));
    }
}
