package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// GDT, IDT or IVT, page walks and the stack as read-only variables and lines of text.
public final class MachineTables {
    private static final int GROUP = 32;
    private static final int STACK_WORDS = 32;
    private static final int REAL_MODE_VECTORS = 256;

    private final Debugger debugger;
    private final GuestMemory memory;
    private final SymbolTable symbols;
    private final int vcpu;

    public MachineTables(Debugger debugger, SymbolTable symbols, int vcpu) {
        this.debugger = debugger;
        this.memory = new GuestMemory(debugger);
        this.symbols = symbols;
        this.vcpu = vcpu;
    }

    /// All tables.
    public List<Variable> all() {
        VcpuState state = debugger.state(vcpu);
        boolean ivt = !state.protectedMode();
        return List.of(
                Variable.group("Stack", "", this::stack),
                Variable.group(
                        "GDT",
                        "%s limit 0x%x"
                                .formatted(MemoryReference.hex(state.gdtrBase), state.gdtrLimit),
                        this::gdt),
                Variable.group(
                        ivt ? "IVT" : "IDT",
                        "%s limit 0x%x"
                                .formatted(MemoryReference.hex(state.idtrBase), state.idtrLimit),
                        this::idt),
                Variable.group(
                        "Page walk of the instruction pointer",
                        "",
                        () -> walk(debugger.state(vcpu).linearRip())));
    }

    /// The words from the stack pointer up.
    public List<Variable> stack() {
        VcpuState state = debugger.state(vcpu);
        int width = state.codeSize().bits() / 8;
        long base = width == 8 ? 0 : state.segment[SegmentRegister.SS].base;
        long mask = width == 8 ? -1 : width == 4 ? 0xFFFFFFFFL : 0xFFFF;
        List<Variable> words = new ArrayList<>();
        for (int i = 0; i < STACK_WORDS; i++) {
            long offset = state.gpr[VcpuState.RSP] + (long) i * width & mask;
            long address = base + offset;
            try {
                long value = memory.value(AddressKind.LINEAR, vcpu, address, width);
                words.add(stackWord(address, i * width, value, width));
            } catch (SessionException e) {
                words.add(Variable.leaf("+0x%x".formatted(i * width), "not readable", ""));
                break;
            }
        }
        return words;
    }

    private Variable stackWord(long address, int offset, long value, int width) {
        String name = PcText.symbol(symbols, value).map(s -> "  <" + s + ">").orElse("");
        return new Variable(
                "+0x%x".formatted(offset),
                Texts.hex(value, width * 2) + name,
                "",
                null,
                MemoryReference.linear(address).text(),
                null,
                written -> memory.writeValue(AddressKind.LINEAR, vcpu, address, width, written));
    }

    /// The descriptors GDTR covers.
    public List<Variable> gdt() {
        VcpuState state = debugger.state(vcpu);
        int entries = (state.gdtrLimit + 1) / 8;
        return grouped(entries, i -> descriptor(state.gdtrBase, i));
    }

    private Variable descriptor(long base, int index) {
        long address = base + 8L * index;
        String name = "[%d] 0x%x".formatted(index, index * 8);
        try {
            long raw = memory.value(AddressKind.LINEAR, vcpu, address, 8);
            return entry(name, raw == 0 ? "null" : describe(raw), address);
        } catch (SessionException e) {
            return entry(name, "not readable", address);
        }
    }

    /// ```
    ///  63-56  55 54  53 52  51-48  47 46-45 44 43-40 39-16  15-0
    ///  base   G  D/B L  AVL limit  P  DPL   S  type  base   limit
    /// ```
    static String describe(long raw) {
        long base = raw >>> 16 & 0xFFFFFF | raw >>> 32 & 0xFF000000L;
        long limit = raw & 0xFFFF | raw >>> 32 & 0xF0000;
        boolean pages = (raw >>> 55 & 1) != 0;
        int access = (int) (raw >>> 40 & 0xF0FF);
        return "base %s limit 0x%x %s"
                .formatted(
                        MemoryReference.hex(base),
                        pages ? limit << 12 | 0xFFF : limit,
                        SegmentText.access(access, false));
    }

    /// The gates IDTR covers, or the vectors of real mode.
    public List<Variable> idt() {
        VcpuState state = debugger.state(vcpu);
        if (!state.protectedMode()) {
            int entries = Math.min((state.idtrLimit + 1) / 4, REAL_MODE_VECTORS);
            return grouped(entries, i -> realVector(state.idtrBase, i));
        }
        int size = state.longMode() ? 16 : 8;
        int entries = Math.min((state.idtrLimit + 1) / size, 256);
        return grouped(entries, i -> gate(state.idtrBase, i, size));
    }

    private Variable realVector(long base, int index) {
        long address = base + 4L * index;
        String name = "[0x%02x]".formatted(index);
        try {
            long raw = memory.value(AddressKind.LINEAR, vcpu, address, 4);
            int selector = (int) (raw >>> 16);
            long linear = ((long) selector << 4) + (raw & 0xFFFF);
            return entry(
                    name,
                    PcText.far(selector, raw & 0xFFFF, 4, linear) + symbolText(linear),
                    address);
        } catch (SessionException e) {
            return entry(name, "not readable", address);
        }
    }

    /// SDM Vol. 3A figures 6-2 and 6-8.
    private Variable gate(long base, int index, int size) {
        long address = base + (long) size * index;
        String name = "[%d] %s".formatted(index, Vector.name(index));
        try {
            long low = memory.value(AddressKind.LINEAR, vcpu, address, 8);
            long high = size == 16 ? memory.value(AddressKind.LINEAR, vcpu, address + 8, 8) : 0;
            long offset = low & 0xFFFF | low >>> 32 & 0xFFFF0000L | high << 32;
            if ((low >>> 47 & 1) == 0) {
                return entry(name, "not present", address);
            }
            int ist = size == 16 ? (int) (low >>> 32 & 7) : 0;
            String text =
                    "%04x:%s %s dpl %d%s%s"
                            .formatted(
                                    low >>> 16 & 0xFFFF,
                                    MemoryReference.hex(offset),
                                    (low >>> 40 & 1) != 0 ? "trap" : "interrupt",
                                    low >>> 45 & 3,
                                    ist == 0 ? "" : " ist " + ist,
                                    symbolText(offset));
            return entry(name, text, address);
        } catch (SessionException e) {
            return entry(name, "not readable", address);
        }
    }

    private String symbolText(long address) {
        return PcText.symbol(symbols, address).map(s -> " <" + s + ">").orElse("");
    }

    /// How a linear address translates, a line a level.
    public List<Variable> walk(long linear) {
        List<Variable> lines = new ArrayList<>();
        for (String line : debugger.explain(vcpu, linear)) {
            lines.add(Variable.leaf(Integer.toString(lines.size()), line, ""));
        }
        return lines;
    }

    private static Variable entry(String name, String value, long address) {
        return new Variable(
                name, value, "", null, MemoryReference.linear(address).text(), null, null);
    }

    /// Big tables in groups: not every client pages.
    private static List<Variable> grouped(int entries, IntFunction<Variable> entry) {
        if (entries <= 2 * GROUP) {
            return range(0, entries, entry);
        }
        List<Variable> groups = new ArrayList<>();
        for (int first = 0; first < entries; first += GROUP) {
            int from = first;
            int to = Math.min(entries, first + GROUP);
            groups.add(
                    Variable.group(
                            "[%d..%d]".formatted(from, to - 1), "", () -> range(from, to, entry)));
        }
        return groups;
    }

    private static List<Variable> range(int from, int to, IntFunction<Variable> entry) {
        List<Variable> list = new ArrayList<>();
        for (int i = from; i < to; i++) {
            list.add(entry.apply(i));
        }
        return list;
    }
}
