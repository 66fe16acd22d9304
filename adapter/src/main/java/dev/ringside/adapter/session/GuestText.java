package dev.ringside.adapter.session;

import dev.ringside.engine.vmm.CodePage437;
import java.nio.charset.StandardCharsets;

/// What a guest printed, as Java text.
public final class GuestText {
    private static final byte BACKSPACE = 8;

    private GuestText() {}

    /// Serial ports are taken for UTF-8; the BIOS prints code page 437, where 8, 10 and 13 move.
    public static String decode(Target.Channel channel, byte[] bytes) {
        if (channel != Target.Channel.BIOS_TEXT) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            boolean moves = b == BACKSPACE || b == '\n' || b == '\r';
            text.append(moves ? (char) b : CodePage437.toChar(b));
        }
        return text.toString();
    }
}
