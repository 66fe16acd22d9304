package dev.ringside.engine.oracle;

import java.util.Map;

/// The words of a [GoldenVector] for x87 and vector registers: those that changed.
final class GoldenMedia {
    private GoldenMedia() {}

    static void format(StringBuilder line, MediaState before, MediaState after) {
        word(line, "fcw", before.control, after.control);
        word(line, "fsw", before.status, after.status);
        word(line, "ftw", before.tag, after.tag);
        word(line, "mxcsr", before.mxcsr, after.mxcsr);
        for (int i = 0; i < 8; i++) {
            word(line, "e" + i, before.exponent[i], after.exponent[i]);
            word(line, "s" + i, before.significand[i], after.significand[i]);
        }
        for (int i = 0; i < 32; i++) {
            word(line, "x" + i, before.xmm[i], after.xmm[i]);
            word(line, "y" + i, before.ymmHigh[i], after.ymmHigh[i]);
        }
    }

    private static void word(StringBuilder line, String key, long before, long after) {
        if (before != after) {
            line.append(key).append('=').append(Long.toHexString(after)).append(' ');
        }
    }

    static void parse(Map<String, String> words, MediaState before, MediaState after) {
        after.copyFrom(before);
        after.control = (int) number(words, "fcw", before.control);
        after.status = (int) number(words, "fsw", before.status);
        after.tag = (int) number(words, "ftw", before.tag);
        after.mxcsr = (int) number(words, "mxcsr", before.mxcsr);
        for (int i = 0; i < 8; i++) {
            after.exponent[i] = (int) number(words, "e" + i, before.exponent[i]);
            after.significand[i] = number(words, "s" + i, before.significand[i]);
        }
        for (int i = 0; i < 32; i++) {
            after.xmm[i] = number(words, "x" + i, before.xmm[i]);
            after.ymmHigh[i] = number(words, "y" + i, before.ymmHigh[i]);
        }
    }

    private static long number(Map<String, String> words, String key, long otherwise) {
        String word = words.get(key);
        return word == null ? otherwise : Long.parseUnsignedLong(word, 16);
    }
}
