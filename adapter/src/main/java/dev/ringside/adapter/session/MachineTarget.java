package dev.ringside.adapter.session;

import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.vmm.BootKind;
import dev.ringside.engine.vmm.ClockKind;
import dev.ringside.engine.vmm.CpuMode;
import dev.ringside.engine.vmm.ImageException;
import dev.ringside.engine.vmm.ImageInfo;
import dev.ringside.engine.vmm.Machine;
import dev.ringside.engine.vmm.MachineConfig;
import dev.ringside.engine.vmm.MachineConsole;
import dev.ringside.engine.vmm.VgaText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The engine's machine as a session's target.
public final class MachineTarget implements Target {
    private final Machine machine;

    public MachineTarget(Machine machine) {
        this.machine = machine;
    }

    /// Makes a machine.
    ///
    /// @throws SessionException the image or an option cannot be used
    public static Target create(LaunchOptions options, GuestOutput output) throws SessionException {
        return new MachineTarget(machine(options, output));
    }

    /// Makes a machine for a run without debugger.
    ///
    /// @throws SessionException the image or an option cannot be used
    public static Machine machine(LaunchOptions options, GuestOutput output)
            throws SessionException {
        try {
            return Machine.create(config(options), new Console(output));
        } catch (ImageException e) {
            throw new SessionException(String.valueOf(e.getMessage()));
        }
    }

    /// What an image is, without a machine.
    ///
    /// @throws SessionException it cannot be used
    public static ImageInfo info(LaunchOptions options) throws SessionException {
        try {
            return ImageInfo.of(config(options));
        } catch (ImageException e) {
            throw new SessionException(String.valueOf(e.getMessage()));
        }
    }

    private static MachineConfig config(LaunchOptions options)
            throws SessionException, ImageException {
        MachineConfig.Builder builder =
                MachineConfig.builder()
                        .image(path(options.program()))
                        .boot(BootKind.of(options.boot()))
                        .entry(boxed(options.entry()))
                        .loadAddress(boxed(options.loadAddress()))
                        .mode(options.mode().isEmpty() ? null : CpuMode.of(options.mode()))
                        .memory(options.memory())
                        .vcpus(options.vcpus())
                        .cpu(CpuModel.valueOf(constant(options.cpu())))
                        .backend(options.backend())
                        .engine(options.engine())
                        .append(options.append())
                        .initrd(options.initrd().isEmpty() ? null : path(options.initrd()))
                        .serial(options.serial())
                        .debugcon(options.debugcon().isEmpty() ? null : path(options.debugcon()))
                        .maxInstructions(options.maxInstructions())
                        .timeout(options.timeout().isZero() ? null : options.timeout())
                        .clock(ClockKind.valueOf(constant(options.clock())));
        for (LaunchOptions.Disk disk : options.disks()) {
            builder.disk(MachineConfig.DiskSpec.parse(path(disk.path()) + disk.options()));
        }
        return builder.build();
    }

    private static String constant(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static Path path(String text) throws SessionException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new SessionException("'%s' is no file name.".formatted(Texts.clip(text, 80)));
        }
    }

    @Override
    public Debugger debugger() {
        return machine.debugger();
    }

    @Override
    public String description() {
        ImageInfo image = machine.image();
        String notes = image.notes().isEmpty() ? "" : "\n" + String.join("\n", image.notes());
        return "%s, %d bytes, starts at %s%s"
                .formatted(image.format(), image.size(), image.entryText(), notes);
    }

    @Override
    public void start() {
        machine.start();
    }

    @Override
    public void type(String text) {
        machine.keyboard().type(text);
    }

    @Override
    public void serialInput(int port, byte[] bytes) {
        machine.serialInput(port - 1, bytes);
    }

    @Override
    public Screen screen() {
        VgaText shown = machine.screen();
        byte[] cells = new byte[2 * shown.characters().length];
        for (int i = 0; i < shown.characters().length; i++) {
            cells[2 * i] = shown.characters()[i];
            cells[2 * i + 1] = shown.attributes()[i];
        }
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < shown.rows(); row++) {
            lines.add(shown.row(row));
        }
        return new Screen(
                shown.columns(),
                shown.rows(),
                lines,
                cells,
                shown.cursorRow(),
                shown.cursorColumn(),
                shown.cursorVisible());
    }

    @Override
    public void kill() {
        machine.close();
    }

    @Override
    public void close() {
        machine.close();
    }

    /// Hands the guest's text over.
    private record Console(GuestOutput output) implements MachineConsole {
        @Override
        public void serial(int port, byte b) {
            output.write(port == 0 ? Channel.COM1 : Channel.COM2, b);
        }

        @Override
        public void debugcon(byte b) {
            output.write(Channel.DEBUG_CONSOLE, b);
        }

        @Override
        public void text(byte b) {
            output.write(Channel.BIOS_TEXT, b);
        }

        @Override
        public void log(String line) {
            output.note(line);
        }
    }
}
