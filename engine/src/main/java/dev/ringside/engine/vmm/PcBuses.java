package dev.ringside.engine.vmm;

import dev.ringside.engine.device.MmioBus;
import dev.ringside.engine.device.PioBus;

/// The buses of a PC: ports and memory.
record PcBuses(PioBus ports, MmioBus memory) {}
