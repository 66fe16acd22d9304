package dev.ringside.engine.hypervisor;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The traps of one guest: one tree for memory (BELL and MEM), one for ports. Traps are never
/// removed. Thread-safe; lookups take no lock and allocate nothing.
///
/// Zircon: `trap_map.cpp`, era A's rules (see the package's revision note).
public final class TrapMap {
    private volatile Tree memory = Tree.EMPTY;
    private volatile Tree io = Tree.EMPTY;

    /// The MEM or BELL trap at a guest-physical address: the one with the greatest start at or
    /// below it, if it reaches that far.
    public @Nullable Trap findMemory(long guestPhysicalAddress) {
        return memory.find(guestPhysicalAddress);
    }

    /// The IO trap at a port, found alike.
    public @Nullable Trap findIo(int port) {
        return io.find(port);
    }

    /// Adds a trap by era A's rule: traps may overlap, but not start at the same address.
    ///
    /// @throws ZxException `ALREADY_EXISTS` for a trap with this start in the same tree
    public synchronized void add(Trap trap) {
        if (trap.kind() == Trap.Kind.IO) {
            io = io.with(trap);
        } else {
            memory = memory.with(trap);
        }
    }

    /// Every trap, ports last, by start.
    public Trap[] all() {
        Trap[] first = memory.traps;
        Trap[] second = io.traps;
        Trap[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /// An immutable sorted array: traps are set a handful of times and looked up for ever.
    private static final class Tree {
        static final Tree EMPTY = new Tree(new long[0], new Trap[0]);

        final long[] starts;
        final Trap[] traps;

        Tree(long[] starts, Trap[] traps) {
            this.starts = starts;
            this.traps = traps;
        }

        @Nullable Trap find(long address) {
            int index = Arrays.binarySearch(starts, address);
            int below = index >= 0 ? index : -index - 2;
            return below >= 0 && address <= traps[below].last() ? traps[below] : null;
        }

        Tree with(Trap trap) {
            int index = Arrays.binarySearch(starts, trap.first());
            if (index >= 0) {
                throw new ZxException(
                        ZxStatus.ALREADY_EXISTS,
                        "a trap already starts at 0x%x".formatted(trap.first()));
            }
            int at = -index - 1;
            long[] newStarts = Arrays.copyOf(starts, starts.length + 1);
            Trap[] newTraps = Arrays.copyOf(traps, traps.length + 1);
            System.arraycopy(starts, at, newStarts, at + 1, starts.length - at);
            System.arraycopy(traps, at, newTraps, at + 1, traps.length - at);
            newStarts[at] = trap.first();
            newTraps[at] = trap;
            return new Tree(newStarts, newTraps);
        }
    }
}
