package dev.ringside.engine.vmm;

import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.device.DmaMemory;
import dev.ringside.engine.device.EventQueue;
import dev.ringside.engine.device.StateWriter;
import dev.ringside.engine.device.VgaAdapter;
import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.VcpuDebug;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.object.Kernel;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.syscall.GuestHandles;
import dev.ringside.engine.syscall.GuestSyscalls;
import dev.ringside.engine.syscall.Syscalls;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The guest with its memory, devices, BIOS and image: everything but the VCPU threads.
///
/// Owned by the VCPU thread once that runs.
final class Board implements PcPlatform.Host, AutoCloseable {
    private static final long SHADOW = 0xC0000;

    /// All ports Zircon lets one trap.
    private static final int PORTS = 0xFFFF;

    private final MachineConsole console;
    private final ConsoleFiles files;
    private final Loader loader;
    private final RamLayout layout;
    private final long seed;
    private final Drives drives;
    private final Kernel kernel;
    private final PcMemory pcMemory;
    private final VcpuState initial = new VcpuState();
    final Syscalls syscalls;
    final GuestHandles guest;
    final Vm vm;
    final GuestMemory memory;
    final PcPlatform platform;
    private final SystemTables tables;
    final TimeKeeper time;
    private final List<BackendVcpu> vcpus = new ArrayList<>();
    private final Set<Integer> unknownMsrs = new HashSet<>();

    /// The VCPU that runs or ran last.
    private @Nullable BackendVcpu vcpu;

    private @Nullable EndReason end;
    private boolean resetRequested;

    /// When INT 15h 86h ends, or [EventQueue#NEVER].
    private long waitEnd = EventQueue.NEVER;

    /// @throws ImageException the image or an option cannot be used
    Board(MachineConfig config, MachineConsole console, Backend backend) throws ImageException {
        this.console = console;
        this.layout = RamLayout.of(config.memory());
        this.seed = config.seed();
        this.files = new ConsoleFiles(config);
        this.loader = openImage(config);
        this.drives = openDrives(config);
        byte[] rom = loader.firmware();
        this.kernel = kernel(backend, rom);
        this.syscalls = Syscalls.of(kernel);
        this.guest = syscalls.extension().createGuest(kernel.rootResource(), 0, Profile.PC);
        this.vm = syscalls.extension().vm(guest.guest());
        this.memory = new GuestMemory(vm.memory(), vm.space());
        this.pcMemory = new PcMemory(syscalls, guest, layout, rom);
        syscalls.guest().setTrap(guest.guest(), GuestSyscalls.TRAP_IO, 0, PORTS, 0, 0);
        this.platform =
                new PcPlatform(
                        this,
                        backend.interruptMessages(vm),
                        config.startTime().getEpochSecond(),
                        layout,
                        drives);
        FirmwareConfig.describe(platform.firmware, layout, config.vcpus());
        if (rom != null) {
            describeKernel(config);
        }
        this.tables = new SystemTables(config.vcpus());
        tables.offer(platform.firmware);
        this.time = new TimeKeeper(platform.clock, platform.events, clock(config, backend));
        memory.onChange(this::memoryChanged);
        if (!floppies().isEmpty()) {
            platform.setFloppy();
        }
        if (rom == null) {
            BiosServices bios = bios();
            platform.bus.claim(
                    "BIOS services",
                    BiosRom.PORT,
                    BiosRom.PORT,
                    new BiosPort(() -> serveBios(bios)));
        }
        powerOn(initial);
    }

    private void describeKernel(MachineConfig config) throws ImageException {
        try {
            FirmwareConfig.describeKernel(platform.firmware, config);
        } catch (ImageException e) {
            closeFiles();
            kernel.close();
            throw e;
        }
    }

    /// Without a count of instructions there is no other time than the host's.
    private static ClockKind clock(MachineConfig config, Backend backend) {
        return backend.name().equals("kvm") ? ClockKind.REAL : config.clock();
    }

    /// A kernel with room for the memory.
    private Kernel kernel(Backend backend, byte @Nullable [] rom) throws ImageException {
        try {
            return new Kernel(backend, PcMemory.capacity(layout, rom));
        } catch (UncheckedIOException | OutOfMemoryError e) {
            closeFiles();
            throw new ImageException(
                    "--memory %s: the host has no room for it; use less.".formatted(layout.text()));
        }
    }

    private void closeFiles() {
        loader.close();
        drives.close();
        files.close();
    }

    private Loader openImage(MachineConfig config) throws ImageException {
        try {
            return ImageDetector.open(config);
        } catch (ImageException e) {
            files.close();
            throw e;
        }
    }

    private Drives openDrives(MachineConfig config) throws ImageException {
        try {
            return new Drives(loader.bootDisk(), config.disks());
        } catch (ImageException e) {
            loader.close();
            files.close();
            throw e;
        }
    }

    /// The BIOS's drives 00h and on; a disc's emulated floppy is the first.
    private List<DiskImage> floppies() {
        return emulated(true, drives.floppies());
    }

    private List<DiskImage> hardDisks() {
        return emulated(false, drives.hardDisks());
    }

    private List<DiskImage> emulated(boolean floppy, List<DiskImage> others) {
        DiskImage disk = loader instanceof CdLoader cd ? cd.emulated(floppy) : null;
        if (disk == null) {
            return others;
        }
        List<DiskImage> all = new ArrayList<>(List.of(disk));
        all.addAll(others);
        return all;
    }

    private BiosServices bios() {
        BiosVideo video =
                new BiosVideo(platform.display, c -> console.text((byte) c), console::log);
        DiskImage disc = drives.disc();
        BiosCd cd =
                disc == null
                        ? null
                        : new BiosCd(disc, loader instanceof CdLoader booted ? booted : null);
        return new BiosServices(
                video,
                new BiosDisk(floppies(), hardDisks(), cd),
                new BiosSystem(layout, platform.a20, this::waited, this::powerOff),
                platform.pics,
                platform.bus,
                this::reboot,
                this::reset,
                console::log);
    }

    private boolean reboot(GuestMemory into, VcpuState state) {
        return switch (loader) {
            case DiskLoader disk -> disk.reload(into, state);
            case CdLoader cd -> {
                cd.load(into, state);
                yield true;
            }
            default -> false;
        };
    }

    /// What POST does, then the image's start.
    private void powerOn(VcpuState state) {
        if (loader.firmware() == null) {
            platform.initializeForBios();
            tables.write(memory);
            BiosData.write(memory, floppies().size(), hardDisks().size(), platform.secondOfDay());
            new BiosVideo(platform.display, c -> {}, line -> {}).setMode(memory, 3);
        }
        loader.load(memory, state);
    }

    ImageInfo info() {
        return loader.info();
    }

    /// The boot processor's first registers.
    VcpuState initial() {
        return initial;
    }

    /// A VCPU has been made: 0 is the boot processor.
    void attach(int index, BackendVcpu made) {
        VcpuDebug debug = made.debug();
        vcpus.add(made);
        if (index == 0) {
            made.state().copyFrom(initial);
            vcpu = made;
            debug.setInterruptController(platform.pics);
        }
        // Each VCPU its own numbers: a distance that the generator's steps never make.
        made.state().random = seed + ((long) index << 32);
        debug.setMsrListener(this::unknownMsr);
        debug.setMmioHandler(
                new MemoryCycles(
                        platform.memoryBus, time, debug, () -> resetRequested || end != null));
        debug.stateChanged();
    }

    private void unknownMsr(int number) {
        if (unknownMsrs.add(number)) {
            console.log("MSR 0x%x does not exist: #GP".formatted(number));
        }
    }

    /// The VCPU whose accesses the devices serve from now on.
    void running(BackendVcpu current) {
        vcpu = current;
    }

    private @Nullable VcpuDebug debug() {
        return vcpu == null ? null : vcpu.debug();
    }

    private void memoryChanged(long address, long length) {
        VcpuDebug debug = debug();
        if (debug != null) {
            debug.memoryChanged(address, length);
        }
    }

    private void serveBios(BiosServices bios) {
        if (vcpu != null) {
            memory.beginBatch();
            bios.serve(new BiosCall(vcpu.state(), memory));
            memory.endBatch();
            vcpu.debug().stateChanged();
        }
    }

    /// INT 15h 86h: passes time on the guest's behalf, interrupts coming in between.
    private boolean waited(long nanoseconds) {
        if (waitEnd == EventQueue.NEVER) {
            waitEnd = platform.clock.now() + nanoseconds;
        }
        if (vcpu != null && platform.clock.now() < waitEnd) {
            time.idle(vcpu.state(), waitEnd, () -> false);
        }
        boolean over = platform.clock.now() >= waitEnd;
        if (over) {
            waitEnd = EventQueue.NEVER;
        }
        return over;
    }

    @Override
    public void interruptLineChanged() {
        if (!vcpus.isEmpty()) {
            vcpus.getFirst().debug().interruptLineChanged();
        }
    }

    @Override
    public void a20Changed(boolean enabled) {
        pcMemory.setA20(enabled);
        memoryChanged(RamLayout.MIB, RamLayout.MIB);
    }

    @Override
    public void shadow(int segment, boolean readsRam, boolean writesRam) {
        if (pcMemory.shadow(segment, readsRam, writesRam)) {
            memoryChanged(SHADOW, RamLayout.MIB - SHADOW);
        }
    }

    @Override
    public void openSmram(boolean open) {
        if (pcMemory.openSmram(open)) {
            memoryChanged(RamLayout.VGA, RamLayout.VGA_SIZE);
        }
    }

    @Override
    public VgaAdapter.FrameBuffer frameBuffer() {
        return pcMemory;
    }

    @Override
    public DmaMemory dma() {
        return memory.dma();
    }

    @Override
    public void shadowWrite(long address, int value) {
        pcMemory.writeShadow(address, value);
    }

    @Override
    public void reset() {
        resetRequested = true;
    }

    /// Resets the machine if something asked for it: devices, POST, the image again.
    void resetIfRequested() {
        if (!resetRequested || vcpu == null) {
            return;
        }
        resetRequested = false;
        waitEnd = EventQueue.NEVER;
        platform.reset();
        powerOn(vcpus.getFirst().state());
        for (int i = 0; i < vcpus.size(); i++) {
            if (i > 0) {
                StartState.waiting(vcpus.get(i).state());
            }
            vcpus.get(i).debug().stateChanged();
        }
    }

    @Override
    public void powerOff() {
        end = new EndReason.PowerOff();
    }

    @Override
    public void debugExit(int value) {
        end = new EndReason.DebugExit(value);
    }

    /// Why the guest is done, or null.
    @Nullable EndReason end() {
        return end;
    }

    @Override
    public void serial(int port, int value) {
        if (port != 0 || !files.serial(value)) {
            console.serial(port, (byte) value);
        }
    }

    @Override
    public void debugcon(int value) {
        if (!files.debugcon(value)) {
            console.debugcon((byte) value);
        }
    }

    @Override
    public void log(String line) {
        console.log(line);
    }

    /// What a graphics mode shows; null while text is shown.
    @Nullable Picture picture() {
        return new PictureReader(platform.display, pcMemory::readFrameBuffer).read();
    }

    /// Reads the text screen.
    VgaText screen() {
        int cells = BiosVideo.COLUMNS * BiosVideo.ROWS;
        int start = platform.vga.startAddress();
        byte[] both = new byte[2 * cells];
        memory.read(BiosVideo.TEXT + 2L * (start & 0x3FFF), both, 0, both.length);
        byte[] characters = new byte[cells];
        byte[] attributes = new byte[cells];
        for (int i = 0; i < cells; i++) {
            characters[i] = both[2 * i];
            attributes[i] = both[2 * i + 1];
        }
        int cursor = platform.vga.cursor() - start;
        boolean visible = platform.vga.cursorVisible() && cursor >= 0 && cursor < cells;
        int shown = Math.clamp(cursor, 0, cells - 1);
        return new VgaText(
                BiosVideo.COLUMNS,
                BiosVideo.ROWS,
                characters,
                attributes,
                shown % BiosVideo.COLUMNS,
                shown / BiosVideo.COLUMNS,
                visible);
    }

    /// Devices, disks, VCPUs and whose turn it is as one saved state.
    byte[] saveState(Turns turns) {
        StateWriter out = new StateWriter();
        out.putBytes(platform.save());
        drives.all().forEach(out::putSection);
        if (loader instanceof CdLoader cd) {
            cd.saveEmulated(out);
        }
        if (vcpus.isEmpty()) {
            out.putSection(new VcpuSection(0, initial));
        }
        for (int i = 0; i < vcpus.size(); i++) {
            out.putSection(new VcpuSection(i, vcpus.get(i).state()));
        }
        out.putSection(turns);
        return out.toByteArray();
    }

    /// Feeds every page of memory that is not all zero to `sink`.
    void forEachPage(PcMemory.PageSink sink) {
        pcMemory.forEachPage(sink);
    }

    @Override
    public void close() {
        closeFiles();
        kernel.close();
    }
}
