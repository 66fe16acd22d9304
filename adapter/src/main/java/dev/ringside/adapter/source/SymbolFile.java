package dev.ringside.adapter.source;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalLong;

/// A file to take symbols and lines from: what the `symbols` option names.
///
/// @param path the file
/// @param address where its code really is: for ELF the linear address of its lowest segment, for a
///   listing that of its first section. Empty: where the file itself says
public record SymbolFile(Path path, OptionalLong address) {

    /// Reads `FILE` or `FILE@ADDR`; the address is decimal or `0x` hexadecimal.
    ///
    /// @throws IllegalArgumentException with a line for the user
    public static SymbolFile parse(String text) {
        int at = text.lastIndexOf('@');
        OptionalLong address = at > 0 ? parseAddress(text.substring(at + 1)) : OptionalLong.empty();
        // A file may have an @ in its name; what follows counts only if it begins like a number.
        boolean bound = at > 0 && (address.isPresent() || startsLikeNumber(text, at + 1));
        if (bound && address.isEmpty()) {
            throw new IllegalArgumentException(
                    "symbols: the address after @ in '"
                            + text
                            + "' is no number; write FILE@0x100000");
        }
        String file = bound ? text.substring(0, at) : text;
        if (file.isBlank()) {
            throw new IllegalArgumentException("symbols: no file name; write FILE or FILE@ADDR");
        }
        try {
            return new SymbolFile(Path.of(file), address);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("symbols: '" + file + "' is no file name", e);
        }
    }

    private static boolean startsLikeNumber(String text, int index) {
        return index < text.length() && Character.digit(text.charAt(index), 10) >= 0;
    }

    private static OptionalLong parseAddress(String text) {
        String digits = text.replace("_", "");
        try {
            return OptionalLong.of(
                    digits.startsWith("0x") || digits.startsWith("0X")
                            ? Long.parseUnsignedLong(digits.substring(2), 16)
                            : Long.parseUnsignedLong(digits));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
