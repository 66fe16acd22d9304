package dev.ringside.engine.device;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The 64 Ki I/O ports of a PC and who answers on each.
///
/// Unclaimed ports read all ones, as an undriven bus does, and are logged once each. Used on the
/// running VCPU's thread. Claims stay; PCI's windows come and go by [#map].
public final class PioBus {
    private static final int PORTS = 0x10000;

    /// Devices by port through an index; 0 is nobody.
    private final short[] owner = new short[PORTS];

    /// A place whose device was unmapped holds null until it is used again.
    private final List<@Nullable Claim> claims = new ArrayList<>();

    private final BitSet logged = new BitSet(PORTS);
    private final Consumer<String> log;

    private record Claim(String name, int first, int last, PortDevice device) {}

    /// @param log hears of unclaimed ports, one line each
    public PioBus(Consumer<String> log) {
        this.log = log;
    }

    /// Gives `device` the ports from `first` to `last`, both inclusive.
    ///
    /// @throws IllegalArgumentException the range is empty, outside 0 to 0xFFFF, or claimed already
    public void claim(String name, int first, int last, PortDevice device) {
        if (first < 0 || last >= PORTS || first > last) {
            throw new IllegalArgumentException(
                    "%s: no port range %#x to %#x".formatted(name, first, last));
        }
        for (int port = first; port <= last; port++) {
            Claim other = at(port);
            if (other != null) {
                throw new IllegalArgumentException(
                        "%s: port %#x belongs to %s".formatted(name, port, other.name()));
            }
        }
        claims.add(new Claim(name, first, last, device));
        for (int port = first; port <= last; port++) {
            owner[port] = (short) claims.size();
        }
    }

    /// Gives `device` those ports of the range that nobody has, until [#unmap].
    ///
    /// @param first and `last`: inclusive, 0 to 0xFFFF
    public void map(String name, int first, int last, PortDevice device) {
        int free = claims.indexOf(null);
        int index = free >= 0 ? free : claims.size();
        Claim claim = new Claim(name, first, last, device);
        if (free >= 0) {
            claims.set(free, claim);
        } else {
            claims.add(claim);
        }
        for (int port = first; port <= last; port++) {
            if (owner[port] == 0) {
                owner[port] = (short) (index + 1);
            }
        }
    }

    /// Takes every port of `device` away.
    public void unmap(PortDevice device) {
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            if (claim != null && claim.device() == device) {
                for (int port = claim.first(); port <= claim.last(); port++) {
                    owner[port] = owner[port] == i + 1 ? 0 : owner[port];
                }
                claims.set(i, null);
            }
        }
    }

    private @Nullable Claim at(int port) {
        int index = owner[port & 0xFFFF];
        return index == 0 ? null : claims.get(index - 1);
    }

    /// Who answers on `port`, or null.
    public @Nullable String ownerOf(int port) {
        Claim claim = at(port);
        return claim == null ? null : claim.name();
    }

    /// IN.
    ///
    /// @param port 0 to 0xFFFF; a wide access wraps at the end
    /// @param size 1, 2 or 4
    public int read(int port, int size) {
        Claim claim = at(port);
        if (claim != null && takes(claim, port, size)) {
            check(claim, port, "read");
            return claim.device().read(port - claim.first(), size) & mask(size);
        }
        if (size > 1) {
            int value = 0;
            for (int i = 0; i < size; i++) {
                value |= read(port + i & 0xFFFF, 1) << 8 * i;
            }
            return value;
        }
        unclaimed(port, "read");
        return 0xFF;
    }

    /// OUT; see [#read].
    public void write(int port, int size, int value) {
        Claim claim = at(port);
        if (claim != null && takes(claim, port, size)) {
            check(claim, port, "written");
            claim.device().write(port - claim.first(), size, value & mask(size));
        } else if (size > 1) {
            for (int i = 0; i < size; i++) {
                write(port + i & 0xFFFF, 1, value >>> 8 * i);
            }
        } else {
            unclaimed(port, "written");
        }
    }

    private boolean takes(Claim claim, int port, int size) {
        return size == 1
                || port + size - 1 <= claim.last()
                        && owner[port + size - 1] == owner[port]
                        && !(claim.device() instanceof PortDevice.ByteDevice);
    }

    private static int mask(int size) {
        return size == 4 ? -1 : (1 << 8 * size) - 1;
    }

    private void check(Claim claim, int port, String what) {
        int offset = port - claim.first();
        if (!claim.device().knows(offset) && !logged.get(port)) {
            logged.set(port);
            log.accept(
                    "%s: register 0x%x is %s, but there is none"
                            .formatted(claim.name(), offset, what));
        }
    }

    private void unclaimed(int port, String what) {
        if (!logged.get(port)) {
            logged.set(port);
            log.accept("port 0x%x is %s, but no device answers there".formatted(port, what));
        }
    }
}
