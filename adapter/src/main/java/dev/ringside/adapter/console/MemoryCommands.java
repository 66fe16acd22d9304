package dev.ringside.adapter.console;

import dev.ringside.adapter.session.CodeWindow;
import dev.ringside.adapter.session.GuestMemory;
import dev.ringside.adapter.session.Inspector;
import dev.ringside.adapter.session.Listing;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.PcText;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Texts;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Memory and code as text.
final class MemoryCommands {
    private static final Pattern FORMAT =
            Pattern.compile("(\\d{0,5})([xdcsi]?)([bhwg]?)([xdcsi]?)");
    private static final int ROW = 16;
    private static final int MOST = 65_536;

    private MemoryCommands() {}

    static List<ConsoleCommand> all() {
        return List.of(
                ConsoleCommand.always(
                        "x",
                        "[/NFU] ADDRESS",
                        "show memory: N units, F of x d c s i, U of b h w g; [phys] ADDRESS",
                        MemoryCommands::examine),
                ConsoleCommand.always(
                        "dis u",
                        "[ADDRESS [COUNT]]",
                        "disassemble, from the instruction pointer by default",
                        MemoryCommands::disassemble),
                ConsoleCommand.always(
                        "write",
                        "ADDRESS BYTE...",
                        "write hexadecimal bytes to memory",
                        MemoryCommands::write));
    }

    private static String examine(ConsoleInput in) throws SessionException {
        Matcher format = FORMAT.matcher(in.format());
        if (!format.matches() || !in.hasArguments()) {
            throw new SessionException("x/NFU ADDRESS, as in: x/16xb 0x7c00, x/8i rip.");
        }
        char form = first(format.group(2) + format.group(4), 'x');
        if (form == 'i') {
            int count = format.group(1).isEmpty() ? 8 : Integer.parseInt(format.group(1));
            return listing(in, address(in, in.arguments()), count);
        }
        int unit =
                switch (first(format.group(3), form == 'c' ? 'b' : 'x')) {
                    case 'b' -> 1;
                    case 'h' -> 2;
                    case 'w' -> 4;
                    case 'g' -> 8;
                    default -> 1;
                };
        int count = format.group(1).isEmpty() ? 64 / unit : Integer.parseInt(format.group(1));
        if ((long) count * unit > MOST) {
            throw new SessionException("At most 64 KiB at once.");
        }
        if (form == 's') {
            return in.evaluator().evaluate(in.arguments() + ",s").value();
        }
        boolean physical = Texts.lower(in.arguments()).startsWith("phys");
        String place =
                physical ? in.arguments().substring(4).replaceFirst("^:", "") : in.arguments();
        return dump(
                in,
                physical ? AddressKind.PHYSICAL : AddressKind.LINEAR,
                address(in, place.strip()),
                count,
                unit,
                form);
    }

    private static char first(String text, char otherwise) {
        return text.isEmpty() ? otherwise : text.charAt(0);
    }

    private static long address(ConsoleInput in, String text) throws SessionException {
        return in.evaluator().number(text);
    }

    private static String dump(
            ConsoleInput in, AddressKind kind, long address, int count, int unit, char form)
            throws SessionException {
        int length = count * unit;
        GuestMemory.Block block = in.inspect().memory().read(kind, in.vcpu(), address, length);
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < length; row += ROW) {
            text.append(text.isEmpty() ? "" : "\n");
            text.append(MemoryReference.hex(address + row)).append(": ");
            for (int i = row; i < Math.min(length, row + ROW); i += unit) {
                text.append(' ').append(unit(block, i, unit, form));
            }
            text.append("  ").append(characters(block, row, Math.min(length, row + ROW)));
        }
        return text.toString();
    }

    private static String unit(GuestMemory.Block block, int offset, int unit, char form) {
        if (block.run(offset) < unit) {
            return "?".repeat(unit * 2);
        }
        long value = GuestMemory.littleEndian(block.bytes(), offset, unit);
        return switch (form) {
            case 'd' -> Long.toString(value << 64 - 8 * unit >> 64 - 8 * unit);
            case 'c' ->
                    value >= 32 && value < 127
                            ? "'" + (char) value + "'"
                            : "\\x%02x".formatted(value);
            default -> Texts.hex(value, unit * 2).substring(2);
        };
    }

    private static String characters(GuestMemory.Block block, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            int code = block.bytes()[i] & 0xFF;
            text.append(block.readable()[i] && code >= 32 && code < 127 ? (char) code : '.');
        }
        return text.toString();
    }

    private static String disassemble(ConsoleInput in) throws SessionException {
        List<String> words = in.words();
        Inspector inspector = in.inspect();
        long address =
                words.isEmpty()
                        ? inspector.state(in.vcpu()).linearRip()
                        : address(in, words.get(0));
        int count = words.size() > 1 ? Math.clamp(address(in, words.get(1)), 1, 1000) : 10;
        return listing(in, address, count);
    }

    private static String listing(ConsoleInput in, long address, int count)
            throws SessionException {
        Inspector inspector = in.inspect();
        VcpuState state = inspector.state(in.vcpu());
        StringBuilder text = new StringBuilder();
        List<Listing.Row> rows =
                inspector
                        .listing(in.vcpu())
                        .rows(MemoryReference.unsigned(address), 0, Math.clamp(count, 1, 1000));
        for (Listing.Row row : rows) {
            CodeWindow.Code code = row.code();
            if (code == null) {
                break;
            }
            text.append(text.isEmpty() ? "" : "\n");
            text.append(code.address() == state.linearRip() ? "=> " : "   ");
            text.append(PcText.of(state, PcText.offset(state, code.address())));
            PcText.symbol(inspector.symbols(), code.address())
                    .ifPresent(name -> text.append(" <").append(name).append('>'));
            text.append(":  ").append(Texts.bytes(code.bytes())).append("  ").append(code.text());
        }
        return text.toString();
    }

    private static String write(ConsoleInput in) throws SessionException {
        List<String> words = in.words();
        if (words.size() < 2) {
            throw new SessionException("write ADDRESS BYTE..., as in: write 0x7c00 90 90.");
        }
        long address = address(in, words.get(0));
        byte[] bytes = new byte[words.size() - 1];
        for (int i = 0; i < bytes.length; i++) {
            String word = words.get(i + 1).replaceFirst("^0[xX]", "");
            if (!word.matches("[0-9a-fA-F]{1,2}")) {
                throw new SessionException(
                        "'%s' is no byte in hexadecimal.".formatted(Texts.clip(word, 20)));
            }
            bytes[i] = (byte) Integer.parseInt(word, 16);
        }
        int written =
                in.inspect()
                        .debugger()
                        .write(AddressKind.LINEAR, in.vcpu(), address, bytes, 0, bytes.length);
        in.session().changed();
        if (written < bytes.length) {
            throw new SessionException(
                    "Only %d of %d bytes were written: the rest is not mapped, or ROM."
                            .formatted(written, bytes.length));
        }
        return "%d bytes written to %s.".formatted(written, MemoryReference.hex(address));
    }
}
