package dev.ringside.engine.vmm;

/// The character set of the PC's text mode.
public final class CodePage437 {
    private static final String LOW = " ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼";
    private static final String HIGH =
            "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
                    + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

    private CodePage437() {}

    /// What the screen shows for `code`; NUL is blank.
    public static char toChar(byte code) {
        int value = code & 0xFF;
        if (value < 0x20) {
            return LOW.charAt(value);
        }
        if (value == 0x7F) {
            return '⌂';
        }
        return value < 0x80 ? (char) value : HIGH.charAt(value - 0x80);
    }
}
