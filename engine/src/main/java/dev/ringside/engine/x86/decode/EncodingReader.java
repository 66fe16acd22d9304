package dev.ringside.engine.x86.decode;

import dev.ringside.engine.x86.decode.Encoding.Immediate;
import dev.ringside.engine.x86.decode.Encoding.Size;

/// Reads the words of one table row into an [Encoding]. The words are explained at [OpcodeMap].
final class EncodingReader {
    private int flags;
    private int operands = Form.NONE;
    private Size size = Size.OPERAND;
    private Immediate immediate = Immediate.NONE;

    private EncodingReader() {}

    static Encoding read(String text) {
        String[] words = text.strip().split(" +");
        EncodingReader reader = new EncodingReader();
        boolean named = words[0].equals(words[0].toLowerCase(java.util.Locale.ROOT));
        if (named) {
            reader.flags |= Encoding.MOD_RM;
        }
        for (int i = 1; i < words.length; i++) {
            boolean read =
                    reader.operand(words[i])
                            || reader.size(words[i])
                            || reader.vector(words[i])
                            || reader.flag(words[i]);
            if (!read) {
                reader.immediate = immediate(words[i]);
            }
        }
        if (reader.is(Encoding.NO_MOD_RM)) {
            reader.flags &= ~Encoding.MOD_RM;
        }
        return new Encoding(
                Opcode.number(words[0]),
                reader.flags,
                reader.form(),
                reader.size,
                reader.immediate);
    }

    private boolean is(int flag) {
        return (flags & flag) != 0;
    }

    private boolean operand(String word) {
        switch (word) {
            case "E" -> operands(Form.RM, Encoding.MOD_RM);
            case "EG" -> operands(Form.RM_REG, Encoding.MOD_RM);
            case "GE" -> operands(Form.REG_RM, Encoding.MOD_RM);
            case "C" -> operands(Form.RM_REG, Encoding.MOD_RM | Encoding.CONTROL);
            case "Z" -> operands(Form.RM, Encoding.OPCODE_REGISTER);
            case "ZA" -> operands(Form.RM_REG, Encoding.OPCODE_REGISTER);
            case "A" -> operands(Form.RM, 0);
            case "Ao" -> operands(Form.REG_RM, Encoding.ABSOLUTE);
            case "oA" -> operands(Form.RM_REG, Encoding.ABSOLUTE);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void operands(int form, int flags) {
        operands = form;
        this.flags |= flags;
    }

    private boolean size(String word) {
        Size read =
                switch (word) {
                    case "b" -> Size.BYTE;
                    case "w" -> Size.WORD;
                    case "d" -> Size.DOUBLEWORD;
                    case "q" -> Size.QUADWORD;
                    case "v" -> Size.OPERAND;
                    case "z" -> Size.AT_MOST_4;
                    case "y" -> Size.REX_W;
                    case "v64" -> Size.STACK;
                    case "f64" -> Size.BRANCH;
                    default -> null;
                };
        if (read == null) {
            return false;
        }
        size = read;
        return true;
    }

    private boolean vector(String word) {
        switch (word) {
            case "x" -> vector(Encoding.YMM, Size.VECTOR);
            case "xh" -> vector(Encoding.YMM, Size.HALF_VECTOR);
            case "xq" -> vector(Encoding.YMM, Size.QUARTER_VECTOR);
            case "xe" -> vector(Encoding.YMM, Size.EIGHTH_VECTOR);
            case "xd" -> vector(Encoding.YMM, Size.MOVDDUP);
            case "X" -> flags |= Encoding.XMM;
            case "mm" -> vector(Encoding.MMX, Size.QUADWORD);
            case "mm4" -> vector(Encoding.MMX, Size.DOUBLEWORD);
            case "MM" -> flags |= Encoding.MMX;
            case "x1", "x2", "x4", "x8", "x16" -> vector(Encoding.XMM, fixed(word.substring(1)));
            case "y1", "y2", "y4", "y8", "y16" -> vector(Encoding.YMM, fixed(word.substring(1)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void vector(int flag, Size operand) {
        flags |= flag;
        size = operand;
    }

    private static Size fixed(String bytes) {
        return switch (bytes) {
            case "1" -> Size.BYTE;
            case "2" -> Size.WORD;
            case "4" -> Size.DOUBLEWORD;
            case "8" -> Size.QUADWORD;
            default -> Size.DOUBLE_QUADWORD;
        };
    }

    private boolean flag(String word) {
        int read =
                switch (word) {
                    case "L" -> Encoding.LOCKABLE;
                    case "M" -> Encoding.MEMORY_ONLY;
                    case "R" -> Encoding.REGISTER_ONLY;
                    case "nm" -> Encoding.NO_MOD_RM;
                    case "i64" -> Encoding.NOT_64;
                    case "o64" -> Encoding.ONLY_64;
                    case "H" -> Encoding.VVVV;
                    case "L0" -> Encoding.L0;
                    case "L1" -> Encoding.L1;
                    case "W0" -> Encoding.W0;
                    case "W1" -> Encoding.W1;
                    case "VSIB" -> Encoding.VSIB;
                    default -> 0;
                };
        flags |= read;
        return read != 0;
    }

    private static Immediate immediate(String word) {
        return switch (word) {
            case "one" -> Immediate.ONE;
            case "cl" -> Immediate.CL;
            case "ib" -> Immediate.BYTE;
            case "sib", "jb" -> Immediate.SIGNED_BYTE;
            case "iw" -> Immediate.WORD;
            case "iwb" -> Immediate.WORD_BYTE;
            case "iz", "jz" -> Immediate.OPERAND_AT_MOST_4;
            case "iv" -> Immediate.OPERAND;
            case "ap" -> Immediate.FAR_POINTER;
            case "is4" -> Immediate.REGISTER_BYTE;
            default -> throw new IllegalArgumentException("table word " + word);
        };
    }

    private int form() {
        if (immediate == Immediate.NONE) {
            return operands;
        }
        return switch (operands) {
            case Form.RM -> immediate == Immediate.CL ? Form.RM_CL : Form.RM_IMMEDIATE;
            case Form.RM_REG -> Form.RM_REG_IMMEDIATE;
            case Form.REG_RM -> Form.REG_RM_IMMEDIATE;
            default -> Form.IMMEDIATE;
        };
    }
}
