package dev.ringside.engine.x86.tlb;

import dev.ringside.engine.paging.Access;

/// What [TranslatedAccess] does when the tag misses: walks, and gives up wherever more than memory
/// is concerned.
final class PlainAccess {
    private PlainAccess() {}

    /// Reads, as [LinearMemory#readForWrite] if `modify`.
    ///
    /// @throws InterpretInstead where not only memory answers; nothing has changed
    static long read(LinearMemory memory, long linear, int size, boolean modify) {
        requireCanonical(linear, size);
        Translations set = memory.current;
        int privilege = memory.privilege;
        int access = modify ? privilege | Access.WRITE | LinearMemory.MODIFY : privilege;
        memory.checkAlignment(linear, size, set);
        int first = LinearMemory.bytesInPage(linear);
        long host = plain(memory.translate(linear, access, set));
        if (size <= first) {
            refuseWatched(memory, linear, size, modify);
            return memory.host().load(host, size);
        }
        long second = plain(memory.translate(memory.nextPage(linear), access, set));
        refuseWatched(memory, linear, size, modify);
        HostMemory ram = memory.host();
        return ram.loadBytes(host, first) | ram.loadBytes(second, size - first) << 8 * first;
    }

    /// Writes the low `size` bytes of `value`.
    ///
    /// @throws InterpretInstead where not only memory is written, or code; nothing has changed
    static void write(LinearMemory memory, long linear, int size, long value) {
        Translations set = memory.current;
        int slot = Translations.slot(linear);
        if (set.entry[slot + Translations.CODE] == (linear + size - 1 & -4096)) {
            long at = linear + set.entry[slot + Translations.ADDEND];
            refuseCode(memory, at, size);
            memory.host().store(at, size, value);
            return;
        }
        requireCanonical(linear, size);
        memory.checkAlignment(linear, size, set);
        int how = memory.privilege | Access.WRITE;
        int first = LinearMemory.bytesInPage(linear);
        long host = plain(memory.translate(linear, how, set));
        if (size <= first) {
            refuseCode(memory, host, size);
            refuseWatched(memory, linear, size, true);
            memory.host().store(host, size, value);
            return;
        }
        long second = plain(memory.translate(memory.nextPage(linear), how, set));
        refuseCode(memory, host, first);
        refuseCode(memory, second, size - first);
        refuseWatched(memory, linear, size, true);
        memory.host().storeBytes(host, first, value);
        memory.host().storeBytes(second, size - first, value >>> 8 * first);
    }

    private static void requireCanonical(long linear, int size) {
        long last = linear + size - 1;
        if (linear << 16 >> 16 != linear || last << 16 >> 16 != last) {
            throw InterpretInstead.instance();
        }
    }

    private static long plain(long host) {
        if (host < 0) {
            throw InterpretInstead.instance();
        }
        return host;
    }

    private static void refuseCode(LinearMemory memory, long host, int size) {
        if (memory.holdsCode(host, size)) {
            throw InterpretInstead.instance();
        }
    }

    private static void refuseWatched(LinearMemory memory, long linear, int size, boolean write) {
        if (memory.watches(linear, size, write)) {
            throw InterpretInstead.instance();
        }
    }
}
