package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import dev.ringside.adapter.source.FrameState.UnavailableException;
import java.util.ArrayList;
import java.util.List;

/// Values of C types as text.
final class ValueText {
    private static final int LONGEST_STRING = 200;
    private static final int LONGEST_SUMMARY = 120;
    private static final int MOST_PARTS = 8;
    private static final int DEEPEST = 3;

    private final FrameContext frame;

    ValueText(FrameContext frame) {
        this.frame = frame;
    }

    /// In full for a scalar, in short for what has parts; `<why not>` for what cannot be read.
    String of(TypedValue value) {
        return of(value, 0);
    }

    private String of(TypedValue value, int depth) {
        try {
            return switch (CType.strip(value.type())) {
                case CType.Struct struct -> summary(value, struct, depth);
                case CType.Array array -> array(value, array, depth);
                case CType.Function function -> "function";
                case CType.Unknown unknown -> "<%s>".formatted(unknown.name());
                case CType.Base base -> base(value, base);
                case CType.Enumeration e -> enumeration(e, value.scalar(frame));
                case CType.Pointer pointer -> pointer(pointer, value.scalar(frame));
                case CType.Typedef typedef -> "<%s>".formatted(typedef.name());
                case CType.Qualified qualified -> "<%s>".formatted(qualified.text());
            };
        } catch (UnavailableException e) {
            return "<%s>".formatted(e.getMessage());
        }
    }

    private String base(TypedValue value, CType.Base base) throws UnavailableException {
        if (base.encoding() == CType.Encoding.FLOAT) {
            return real(value, base);
        }
        if (base.size() > 8) {
            return "0x%016x%016x"
                    .formatted(value.as(LONG, 8).scalar(frame), value.as(LONG, 0).scalar(frame));
        }
        return number(value.scalar(frame), base);
    }

    private static final CType LONG = new CType.Base("long", 8, CType.Encoding.UNSIGNED);

    static String number(long bits, CType.Base base) {
        boolean unsigned = !TypedValue.isSigned(base);
        String decimal = unsigned ? Long.toUnsignedString(bits) : Long.toString(bits);
        return switch (base.encoding()) {
            case BOOLEAN -> bits == 0 ? "false" : bits == 1 ? "true" : decimal;
            case SIGNED_CHARACTER -> decimal + " " + character((int) bits & 0xFF);
            case UNSIGNED_CHARACTER ->
                    bits >= 32 && bits < 127
                            ? decimal + " " + character((int) bits)
                            : withHex(bits, decimal, base);
            default -> withHex(bits, decimal, base);
        };
    }

    private static String withHex(long bits, String decimal, CType.Base base) {
        boolean small = bits >= -9 && bits <= 9;
        long cut = base.size() >= 8 ? bits : bits & (1L << 8 * base.size()) - 1;
        return small ? decimal : "%s (%s)".formatted(decimal, MemoryReference.hex(cut));
    }

    private String real(TypedValue value, CType.Base base) throws UnavailableException {
        return switch ((int) base.size()) {
            case 4 -> Float.toString(Float.intBitsToFloat((int) value.scalar(frame)));
            case 8 -> Double.toString(Double.longBitsToDouble(value.scalar(frame)));
            case 10, 12, 16 ->
                    Double.toString(
                            extended(
                                    value.as(LONG, 0).scalar(frame),
                                    (int) value.as(LONG, 8).scalar(frame) & 0xFFFF));
            default -> "<a float of %d bytes>".formatted(base.size());
        };
    }

    /// x87's format, rounded to a double: sign and exponent, and 64 bits that begin with the 1.
    private static double extended(long significand, int signAndExponent) {
        int exponent = (signAndExponent & 0x7FFF) - 16383 - 63;
        double magnitude = (significand >>> 1) * 2.0 + (significand & 1);
        double value = Math.scalb(magnitude, exponent);
        return (signAndExponent & 0x8000) != 0 ? -value : value;
    }

    static String enumeration(CType.Enumeration type, long value) {
        for (CType.Enumerator one : type.values()) {
            if (one.value() == value) {
                return "%s (%d)".formatted(one.name(), value);
            }
        }
        long rest = value;
        List<String> names = new ArrayList<>();
        for (CType.Enumerator one : type.values()) {
            boolean bit = Long.bitCount(one.value()) == 1 && (rest & one.value()) != 0;
            if (bit) {
                names.add(one.name());
                rest &= ~one.value();
            }
        }
        boolean flags = rest == 0 && !names.isEmpty();
        return flags
                ? "%s (%s)".formatted(String.join(" | ", names), MemoryReference.hex(value))
                : Long.toString(value);
    }

    private String pointer(CType.Pointer pointer, long value) {
        CType target = CType.strip(pointer.target().get());
        String hex = MemoryReference.hex(value);
        if (value != 0 && isCharacter(target)) {
            return hex + " " + string(value, LONGEST_STRING);
        }
        return PcText.symbol(frame.symbols(), value)
                .map(name -> "%s <%s>".formatted(hex, name))
                .orElse(hex);
    }

    /// Whether something is text: `unsigned char` is as often a number.
    private static boolean isCharacter(CType bare) {
        return bare instanceof CType.Base base && base.size() == 1 && base.name().equals("char");
    }

    /// The text at an address up to its zero byte.
    String string(long address, int most) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < most; i++) {
            long code;
            try {
                code = frame.read(address + i, 1);
            } catch (UnavailableException e) {
                return i == 0 ? "<%s>".formatted(e.getMessage()) : text.append("\"…").toString();
            }
            if (code == 0) {
                return text.append('"').toString();
            }
            append(text, (int) code);
        }
        return text.append("\"…").toString();
    }

    private static void append(StringBuilder text, int code) {
        switch (code) {
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            case '\r' -> text.append("\\r");
            case '"', '\\' -> text.append('\\').append((char) code);
            default -> {
                if (code >= 32 && code < 127) {
                    text.append((char) code);
                } else {
                    text.append("\\x%02x".formatted(code));
                }
            }
        }
    }

    static String character(int code) {
        return switch (code) {
            case 0 -> "'\\0'";
            case '\n' -> "'\\n'";
            case '\r' -> "'\\r'";
            case '\t' -> "'\\t'";
            default ->
                    code >= 32 && code < 127
                            ? "'" + (char) code + "'"
                            : "'\\x%02x'".formatted(code);
        };
    }

    private String summary(TypedValue value, CType.Struct struct, int depth) {
        if (!struct.complete()) {
            return "<incomplete type>";
        }
        StringBuilder text = new StringBuilder("{");
        int parts = 0;
        for (CType.Member member : struct.members().list()) {
            if (parts++ == MOST_PARTS || text.length() > LONGEST_SUMMARY || depth == DEEPEST) {
                text.append(parts == 1 ? "…" : ", …");
                break;
            }
            text.append(parts == 1 ? "" : ", ");
            String name = member.name();
            text.append(name.isEmpty() ? "" : name + " = ");
            text.append(of(value.member(member), depth + 1));
        }
        return text.append('}').toString();
    }

    private String array(TypedValue value, CType.Array array, int depth) {
        CType element = array.element().get();
        long count = array.count();
        if (count < 0) {
            return "<flexible array>";
        }
        if (isCharacter(CType.strip(element)) && value.address().isPresent()) {
            int most = (int) Math.min(count, LONGEST_STRING);
            return string(value.address().getAsLong(), most).replaceFirst("…$", "");
        }
        long size = element.size();
        StringBuilder text = new StringBuilder("{");
        for (long i = 0; i < count; i++) {
            if (i == MOST_PARTS || text.length() > LONGEST_SUMMARY || depth == DEEPEST) {
                text.append(i == 0 ? "…" : ", …");
                break;
            }
            text.append(i == 0 ? "" : ", ").append(of(value.as(element, i * size), depth + 1));
        }
        return text.append('}').toString();
    }
}
