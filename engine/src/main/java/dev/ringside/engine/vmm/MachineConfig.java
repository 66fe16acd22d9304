package dev.ringside.engine.vmm;

import dev.ringside.engine.state.CpuModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Everything a machine is made from; the options of `design.md` under the same names.
///
/// @param imagePath the image file, or null when `imageBytes` holds it
/// @param imageName what messages call the image
/// @param entry linear address of the first instruction, or null: the image says
/// @param loadAddress guest-physical address of a flat image, or null: the mode's usual one
/// @param mode mode of the first instruction, or null: the image says
/// @param memory bytes of RAM, whole mebibytes
/// @param vcpus 1 to 8
/// @param cpu which instructions the processors have
/// @param backend `core`, `kvm` or `auto`
/// @param engine tiers of the core: `interpret`, `translate` or `auto`
/// @param append command line for kernels that take one
/// @param serial where COM1 goes: `stdio` (the console), `off` or a file
/// @param debugcon a file for the debug console, or null: the console
/// @param maxInstructions the run ends after so many
/// @param timeout the run ends after so long by the host's clock, or null
/// @param startTime what the real-time clock shows at the start
/// @param seed what RDRAND and RDSEED follow from
public record MachineConfig(
        @Nullable Path imagePath,
        byte @Nullable [] imageBytes,
        String imageName,
        BootKind boot,
        @Nullable Long entry,
        @Nullable Long loadAddress,
        @Nullable CpuMode mode,
        long memory,
        int vcpus,
        CpuModel cpu,
        String backend,
        String engine,
        String append,
        @Nullable Path initrd,
        List<DiskSpec> disks,
        String serial,
        @Nullable Path debugcon,
        long maxInstructions,
        @Nullable Duration timeout,
        ClockKind clock,
        Instant startTime,
        long seed) {

    /// A further disk.
    ///
    /// @param writable whether writes reach the file
    /// @param attachment what it hangs on
    public record DiskSpec(Path path, boolean writable, Attachment attachment) {
        private static final Pattern OPTIONS =
                Pattern.compile("(,rw|,if=(ide|cd|virtio|vgarom))*$");

        /// How the guest finds a disk.
        public enum Attachment {
            /// A CD-ROM drive for a file that holds an ISO 9660 file system, else an IDE disk.
            AUTO,
            IDE,
            CD,
            VIRTIO,

            /// No disk: the video BIOS that firmware finds on the display adapter.
            VGAROM
        }

        /// A disk whose contents say what it hangs on.
        public DiskSpec(Path path, boolean writable) {
            this(path, writable, Attachment.AUTO);
        }

        /// Reads `FILE[,rw][,if=ide|cd|virtio|vgarom]`.
        public static DiskSpec parse(String text) {
            int at = optionsAt(text);
            boolean writable = false;
            Attachment attachment = Attachment.AUTO;
            for (String option : text.substring(at).split(",", -1)) {
                if (option.equals("rw")) {
                    writable = true;
                } else if (!option.isEmpty()) {
                    attachment = Attachment.valueOf(option.substring(3).toUpperCase(Locale.ROOT));
                }
            }
            return new DiskSpec(Path.of(text.substring(0, at)), writable, attachment);
        }

        /// Where the options behind the file's name begin.
        public static int optionsAt(String text) {
            Matcher matcher = OPTIONS.matcher(text);
            return matcher.find() ? matcher.start() : text.length();
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /// Collects options; every method returns the builder.
    public static final class Builder {
        private @Nullable Path imagePath;
        private byte @Nullable [] imageBytes;
        private String imageName = "image";
        private BootKind boot = BootKind.AUTO;
        private @Nullable Long entry;
        private @Nullable Long loadAddress;
        private @Nullable CpuMode mode;
        private long memory = 64L << 20;
        private int vcpus = 1;
        private CpuModel cpu = CpuModel.V2;
        private String backend = "core";
        private String engine = "interpret";
        private String append = "";
        private @Nullable Path initrd;
        private final List<DiskSpec> disks = new ArrayList<>();
        private String serial = "stdio";
        private @Nullable Path debugcon;
        private long maxInstructions = Long.MAX_VALUE;
        private @Nullable Duration timeout;
        private ClockKind clock = ClockKind.VIRTUAL;
        private Instant startTime = Instant.parse("2026-01-01T00:00:00Z");
        private long seed;

        private Builder() {}

        public Builder image(Path path) {
            imagePath = path;
            imageBytes = null;
            Path file = path.getFileName();
            imageName = file == null ? path.toString() : file.toString();
            return this;
        }

        /// An image that is no file.
        public Builder image(String name, byte[] bytes) {
            imagePath = null;
            imageBytes = bytes.clone();
            imageName = name;
            return this;
        }

        public Builder boot(BootKind value) {
            boot = value;
            return this;
        }

        public Builder entry(@Nullable Long value) {
            entry = value;
            return this;
        }

        public Builder loadAddress(@Nullable Long value) {
            loadAddress = value;
            return this;
        }

        public Builder mode(@Nullable CpuMode value) {
            mode = value;
            return this;
        }

        public Builder memory(long bytes) {
            memory = bytes;
            return this;
        }

        public Builder vcpus(int value) {
            vcpus = value;
            return this;
        }

        public Builder cpu(CpuModel value) {
            cpu = value;
            return this;
        }

        public Builder backend(String value) {
            backend = value;
            return this;
        }

        public Builder engine(String value) {
            engine = value;
            return this;
        }

        public Builder append(String value) {
            append = value;
            return this;
        }

        public Builder initrd(@Nullable Path value) {
            initrd = value;
            return this;
        }

        public Builder disk(DiskSpec value) {
            disks.add(value);
            return this;
        }

        public Builder serial(String value) {
            serial = value;
            return this;
        }

        public Builder debugcon(@Nullable Path value) {
            debugcon = value;
            return this;
        }

        public Builder maxInstructions(long value) {
            maxInstructions = value;
            return this;
        }

        public Builder timeout(@Nullable Duration value) {
            timeout = value;
            return this;
        }

        public Builder clock(ClockKind value) {
            clock = value;
            return this;
        }

        public Builder startTime(Instant value) {
            startTime = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public MachineConfig build() {
            return new MachineConfig(
                    imagePath,
                    imageBytes,
                    imageName,
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
                    List.copyOf(disks),
                    serial,
                    debugcon,
                    maxInstructions,
                    timeout,
                    clock,
                    startTime,
                    seed);
        }
    }
}
