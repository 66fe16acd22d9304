package dev.ringside.adapter.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Disassembly as a text, for code without source: one instruction a line, from an address on.
///
/// Decoded when first read, and then as it was: lines keep their meaning while the guest runs.
public final class CodeDocument {
    private static final int LINES = 200;

    private final int reference;
    private final long first;
    private @Nullable List<Line> lines;

    CodeDocument(int reference, long first) {
        this.reference = reference;
        this.first = first;
    }

    /// @param address linear
    private record Line(long address, byte[] bytes, String text) {}

    /// The number a client asks for it by.
    public int reference() {
        return reference;
    }

    public String name() {
        return "code at %s.asm".formatted(MemoryReference.hex(first));
    }

    /// The line, from 1, of the instruction at an address; 0 if it has none, or another one stands
    /// there now.
    int line(long address, Inspector inspector, int vcpu) {
        if (address == first && lines == null) {
            return 1;
        }
        List<Line> all = lines(inspector, vcpu);
        for (int i = 0; i < all.size(); i++) {
            Line line = all.get(i);
            if (line.address == address) {
                byte[] now = inspector.code(vcpu).at(address).bytes();
                return java.util.Arrays.equals(now, line.bytes) ? i + 1 : 0;
            }
        }
        return 0;
    }

    /// The address of a line, or empty where there is none.
    public java.util.OptionalLong address(int line, Inspector inspector, int vcpu) {
        List<Line> all = lines(inspector, vcpu);
        return line >= 1 && line <= all.size()
                ? java.util.OptionalLong.of(all.get(line - 1).address)
                : java.util.OptionalLong.empty();
    }

    public String text(Inspector inspector, int vcpu) {
        StringBuilder text = new StringBuilder();
        lines(inspector, vcpu).forEach(line -> text.append(line.text).append('\n'));
        return text.toString();
    }

    private List<Line> lines(Inspector inspector, int vcpu) {
        List<Line> known = lines;
        if (known == null) {
            known = read(inspector, vcpu);
            lines = known;
        }
        return known;
    }

    private List<Line> read(Inspector inspector, int vcpu) {
        CodeWindow code = inspector.code(vcpu);
        var state = inspector.state(vcpu);
        List<Line> all = new ArrayList<>();
        long at = first;
        for (int i = 0; i < LINES && Long.compareUnsigned(at, first) >= 0; i++) {
            CodeWindow.Code row = code.at(at);
            String symbol =
                    PcText.symbol(inspector.symbols(), at).map(s -> "  ; <" + s + ">").orElse("");
            String shown =
                    "%-32s %-24s %s%s"
                            .formatted(
                                    PcText.of(state, PcText.offset(state, at)),
                                    Texts.bytes(row.bytes()),
                                    row.text(),
                                    symbol);
            all.add(new Line(at, row.bytes(), shown));
            at += row.length();
        }
        return all;
    }
}
