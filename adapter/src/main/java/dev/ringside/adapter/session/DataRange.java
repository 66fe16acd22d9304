package dev.ringside.adapter.session;

import dev.ringside.engine.debug.AddressKind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Watched bytes, as a DAP `dataId` names them: `0x7e00/4`, `phys:0x1000/512`.
///
/// @param length bytes, at least 1
public record DataRange(MemoryReference start, long length) {
    private static final Pattern TEXT = Pattern.compile("(.+)/([0-9]{1,15})");

    /// @throws SessionException an empty range, or one past the end of the address space
    public static DataRange of(MemoryReference start, long length) throws SessionException {
        long last = start.address() + length - 1;
        if (length < 1 || Long.compareUnsigned(last, start.address()) < 0) {
            throw new SessionException(
                    "%d bytes from %s on are no range to watch.".formatted(length, start.text()));
        }
        return new DataRange(start, length);
    }

    /// @throws SessionException text that is no range
    public static DataRange parse(String dataId) throws SessionException {
        Matcher matcher = TEXT.matcher(dataId.strip());
        if (!matcher.matches()) {
            throw new SessionException(
                    "'%s' names no data: write ADDRESS/BYTES, as in 0x7e00/4 or phys:0x1000/512."
                            .formatted(Texts.clip(dataId, 60)));
        }
        return of(MemoryReference.parse(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    /// What [#parse] takes.
    public String id() {
        return start.text() + "/" + length;
    }

    /// `4 bytes at 0x7e00`.
    public String words() {
        boolean physical = start.kind() == AddressKind.PHYSICAL;
        return "%s at %s%s"
                .formatted(
                        length == 1 ? "1 byte" : length + " bytes",
                        physical ? "guest-physical " : "",
                        MemoryReference.hex(start.address()));
    }
}
