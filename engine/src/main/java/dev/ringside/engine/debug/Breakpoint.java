package dev.ringside.engine.debug;

import org.jspecify.annotations.Nullable;

/// A place to stop, never written into guest memory.
///
/// @param id chosen by the caller, handed back in [StopReason.Hit]
/// @param vcpu the only VCPU that stops here, or -1
/// @param condition stops only where it is not 0; null: always
/// @param hits counts passes of the condition
/// @param log with a template the breakpoint logs and never stops
public record Breakpoint(
        int id,
        Place place,
        int vcpu,
        @Nullable Expression condition,
        HitCondition hits,
        @Nullable LogTemplate log) {

    /// An unconditional breakpoint for every VCPU.
    public static Breakpoint at(int id, Place place) {
        return new Breakpoint(id, place, -1, null, HitCondition.ALWAYS, null);
    }

    /// Which instructions a breakpoint means.
    public sealed interface Place {
        /// The address that the processor fetches from, before paging.
        record Linear(long address) implements Place {}

        /// The guest-physical address of the instruction's first byte.
        record Physical(long address) implements Place {}

        /// Exactly this CS selector and IP.
        record CsIp(int selector, long ip) implements Place {}

        /// A linear address under one CR3 (its page-table base).
        record AddressSpace(long address, long cr3) implements Place {}

        /// Accesses to any of `length` bytes from `address` on, which do not wrap; the machine
        /// stops behind the instruction that made one.
        record Data(AddressKind kind, long address, long length, DataAccess.Kind access)
                implements Place {
            public Data {
                if (length < 1 || address + length - 1 < address && address >= 0) {
                    throw new IllegalArgumentException("no such range");
                }
            }

            long last() {
                return address + length - 1;
            }
        }

        /// The first instruction any VCPU runs.
        record Entry() implements Place {}
    }
}
