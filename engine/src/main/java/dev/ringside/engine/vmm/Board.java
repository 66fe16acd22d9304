package dev.ringside.engine.vmm;

import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.device.DmaMemory;
import dev.ringside.engine.device.EventQueue;
import dev.ringside.engine.device.StateWriter;
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

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

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
    private final List<DiskImage> disks = new ArrayList<>();
    private final Kernel kernel;
    private final PcMemory pcMemory;
    private final VcpuState initial = new VcpuState();
    private final int floppies;
    private final int hardDisks;
    final Syscalls syscalls;
    final GuestHandles guest;
    final Vm vm;
    final GuestMemory memory;
    final PcPlatform platform;
    private final SystemTables tables;
    final TimeKeeper time;
    private final List<BackendVcpu> vcpus = new ArrayList<>();

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
        this.files = new ConsoleFiles(config);
        this.loader = openImage(config);
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
                        layout);
        FirmwareConfig.describe(platform.firmware, layout, config.vcpus());
        this.tables = new SystemTables(config.vcpus());
        tables.offer(platform.firmware);
        this.time = new TimeKeeper(platform.clock, platform.events, config.clock());
        memory.onChange(this::memoryChanged);
        DiskImage boot = loader.bootDisk();
        boolean floppy = boot != null && boot.geometry().floppy();
        this.floppies = floppy ? 1 : 0;
        if (floppy) {
            platform.setFloppy();
        }
        this.hardDisks = disks.size() + (boot != null && !floppy ? 1 : 0);
        if (rom == null) {
            BiosServices bios = bios(boot, floppy);
            platform.bus.claim(
                    "BIOS services",
                    BiosRom.PORT,
                    BiosRom.PORT,
                    new BiosPort(() -> serveBios(bios)));
        }
        powerOn(initial);
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
        disks.forEach(DiskImage::close);
        files.close();
    }

    /// The image and the further disks; whatever was opened is closed when one of them fails.
    private Loader openImage(MachineConfig config) throws ImageException {
        Loader image = null;
        try {
            image = ImageDetector.open(config);
            for (MachineConfig.DiskSpec spec : config.disks()) {
                disks.add(DiskImage.open(spec.path(), spec.writable()));
            }
            return image;
        } catch (ImageException e) {
            if (image != null) {
                image.close();
            }
            disks.forEach(DiskImage::close);
            files.close();
            throw e;
        }
    }

    private BiosServices bios(@Nullable DiskImage boot, boolean floppy) {
        List<DiskImage> bootDisks = boot == null ? List.of() : List.of(boot);
        List<DiskImage> hard = new ArrayList<>(floppy ? List.of() : bootDisks);
        hard.addAll(disks);
        BiosVideo video = new BiosVideo(platform.vga, c -> console.text((byte) c), console::log);
        return new BiosServices(
                video,
                new BiosDisk(floppy ? bootDisks : List.of(), hard),
                new BiosSystem(layout, platform.a20, this::waited, this::powerOff),
                platform.pics,
                platform.bus,
                bootDisks,
                floppy ? 0 : 0x80,
                this::reset,
                console::log);
    }

    /// What POST does, then the image's start.
    private void powerOn(VcpuState state) {
        if (loader.firmware() == null) {
            platform.initializeForBios();
            tables.write(memory);
            BiosData.write(memory, floppies, hardDisks, platform.secondOfDay());
            new BiosVideo(platform.vga, c -> {}, line -> {}).setMode(memory, 3);
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
        debug.setMmioHandler(
                new MemoryCycles(
                        platform.memoryBus, time, debug, () -> resetRequested || end != null));
        debug.stateChanged();
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
    public void frameBuffer(long address) {
        pcMemory.setFrameBuffer(address);
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
        DiskImage boot = loader.bootDisk();
        if (boot != null) {
            out.putSection(boot);
        }
        disks.forEach(out::putSection);
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
