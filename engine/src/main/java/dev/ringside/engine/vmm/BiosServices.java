package dev.ringside.engine.vmm;

import dev.ringside.engine.device.PicPair;
import dev.ringside.engine.device.PioBus;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Serves the traps of [BiosRom]'s stubs. A new service: a stub in the ROM, a case here, a method
/// in the class of its interrupt.
final class BiosServices {
    private static final String NO_DEVICE = "No bootable device.\r\n";
    private static final int SERIAL_PORT = 0x3F8;

    private final BiosVideo video;
    private final BiosDisk disk;
    private final BiosSystem system;
    private final BiosKeyboard keyboard;
    private final BiosClock clock;
    private final PicPair pics;
    private final PioBus bus;
    private final Reboot reboot;
    private final Runnable restart;
    private final Consumer<String> log;
    private final TreeSet<String> logged = new TreeSet<>();

    /// INT 19h.
    @FunctionalInterface
    interface Reboot {
        /// Loads the boot sector again and enters it.
        ///
        /// @return false when there is none
        boolean boot(GuestMemory memory, VcpuState state);
    }

    BiosServices(
            BiosVideo video,
            BiosDisk disk,
            BiosSystem system,
            PicPair pics,
            PioBus bus,
            Reboot reboot,
            Runnable restart,
            Consumer<String> log) {
        this.video = video;
        this.disk = disk;
        this.system = system;
        this.keyboard = new BiosKeyboard(restart);
        this.clock = new BiosClock(bus);
        this.pics = pics;
        this.bus = bus;
        this.reboot = reboot;
        this.restart = restart;
        this.log = log;
    }

    /// Serves the stub the processor stands in; code elsewhere that writes to the port is ignored.
    void serve(BiosCall call) {
        int service = BiosRom.serviceAt(call.state().linearRip());
        switch (service) {
            case -1 ->
                    once(
                            "port 0x%x is written, but no device answers there"
                                    .formatted(BiosRom.PORT));
            case 0x08 -> clock.tick(call);
            case 0x09 -> keyboard.scanCode(call);
            case 0x10 -> video.serve(call);
            case 0x11 -> call.setAx(call.memory().read16(BiosData.EQUIPMENT));
            case 0x12 -> call.setAx(call.memory().read16(BiosData.MEMORY_KIB));
            case 0x13 -> disk.serve(call);
            case 0x14 -> serial(call);
            case 0x15 -> system.serve(call);
            case 0x16 -> keyboard.serve(call);
            case 0x17 -> call.setAh(0x01);
            case 0x18 -> noDevice(call);
            case 0x19 -> boot(call);
            case 0x1A -> clock.serve(call);
            case BiosRom.RESTART_SERVICE -> restart.run();
            default -> unhandled(call, service);
        }
    }

    /// Vectors 8 to 15 are interrupt requests as well as exceptions; the 8259 knows which.
    private void unhandled(BiosCall call, int vector) {
        boolean request = vector >= 8 && (pics.master().inService() & 1 << vector - 8) != 0;
        if (!request) {
            once(
                    "%s at %s has no handler of the guest's; the BIOS ignores it"
                            .formatted(Vector.name(vector), call.caller()));
        }
    }

    private void once(String line) {
        if (logged.size() < 100 && logged.add(line)) {
            log.accept(line);
        }
    }

    private void noDevice(BiosCall call) {
        GuestMemory memory = call.memory();
        for (byte b : NO_DEVICE.getBytes(StandardCharsets.US_ASCII)) {
            video.teletype(memory, memory.read8(BiosData.PAGE), b, 0x07);
        }
    }

    /// INT 19h: loads the boot sector again.
    private void boot(BiosCall call) {
        if (!reboot.boot(call.memory(), call.state())) {
            call.resumeAt(BiosRom.handler(0x18));
        }
    }

    /// INT 14h: 01h sends AL, 02h receives, 03h tells the status; DX is the port.
    private void serial(BiosCall call) {
        int base = SERIAL_PORT - (call.dx() & 1) * 0x100;
        switch (call.ah()) {
            case 0x01 -> bus.write(base, 1, call.al());
            case 0x02 -> {
                if ((bus.read(base + 5, 1) & 1) == 0) {
                    call.setAh(0x80);
                    return;
                }
                call.setAl(bus.read(base, 1));
            }
            default -> call.setAl(bus.read(base + 6, 1));
        }
        call.setAh(bus.read(base + 5, 1));
    }
}
