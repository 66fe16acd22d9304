package dev.ringside.engine.kvm;

import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.Vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// KVM's memory regions of one guest, kept equal to its address space: each region is a stretch of
/// the VMOs' own memory, so guest and VMM see the same bytes.
///
/// Owned by [KvmVm], whose lock guards it.
final class MemorySlots {
    /// @param flags of `struct kvm_userspace_memory_region`
    private record Slot(long guestAddress, long bytes, long hostAddress, int flags) {}

    private final KvmCalls calls;
    private final int vm;
    private final GuestPhysicalAddressSpace space;
    private final long hostBase;
    private final int limit;
    private final MemorySegment region;
    private final Map<Slot, Integer> present = new HashMap<>();
    private final BitSet used = new BitSet();

    /// @param vm file descriptor
    /// @param limit slots the kernel allows
    MemorySlots(KvmCalls calls, int vm, Vm guest, int limit, Arena arena) {
        this.calls = calls;
        this.vm = vm;
        this.space = guest.space();
        this.hostBase = guest.memory().segment().address();
        this.limit = limit;
        this.region = arena.allocate(KvmAbi.Slot.SIZE, 8);
    }

    /// Whether the guest has any memory.
    boolean isEmpty() {
        return present.isEmpty();
    }

    /// Makes KVM's regions what the address space says: first those that are gone, then the new.
    ///
    /// @throws KvmException too many stretches, or the kernel refuses one
    void refresh() {
        List<Slot> wanted = new ArrayList<>();
        space.forEachRun((address, frame, length, permissions) -> {
            if ((permissions & GuestPhysicalAddressSpace.READ) != 0) {
                boolean writable = (permissions & GuestPhysicalAddressSpace.WRITE) != 0;
                int flags = writable ? 0 : KvmAbi.Slot.READ_ONLY;
                wanted.add(new Slot(address, length, hostBase + frame, flags));
            }
        });
        if (wanted.size() > limit) {
            throw new KvmException(
                    "The guest's memory map has %d pieces and KVM takes %d; use --backend core."
                            .formatted(wanted.size(), limit));
        }
        Set<Slot> keep = new HashSet<>(wanted);
        present.entrySet()
                .removeIf(entry -> {
                    boolean gone = !keep.contains(entry.getKey());
                    if (gone) {
                        set(entry.getValue(), entry.getKey(), 0);
                        used.clear(entry.getValue());
                    }
                    return gone;
                });
        for (Slot slot : wanted) {
            if (!present.containsKey(slot)) {
                int number = used.nextClearBit(0);
                set(number, slot, slot.bytes());
                used.set(number);
                present.put(slot, number);
            }
        }
    }

    /// @param bytes 0 to remove the region
    private void set(int number, Slot slot, long bytes) {
        region.set(ValueLayout.JAVA_INT, 0, number);
        region.set(ValueLayout.JAVA_INT, KvmAbi.Slot.FLAGS, bytes == 0 ? 0 : slot.flags());
        region.set(ValueLayout.JAVA_LONG, KvmAbi.Slot.GUEST_ADDRESS, slot.guestAddress());
        region.set(ValueLayout.JAVA_LONG, KvmAbi.Slot.BYTES, bytes);
        region.set(ValueLayout.JAVA_LONG, KvmAbi.Slot.HOST_ADDRESS, slot.hostAddress());
        int done = calls.ioctl(vm, KvmAbi.SET_USER_MEMORY_REGION, region);
        if (done < 0) {
            throw KvmException.of(
                    "KVM_SET_USER_MEMORY_REGION for guest-physical 0x%x, 0x%x bytes,"
                            .formatted(slot.guestAddress(), slot.bytes()),
                    done);
        }
    }
}
