package dev.ringside.engine.object;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The handles of the one process (Zircon: `handle.cpp`).
///
/// A value holds the slot and how often the slot was used before, so a closed value stays dead for
/// a long time. Thread-safe.
///
/// ```
///  31        20 19            2 1 0
///  generation   slot            1 1
/// ```
///
/// Differs: Zircon mixes values with a random number; here equal runs see equal values.
public final class HandleTable {
    /// `ZX_HANDLE_INVALID`.
    public static final int INVALID = 0;

    /// `ZX_HANDLE_FIXED_BITS_MASK`: set in every value.
    public static final int FIXED_BITS = 3;

    /// Handles a process can have.
    public static final int CAPACITY = 1 << 18;

    private static final int SLOT_SHIFT = 2;
    private static final int GENERATION_SHIFT = 20;

    private static final class Slot {
        int generation;
        @Nullable Handle handle;
    }

    private final List<Slot> slots = new ArrayList<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    /// Makes a handle with the default rights of the object's type.
    ///
    /// @return its value
    /// @throws ZxException `NO_MEMORY` when the table is full
    public int add(Dispatcher dispatcher) {
        return add(dispatcher, dispatcher.type().defaultRights());
    }

    /// Makes a handle with the given rights.
    ///
    /// @throws ZxException `NO_MEMORY` when the table is full
    public synchronized int add(Dispatcher dispatcher, int rights) {
        int index = takeSlot();
        Slot slot = slots.get(index);
        slot.handle = new Handle(dispatcher, rights);
        dispatcher.handleAdded();
        return value(index, slot.generation);
    }

    private int takeSlot() {
        Integer index = free.poll();
        if (index != null) {
            return index;
        }
        if (slots.size() == CAPACITY) {
            throw new ZxException(ZxStatus.NO_MEMORY, "the process has no handle left");
        }
        slots.add(new Slot());
        return slots.size() - 1;
    }

    private static int value(int index, int generation) {
        return generation << GENERATION_SHIFT | index << SLOT_SHIFT | FIXED_BITS;
    }

    /// Looks an object up, in Zircon's order: handle, rights, type.
    ///
    /// @param required [Rights] bits
    /// @return the object with a reference for the caller to close
    /// @throws ZxException `BAD_HANDLE`, `ACCESS_DENIED`, `WRONG_TYPE`
    public synchronized <T extends Dispatcher> T get(int value, Class<T> type, int required) {
        Handle handle = find(value);
        if (!handle.has(required)) {
            throw new ZxException(
                    ZxStatus.ACCESS_DENIED,
                    "handle 0x%x lacks rights 0x%x".formatted(value, required & ~handle.rights()));
        }
        if (!type.isInstance(handle.dispatcher())) {
            throw new ZxException(
                    ZxStatus.WRONG_TYPE,
                    "handle 0x%x is a %s".formatted(value, handle.dispatcher().type()));
        }
        T dispatcher = type.cast(handle.dispatcher());
        dispatcher.retain();
        return dispatcher;
    }

    /// The rights of a handle.
    ///
    /// @throws ZxException `BAD_HANDLE`
    public synchronized int rights(int value) {
        return find(value).rights();
    }

    /// Closes a handle.
    ///
    /// @throws ZxException `BAD_HANDLE`
    public void close(int value) {
        remove(value).dispatcher().handleRemoved();
    }

    private synchronized Handle remove(int value) {
        Handle handle = find(value);
        int index = slotOf(value);
        Slot slot = slots.get(index);
        slot.handle = null;
        slot.generation = slot.generation + 1 & (1 << 32 - GENERATION_SHIFT) - 1;
        free.add(index);
        return handle;
    }

    /// Makes a second handle to the object.
    ///
    /// @param rights a subset of the handle's, or [Rights#SAME_RIGHTS]
    /// @throws ZxException `BAD_HANDLE`, `ACCESS_DENIED`, `INVALID_ARGS`, `NO_MEMORY`
    public synchronized int duplicate(int value, int rights) {
        Handle handle = find(value);
        if (!handle.has(Rights.DUPLICATE)) {
            throw new ZxException(ZxStatus.ACCESS_DENIED, "the handle lacks ZX_RIGHT_DUPLICATE");
        }
        return add(handle.dispatcher(), subset(handle, rights));
    }

    /// Exchanges a handle for one with fewer rights. The original dies even where the rights asked
    /// for are refused.
    ///
    /// @throws ZxException `BAD_HANDLE`, `INVALID_ARGS`
    public int replace(int value, int rights) {
        Handle old = remove(value);
        try {
            return add(old.dispatcher(), subset(old, rights));
        } finally {
            old.dispatcher().handleRemoved();
        }
    }

    /// Exchanges a handle for one with more rights. The original dies even where the type is wrong.
    ///
    /// @param added [Rights] bits
    /// @throws ZxException `BAD_HANDLE`, `WRONG_TYPE`
    public int widen(int value, ObjectType type, int added) {
        Handle old = remove(value);
        try {
            if (old.dispatcher().type() != type) {
                throw new ZxException(ZxStatus.WRONG_TYPE, "the handle is no " + type);
            }
            return add(old.dispatcher(), old.rights() | added);
        } finally {
            old.dispatcher().handleRemoved();
        }
    }

    private static int subset(Handle handle, int rights) {
        if (rights == Rights.SAME_RIGHTS) {
            return handle.rights();
        }
        if (!handle.has(rights)) {
            throw new ZxException(
                    ZxStatus.INVALID_ARGS, "rights 0x%x are not held".formatted(rights));
        }
        return rights;
    }

    /// Closes everything.
    void closeAll() {
        for (Handle handle : removeAll()) {
            handle.dispatcher().handleRemoved();
        }
    }

    private synchronized List<Handle> removeAll() {
        List<Handle> all = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (slot.handle != null) {
                all.add(remove(value(i, slot.generation)));
            }
        }
        return all;
    }

    private Handle find(int value) {
        int index = slotOf(value);
        if ((value & FIXED_BITS) == FIXED_BITS && index < slots.size()) {
            Slot slot = slots.get(index);
            if (slot.handle != null && slot.generation == value >>> GENERATION_SHIFT) {
                return slot.handle;
            }
        }
        throw new ZxException(ZxStatus.BAD_HANDLE, "0x%x is no handle".formatted(value));
    }

    private static int slotOf(int value) {
        return value >>> SLOT_SHIFT & CAPACITY - 1;
    }
}
