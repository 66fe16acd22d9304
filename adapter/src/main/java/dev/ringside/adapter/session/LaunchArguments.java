package dev.ringside.adapter.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Reads [LaunchOptions] from the attributes of a `launch` request, or from the command line under
/// the same names.
///
/// Attributes that are not ours are let pass: clients add their own.
public final class LaunchArguments {
    /// Every attribute, as `launch.json` spells it.
    public static final Set<String> NAMES =
            Set.of(
                    "program",
                    "boot",
                    "entry",
                    "loadAddress",
                    "mode",
                    "memory",
                    "vcpus",
                    "backend",
                    "append",
                    "initrd",
                    "disk",
                    "serial",
                    "debugcon",
                    "maxInstructions",
                    "timeout",
                    "clock",
                    "symbols",
                    "sourceMap",
                    "stopOnEntry",
                    "noDebug");

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
                attributes.choice("backend", LaunchOptions.BACKENDS, "core"),
                attributes.string("append", ""),
                attributes.string("initrd", ""),
                disks(),
                attributes.string("serial", "stdio"),
                attributes.string("debugcon", ""),
                attributes.number("maxInstructions", Long.MAX_VALUE, 1, Long.MAX_VALUE),
                timeout(),
                attributes.choice("clock", LaunchOptions.CLOCKS, "virtual"),
                symbols(),
                sourceMap(),
                attributes.flag("stopOnEntry", true) && !noDebug,
                noDebug);
    }

    private long memory() throws SessionException {
        long bytes = Sizes.parse("memory", attributes.text("memory", "64M"));
        if (bytes < MIN_MEMORY || bytes > MAX_MEMORY) {
            throw new SessionException(
                    "memory is %s; it must lie between 1M and 64G."
                            .formatted(attributes.text("memory", "")));
        }
        return bytes + 4095 & -4096L;
    }

    private Duration timeout() throws SessionException {
        return Sizes.parseDuration("timeout", attributes.text("timeout", "0"));
    }

    private List<LaunchOptions.Disk> disks() throws SessionException {
        List<LaunchOptions.Disk> disks = new ArrayList<>();
        for (String text : attributes.strings("disk")) {
            boolean writable = text.endsWith(",rw");
            String path = writable ? text.substring(0, text.length() - 3) : text;
            if (path.isBlank()) {
                throw new SessionException("disk '%s' names no file.".formatted(text));
            }
            disks.add(new LaunchOptions.Disk(path, writable));
        }
        return disks;
    }

    private List<LaunchOptions.SymbolFile> symbols() throws SessionException {
        List<LaunchOptions.SymbolFile> files = new ArrayList<>();
        for (String text : attributes.strings("symbols")) {
            int at = text.lastIndexOf('@');
            boolean bound = at > 0 && text.substring(at + 1).matches("(0[xX])?[0-9a-fA-F]+");
            OptionalLong address =
                    bound
                            ? OptionalLong.of(Sizes.address("symbols", text.substring(at + 1)))
                            : OptionalLong.empty();
            files.add(new LaunchOptions.SymbolFile(bound ? text.substring(0, at) : text, address));
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
