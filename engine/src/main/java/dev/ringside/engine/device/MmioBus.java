package dev.ringside.engine.device;

import dev.ringside.engine.hypervisor.MmioHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Guest-physical memory that is neither RAM nor ROM, and who answers there.
///
/// Devices see 1, 2 or 4 bytes inside their range; wider accesses, and such as reach over an end,
/// come in parts, lowest address first, as PCI's 32-bit bus cuts them. Unclaimed memory reads all
/// ones and is logged once a page. Used on the running VCPU's thread.
public final class MmioBus implements MmioHandler {
    private static final int PAGE_SHIFT = 12;
    private static final int LOGGED_LIMIT = 100;

    private final List<Claim> claims = new ArrayList<>();
    private final Set<Long> logged = new HashSet<>();
    private final Set<Long> loggedRegisters = new HashSet<>();
    private final Consumer<String> log;

    private record Claim(String name, long first, long last, PortDevice device) {
        boolean holds(long address) {
            return address >= first && address <= last;
        }
    }

    /// @param log hears of unclaimed pages, one line each
    public MmioBus(Consumer<String> log) {
        this.log = log;
    }

    /// Gives `device` the bytes from `first` to `last`, both inclusive. Where claims overlap the
    /// older one answers.
    ///
    /// @throws IllegalArgumentException the range is empty or larger than 2 GiB
    public void claim(String name, long first, long last, PortDevice device) {
        if (first < 0 || first > last || last - first >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "%s: no memory range %#x to %#x".formatted(name, first, last));
        }
        claims.add(new Claim(name, first, last, device));
    }

    /// Takes every claim of `device` away.
    public void release(PortDevice device) {
        claims.removeIf(claim -> claim.device() == device);
    }

    /// Who answers at `address`, or null.
    public @Nullable String ownerOf(long address) {
        Claim claim = at(address);
        return claim == null ? null : claim.name();
    }

    private @Nullable Claim at(long address) {
        for (Claim claim : claims) {
            if (claim.holds(address)) {
                return claim;
            }
        }
        return null;
    }

    @Override
    public long read(long address, int size) {
        Claim claim = at(address);
        if (size <= 4 && claim != null && takes(claim, address, size)) {
            check(claim, address, "read");
            int value = claim.device().read((int) (address - claim.first()), size);
            return value & ones(size);
        }
        if (size == 1 || claim == null && at(address + size - 1) == null) {
            unclaimed(address, "read");
            return ones(size);
        }
        int half = size / 2;
        return read(address, half) | read(address + half, half) << 8 * half;
    }

    @Override
    public void write(long address, int size, long value) {
        Claim claim = at(address);
        if (size <= 4 && claim != null && takes(claim, address, size)) {
            check(claim, address, "written");
            int offset = (int) (address - claim.first());
            claim.device().write(offset, size, (int) (value & ones(size)));
        } else if (size == 1 || claim == null && at(address + size - 1) == null) {
            unclaimed(address, "written");
        } else {
            int half = size / 2;
            write(address, half, value);
            write(address + half, half, value >>> 8 * half);
        }
    }

    private static boolean takes(Claim claim, long address, int size) {
        return size == 1
                || address + size - 1 <= claim.last()
                        && !(claim.device() instanceof PortDevice.ByteDevice);
    }

    private static long ones(int size) {
        return -1L >>> 64 - 8 * size;
    }

    private void check(Claim claim, long address, String what) {
        int offset = (int) (address - claim.first());
        boolean known = claim.device().knows(offset);
        if (!known && loggedRegisters.size() < LOGGED_LIMIT && loggedRegisters.add(address)) {
            log.accept(
                    "%s: register 0x%x is %s, but there is none"
                            .formatted(claim.name(), offset, what));
        }
    }

    private void unclaimed(long address, String what) {
        if (logged.size() < LOGGED_LIMIT && logged.add(address >>> PAGE_SHIFT)) {
            log.accept("memory at 0x%x is %s, but nothing takes that".formatted(address, what));
        }
    }
}
