package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What to run and how, checked: the command line's options and `launch.json`'s attributes.
///
/// @param boot one of [#BOOT_KINDS]
/// @param entry first instruction, else as the image says
/// @param loadAddress where a flat image goes
/// @param mode one of [#MODES], or empty for what the image says
/// @param memory bytes
/// @param cpu one of [#CPU_MODELS]
/// @param serial `stdio`, `off` or a file
/// @param debugcon a file, or empty
/// @param maxInstructions [Long#MAX_VALUE]: no limit
/// @param timeout zero: none
/// @param symbols files, each perhaps with an address
/// @param sourceMap prefix of a path in the debug information to the prefix where it lies
/// @param stopOnEntry stop before the first instruction
/// @param stepInterrupts a step may end in the handler of an interrupt that happened to come
/// @param noDebug run without breakpoints
public record LaunchOptions(
        String program,
        String boot,
        OptionalLong entry,
        OptionalLong loadAddress,
        String mode,
        long memory,
        int vcpus,
        String cpu,
        String backend,
        String engine,
        String append,
        String initrd,
        List<Disk> disks,
        String serial,
        String debugcon,
        long maxInstructions,
        Duration timeout,
        String clock,
        List<SymbolFile> symbols,
        Map<String, String> sourceMap,
        boolean stopOnEntry,
        boolean stepInterrupts,
        boolean noDebug) {

    public static final List<String> BOOT_KINDS =
            List.of("auto", "disk", "flat", "elf", "multiboot", "multiboot2", "linux", "firmware");
    public static final List<String> MODES = List.of("real", "protected", "long");
    public static final List<String> CPU_MODELS = List.of("v1", "v2", "v3");
    public static final List<String> BACKENDS = List.of("core", "kvm", "auto");
    public static final List<String> ENGINES = List.of("interpret", "translate", "auto");
    public static final List<String> CLOCKS = List.of("virtual", "real");

    /// The same with what an `attach` adds.
    LaunchOptions attached(Attach attach) {
        List<SymbolFile> files = new ArrayList<>(attach.symbols());
        files.addAll(symbols);
        Map<String, String> paths = new LinkedHashMap<>(sourceMap);
        paths.putAll(attach.sourceMap());
        return new LaunchOptions(
                program,
                boot,
                entry,
                loadAddress,
                mode,
                memory,
                vcpus,
                cpu,
                backend,
                engine,
                append,
                initrd,
                disks,
                serial,
                debugcon,
                maxInstructions,
                timeout,
                clock,
                files,
                paths,
                attach.stopOnEntry(),
                attach.stepInterrupts(),
                false);
    }

    /// What an `attach` says: more symbol files, and whether the machine stops at once.
    public record Attach(
            List<SymbolFile> symbols,
            Map<String, String> sourceMap,
            boolean stopOnEntry,
            boolean stepInterrupts) {}

    /// @param options what follows the path: `,rw`, `,if=virtio`, nothing
    public record Disk(String path, String options) {}
}
