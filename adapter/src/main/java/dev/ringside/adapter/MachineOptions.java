package dev.ringside.adapter;

import dev.ringside.adapter.session.LaunchArguments;
import dev.ringside.adapter.session.LaunchOptions;
import dev.ringside.adapter.session.SessionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a machine is made of: the same names as in `launch.json`, read by the same reader.
final class MachineOptions {
    private static final String ADDRESS = "ADDR";
    private static final String FILE = "FILE";

    @Parameters(index = "0", paramLabel = "IMAGE", description = "Boot image, ELF file or ROM.")
    private String image = "";

    @Option(
            names = "--boot",
            paramLabel = "KIND",
            description =
                    "auto, disk, flat, elf, multiboot, multiboot2, linux, firmware (default auto).")
    private @Nullable String boot;

    @Option(names = "--entry", paramLabel = ADDRESS, description = "First instruction.")
    private @Nullable String entry;

    @Option(
            names = "--load-address",
            paramLabel = ADDRESS,
            description = "Where a flat image goes.")
    private @Nullable String loadAddress;

    @Option(names = "--mode", paramLabel = "MODE", description = "real, protected or long.")
    private @Nullable String mode;

    @Option(names = "--memory", paramLabel = "SIZE", description = "RAM, as in 64M (the default).")
    private @Nullable String memory;

    @Option(names = "--vcpus", paramLabel = "N", description = "Processors (default 1).")
    private @Nullable String vcpus;

    @Option(
            names = "--cpu",
            paramLabel = "MODEL",
            description = "v1, v2 or v3 of x86-64 (default v2).")
    private @Nullable String cpu;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "core, kvm or auto (default core).")
    private @Nullable String backend;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "Tiers of the core: interpret, translate or auto (default interpret).")
    private @Nullable String engine;

    @Option(names = "--append", paramLabel = "TEXT", description = "Kernel command line.")
    private @Nullable String append;

    @Option(names = "--initrd", paramLabel = FILE, description = "Initial RAM disk, or module.")
    private @Nullable String initrd;

    @Option(
            names = "--disk",
            paramLabel = "FILE[,rw]",
            description =
                    "A further disk, FILE[,rw][,if=ide|cd|virtio|vgarom]; writes stay in memory without ,rw. Repeatable.")
    private List<String> disks = new ArrayList<>();

    @Option(
            names = "--symbols",
            paramLabel = "FILE[@ADDR]",
            description = "ELF, NASM or GAS listing, map file. Repeatable.")
    private List<String> symbols = new ArrayList<>();

    @Option(
            names = "--source-map",
            paramLabel = "FROM=TO",
            description = "Where source files lie now. Repeatable.")
    private Map<String, String> sourceMap = new LinkedHashMap<>();

    @Option(
            names = "--serial",
            paramLabel = "stdio|FILE|off",
            description = "COM1 (default stdio).")
    private @Nullable String serial;

    @Option(names = "--debugcon", paramLabel = FILE, description = "Debug console, port 0xe9.")
    private @Nullable String debugcon;

    @Option(
            names = "--max-instructions",
            paramLabel = "N",
            description = "End after so many instructions.")
    private @Nullable String maxInstructions;

    @Option(names = "--timeout", paramLabel = "TIME", description = "End after 30s, 500ms, 2m.")
    private @Nullable String timeout;

    @Option(
            names = "--clock",
            paramLabel = "KIND",
            description = "virtual or real (default virtual).")
    private @Nullable String clock;

    @Option(names = "--log", paramLabel = FILE, description = "Log of the debugger's messages.")
    private @Nullable String log;

    /// The options under their names in `launch.json`.
    Map<String, Object> attributes() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("program", image);
        put(map, "boot", boot);
        put(map, "entry", entry);
        put(map, "loadAddress", loadAddress);
        put(map, "mode", mode);
        put(map, "memory", memory);
        put(map, "vcpus", vcpus);
        put(map, "cpu", cpu);
        put(map, "backend", backend);
        put(map, "engine", engine);
        put(map, "append", append);
        put(map, "initrd", initrd);
        put(map, "serial", serial);
        put(map, "debugcon", debugcon);
        put(map, "maxInstructions", maxInstructions);
        put(map, "timeout", timeout);
        put(map, "clock", clock);
        put(map, "log", log);
        map.put("disks", disks);
        map.put("symbols", symbols);
        map.put("sourceMap", sourceMap);
        return map;
    }

    /// @throws SessionException which option, why, and what to write
    LaunchOptions read() throws SessionException {
        return LaunchArguments.parse(attributes());
    }

    private static void put(Map<String, Object> map, String name, @Nullable String value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
