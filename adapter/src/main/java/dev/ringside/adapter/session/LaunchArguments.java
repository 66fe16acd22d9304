package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolFile;
import dev.ringside.engine.vmm.MachineConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads [LaunchOptions] from the attributes of a `launch` request, or from the command line under
/// the same names.
///
/// Attributes that are not ours are let pass: clients add their own.
public final class LaunchArguments {
    private static final long MEBIBYTE = 1 << 20;
    private static final long MIN_MEMORY = MEBIBYTE;
    private static final long MAX_MEMORY = 64L << 30;

    private final AttributeReader attributes;

    private LaunchArguments(Map<String, Object> arguments) {
        this.attributes = new AttributeReader(arguments);
    }

    /// @throws SessionException which attribute, why, and what to write
    public static LaunchOptions parse(Map<String, Object> arguments) throws SessionException {
        return new LaunchArguments(arguments).parse();
    }

    /// The same for `attach`.
    ///
    /// @throws SessionException which attribute, why, and what to write
    public static LaunchOptions.Attach parseAttach(Map<String, Object> arguments)
            throws SessionException {
        LaunchArguments reader = new LaunchArguments(arguments);
        return new LaunchOptions.Attach(
                reader.symbols(),
                reader.sourceMap(),
                reader.attributes.flag("stopOnEntry", true),
                reader.attributes.flag("stepInterrupts", false));
    }

    private LaunchOptions parse() throws SessionException {
        String program = attributes.string("program", "");
        if (program.isBlank()) {
            throw new SessionException(
                    "Nothing to run: set \"program\" to a boot image, an ELF file or a firmware"
                            + " ROM.");
        }
        boolean noDebug = attributes.flag("noDebug", false);
        return new LaunchOptions(
                program,
                attributes.choice("boot", LaunchOptions.BOOT_KINDS, "auto"),
                attributes.address("entry"),
                attributes.address("loadAddress"),
                attributes.choice("mode", LaunchOptions.MODES, ""),
                memory(),
                (int) attributes.number("vcpus", 1, 1, 64),
                attributes.choice("cpu", LaunchOptions.CPU_MODELS, "v2"),
                attributes.choice("backend", LaunchOptions.BACKENDS, "core"),
                attributes.choice("engine", LaunchOptions.ENGINES, "interpret"),
                attributes.string("append", ""),
                attributes.string("initrd", ""),
                disks(),
                attributes.string("serial", "stdio"),
                attributes.string("debugcon", ""),
                maxInstructions(),
                timeout(),
                attributes.choice("clock", LaunchOptions.CLOCKS, "virtual"),
                symbols(),
                sourceMap(),
                attributes.flag("stopOnEntry", true) && !noDebug,
                attributes.flag("stepInterrupts", false),
                noDebug);
    }

    private long memory() throws SessionException {
        long bytes = Sizes.parse("memory", attributes.text("memory", "64M"));
        if (bytes < MIN_MEMORY || bytes > MAX_MEMORY) {
            throw new SessionException(
                    "memory is %s; it must lie between 1M and 64G."
                            .formatted(attributes.text("memory", "")));
        }
        return bytes + MEBIBYTE - 1 & -MEBIBYTE;
    }

    private long maxInstructions() throws SessionException {
        long count = attributes.number("maxInstructions", 0, 0, Long.MAX_VALUE);
        return count == 0 ? Long.MAX_VALUE : count;
    }

    private Duration timeout() throws SessionException {
        return Sizes.parseDuration("timeout", attributes.text("timeout", "0"));
    }

    private List<LaunchOptions.Disk> disks() throws SessionException {
        List<LaunchOptions.Disk> disks = new ArrayList<>();
        for (String text : attributes.strings("disks")) {
            int options = MachineConfig.DiskSpec.optionsAt(text);
            String path = text.substring(0, options);
            if (path.isBlank()) {
                throw new SessionException("disks: '%s' names no file.".formatted(text));
            }
            disks.add(new LaunchOptions.Disk(path, text.substring(options)));
        }
        return disks;
    }

    private List<SymbolFile> symbols() throws SessionException {
        List<SymbolFile> files = new ArrayList<>();
        for (String text : attributes.strings("symbols")) {
            try {
                files.add(SymbolFile.parse(text));
            } catch (IllegalArgumentException e) {
                throw new SessionException(String.valueOf(e.getMessage()));
            }
        }
        return files;
    }

    private Map<String, String> sourceMap() throws SessionException {
        Map<String, String> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : attributes.map("sourceMap").entrySet()) {
            if (!(entry.getValue() instanceof String to)) {
                throw new SessionException(
                        "sourceMap[\"%s\"] must be a string: the folder where those files lie."
                                .formatted(entry.getKey()));
            }
            map.put(String.valueOf(entry.getKey()), to);
        }
        return map;
    }
}
