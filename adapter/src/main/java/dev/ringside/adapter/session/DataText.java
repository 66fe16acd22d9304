package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.DataAccess;
import dev.ringside.engine.state.VcpuState;

/// An access to watched data in words.
final class DataText {
    private DataText() {}

    /// `4 bytes at 0x7e00 <ticks> written by timer+0x1 0008:00007cba: 0x5 -> 0x6`.
    ///
    /// @param state behind the instruction that made the access, in the same code segment
    static String of(DataAccess access, VcpuState state, SymbolTable symbols) {
        String name = PcText.symbol(symbols, access.linear()).map(s -> " <" + s + ">").orElse("");
        return "%s at %s%s %s %s: %s"
                .formatted(
                        access.size() == 1 ? "1 byte" : access.size() + " bytes",
                        MemoryReference.hex(access.linear()),
                        name,
                        access.write() ? "written" : "read",
                        by(access, state, symbols),
                        values(access));
    }

    private static String by(DataAccess access, VcpuState state, SymbolTable symbols) {
        long rip = access.linearRip();
        if (rip == -1) {
            return "by a device";
        }
        String place = PcText.of(state, PcText.offset(state, rip));
        return "by " + PcText.symbol(symbols, rip).map(s -> s + " " + place).orElse(place);
    }

    private static String values(DataAccess access) {
        String after = MemoryReference.hex(access.after());
        if (!access.write()) {
            return after;
        }
        return access.before() == access.after()
                ? after + ", unchanged"
                : MemoryReference.hex(access.before()) + " -> " + after;
    }
}
