package dev.ringside.engine.vmm;

import dev.ringside.engine.device.FwCfg;
import dev.ringside.engine.device.StateWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What firmware is told about the machine by fw_cfg.
final class FirmwareConfig {
    private static final int USABLE = 1;

    private FirmwareConfig() {}

    /// @param vcpus processors there are
    static void describe(FwCfg config, RamLayout layout, int vcpus) {
        config.number(FwCfg.RAM_SIZE, 8, layout.low() + layout.high());
        config.number(FwCfg.NO_GRAPHICS, 2, 0);
        config.number(FwCfg.CPU_COUNT, 2, vcpus);
        config.number(FwCfg.MAX_CPUS, 2, vcpus);
        config.number(FwCfg.BOOT_MENU, 2, 0);
        config.number(FwCfg.IRQ0_OVERRIDE, 4, 1);
        config.file("etc/e820", memoryMap(layout));
        // -1: no second try when there is nothing to boot.
        config.file("etc/boot-fail-wait", new byte[] {-1, -1, -1, -1});
    }

    /// `--append` and `--initrd` for firmware that starts kernels.
    ///
    /// @throws ImageException the initial RAM disk cannot be read
    static void describeKernel(FwCfg config, MachineConfig machine) throws ImageException {
        if (!machine.append().isEmpty()) {
            byte[] line = (machine.append() + "\0").getBytes(StandardCharsets.ISO_8859_1);
            config.number(FwCfg.COMMAND_LINE_SIZE, 4, line.length);
            config.item(FwCfg.COMMAND_LINE_DATA, line);
        }
        Path initrd = machine.initrd();
        if (initrd != null) {
            byte[] bytes = ImageBytes.read(initrd, "initial RAM disk").array();
            config.number(FwCfg.INITRD_SIZE, 4, bytes.length);
            config.item(FwCfg.INITRD_DATA, bytes);
        }
    }

    /// Start, length and type of each range of RAM, 20 bytes a line.
    private static byte[] memoryMap(RamLayout layout) {
        StateWriter lines = new StateWriter();
        lines.putLong(0);
        lines.putLong(layout.low());
        lines.putInt(USABLE);
        if (layout.high() > 0) {
            lines.putLong(RamLayout.HIGH_START);
            lines.putLong(layout.high());
            lines.putInt(USABLE);
        }
        return lines.toByteArray();
    }
}
