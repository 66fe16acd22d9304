package dev.ringside.engine.vmm;

import dev.ringside.engine.device.FwCfg;

/// What tells a guest its processors and interrupt wiring: ACPI and MP tables, by the built-in BIOS
/// in its ROM or by other firmware through fw_cfg.
final class SystemTables {
    private final AcpiTables acpi;
    private final byte[] mp;

    /// @param vcpus 1 to 64
    SystemTables(int vcpus) {
        acpi = new AcpiTables(vcpus);
        mp = MpTable.bytes(vcpus);
    }

    /// Puts them where the built-in BIOS has them.
    void write(GuestMemory memory) {
        memory.write(AcpiTables.RSDP_ADDRESS, acpi.rsdp(AcpiTables.ADDRESS));
        memory.write(AcpiTables.ADDRESS, acpi.at(AcpiTables.ADDRESS));
        memory.write(MpTable.ADDRESS, mp);
    }

    /// Offers the ACPI tables to firmware.
    void offer(FwCfg firmware) {
        AcpiLoaderScript.offer(firmware, acpi);
    }
}
