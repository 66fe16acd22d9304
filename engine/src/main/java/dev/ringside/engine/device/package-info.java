/// The PC's devices as clients of traps.
///
/// A new device:
/// 1. One class here, named after the chip, that implements [PortDevice] (or
///    [PortDevice.ByteDevice]) and [Stateful], with its data sheet cited.
/// 2. It takes [VirtualClock] and [EventQueue.Timer]s for time, an [IrqLine] for its interrupt, and
///    callbacks for anything else; it knows no machine.
/// 3. A field, a claim (ports by [PioBus], memory by [MmioBus]) and an entry in `parts` in
///    `vmm.PcPlatform`; a PCI function ([PciFunction]) in `vmm.PciDevices` instead.
/// 4. A unit test of its own, and its ports among those `StateTest` stirs.
@NullMarked
package dev.ringside.engine.device;

import org.jspecify.annotations.NullMarked;
