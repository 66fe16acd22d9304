package dev.ringside.engine.device;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// PCI bus 0: functions by device and function number, and their windows on the port and memory
/// buses.
///
/// Fixed claims of ports and memory hide windows; of windows that overlap, the lower function's is
/// seen.
public final class PciBus {
    private final PioBus ports;
    private final MmioBus memory;
    private final TreeMap<Integer, PciFunction> functions = new TreeMap<>();

    /// The address each window was last seen at, to tell moves; by function * 8 + window.
    private final TreeMap<Integer, Long> seen = new TreeMap<>();

    /// Wires of interrupt pins to the interrupt router.
    @FunctionalInterface
    public interface Router {
        /// @param device 0 to 31, @param pin 1 to 4
        IrqLine wire(int device, int pin);
    }

    public PciBus(PioBus ports, MmioBus memory) {
        this.ports = ports;
        this.memory = memory;
    }

    /// Plugs a function in.
    ///
    /// @param device 0 to 31
    /// @param number 0 to 7
    public void add(int device, int number, PciFunction function, Router router) {
        functions.put(device << 3 | number, function);
        if (function.interruptPin() != 0) {
            function.connect(router.wire(device, function.interruptPin()));
        }
    }

    /// The functions, by device << 3 | function.
    public Map<Integer, PciFunction> functions() {
        return functions;
    }

    /// The function there, or null.
    public @Nullable PciFunction at(int devfn) {
        return functions.get(devfn);
    }

    int read(int devfn, int offset, int size) {
        PciFunction function = functions.get(devfn);
        return function == null ? -1 : function.read(offset, size);
    }

    /// A configuration write; windows move at once.
    public void write(int devfn, int offset, int size, int value) {
        PciFunction function = functions.get(devfn);
        if (function == null) {
            return;
        }
        function.write(offset, size, value);
        boolean maps = false;
        for (int i = 0; i < size; i++) {
            maps |= PciFunction.mapsAt(offset + i);
        }
        if (maps) {
            remap();
        }
    }

    /// Opens every window where its registers say.
    public void remap() {
        if (!anyMoved()) {
            return;
        }
        // RAM goes away first and comes back last: windows may change places.
        functions.forEach((devfn, function) -> eachBar(devfn, function, this::close));
        functions.forEach((devfn, function) -> eachBar(devfn, function, this::open));
    }

    @FunctionalInterface
    private interface BarAction {
        void act(int key, PciBar bar, long address);
    }

    private void eachBar(int devfn, PciFunction function, BarAction action) {
        for (int i = 0; i < PciFunction.barCount(); i++) {
            PciBar bar = function.bar(i);
            if (bar != null) {
                action.act(devfn << 3 | i, bar, function.address(i));
            }
        }
    }

    private boolean anyMoved() {
        boolean[] moved = new boolean[1];
        functions.forEach((devfn, function) ->
                eachBar(
                        devfn,
                        function,
                        (key, bar, address) -> moved[0] |= seen.getOrDefault(key, -1L) != address));
        return moved[0];
    }

    private void close(int key, PciBar bar, long address) {
        boolean was = seen.getOrDefault(key, -1L) != -1L;
        if (!was) {
            return;
        }
        PortDevice device = bar.device();
        if (device == null) {
            if (seen.getOrDefault(key, -1L) != address && bar.moved() != null) {
                bar.moved().accept(-1);
            }
        } else if (bar.kind() == PciBar.Kind.IO) {
            ports.unmap(device);
        } else {
            memory.release(device);
        }
    }

    private void open(int key, PciBar bar, long address) {
        boolean moved = seen.getOrDefault(key, -1L) != address;
        seen.put(key, address);
        if (address == -1) {
            return;
        }
        long last = address + bar.size() - 1;
        PortDevice device = bar.device();
        if (device == null) {
            if (moved && bar.moved() != null) {
                bar.moved().accept(address);
            }
        } else if (bar.kind() == PciBar.Kind.IO) {
            ports.map(bar.name(), (int) address, (int) last, device);
        } else {
            memory.claim(bar.name(), address, last, device);
        }
    }
}
