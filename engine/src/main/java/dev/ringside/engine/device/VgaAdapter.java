package dev.ringside.engine.device;

/// The display adapter as QEMU's `std` VGA has it (1234:1111): VGA registers and planes, Bochs'
/// linear modes, the frame buffer by BAR 0 and the registers by BAR 2.
///
/// It says what the 64 KiB at A0000 are: part of the frame buffer in linear modes and in VGA's own
/// chained 256 colours, else the planes.
public final class VgaAdapter {
    private static final int REGISTER_WINDOW = 0x1000;
    private static final int VGA_WINDOW = 0x400;
    private static final int DISPLAY_WINDOW = 0x500;
    private static final int CHAIN_4 = 8;
    private static final int GRAPHICS = 1;
    private static final int FIRST_WINDOW_PORT = 0x3C0;

    private final VgaRegisters registers;
    private final VgaMemory planes;
    private final BochsDisplay display;
    private final FrameBuffer frameBuffer;
    private final PciFunction function;

    /// The memory of the linear modes, wherever it is kept.
    public interface FrameBuffer {
        /// It lies at this guest-physical address now; -1: nowhere.
        void moved(long address);

        /// A0000-AFFFF shows 64 KiB from `offset` on; -1: the planes.
        void window(long offset);

        void clear();
    }

    /// @param size bytes of the frame buffer, a power of two
    public VgaAdapter(VirtualClock clock, FrameBuffer frameBuffer, long size) {
        this.frameBuffer = frameBuffer;
        registers = new VgaRegisters(clock);
        planes = new VgaMemory(registers);
        display = new BochsDisplay(size, frameBuffer::clear);
        registers.onChange(this::update);
        display.onChange(this::update);
        function =
                new PciFunction("vga", 0x1234, 0x1111, 0x03000002)
                        .subsystem(0x1AF4, 0x1100)
                        .ramBar(0, "frame buffer", size, frameBuffer::moved)
                        .memoryBar(2, "display registers", REGISTER_WINDOW, new Window());
    }

    public VgaRegisters registers() {
        return registers;
    }

    public VgaMemory planes() {
        return planes;
    }

    public BochsDisplay display() {
        return display;
    }

    public PciFunction function() {
        return function;
    }

    /// Gives it an expansion ROM: the video BIOS that firmware runs.
    ///
    /// @param bytes at most 64 KiB are seen
    public void setRom(byte[] bytes) {
        byte[] image = bytes.clone();
        int size = Math.max(0x800, Integer.highestOneBit(Math.max(1, image.length - 1)) << 1);
        function.rom(
                "video BIOS",
                size,
                new PortDevice.ByteDevice() {
                    @Override
                    public int read(int offset) {
                        return offset < image.length ? image[offset] & 0xFF : 0xFF;
                    }

                    @Override
                    public void write(int offset, int value) {
                        // ROM.
                    }
                });
    }

    /// Claims the ports and the planes' memory.
    public void attach(PioBus ports, MmioBus memory) {
        ports.claim("VGA", VgaRegisters.FIRST, VgaRegisters.LAST, registers);
        ports.claim("display registers", 0x1CE, 0x1D1, display);
        memory.claim("VGA memory", 0xA0000, 0xAFFFF, planes);
    }

    /// Whether what is shown is text.
    public boolean text() {
        return !display.enabled() && (registers.graphics(6) & GRAPHICS) == 0;
    }

    /// Whether VGA's own 256 colours are on and lie in the frame buffer.
    public boolean chained() {
        return !display.enabled() && (registers.sequencer(4) & CHAIN_4) != 0;
    }

    private void update() {
        registers.setWidePalette(display.wideColors());
        boolean chained = chained() && (registers.graphics(6) >> 2 & 3) < 2;
        if (display.enabled()) {
            frameBuffer.window(display.bankOffset());
        } else {
            frameBuffer.window(chained ? 0 : -1);
        }
    }

    /// The registers in memory: ports 3C0 and on at 400, Bochs' at 500, two bytes each.
    private final class Window implements PortDevice {
        @Override
        public boolean knows(int offset) {
            return offset >= VGA_WINDOW && offset < VGA_WINDOW + 0x20
                    || offset >= DISPLAY_WINDOW && offset < DISPLAY_WINDOW + 0x16;
        }

        @Override
        public int read(int offset, int size) {
            if (offset >= DISPLAY_WINDOW && offset < DISPLAY_WINDOW + 0x16) {
                return display.register(offset - DISPLAY_WINDOW >> 1);
            }
            if (offset >= VGA_WINDOW && offset < VGA_WINDOW + 0x20) {
                return registers.read(offset - VGA_WINDOW + FIRST_WINDOW_PORT - VgaRegisters.FIRST);
            }
            return -1;
        }

        @Override
        public void write(int offset, int size, int value) {
            if (offset >= DISPLAY_WINDOW && offset < DISPLAY_WINDOW + 0x16) {
                display.setRegister(offset - DISPLAY_WINDOW >> 1, value & 0xFFFF);
            } else if (offset >= VGA_WINDOW && offset < VGA_WINDOW + 0x20) {
                int port = offset - VGA_WINDOW + FIRST_WINDOW_PORT - VgaRegisters.FIRST;
                for (int i = 0; i < size; i++) {
                    registers.write(port + i, value >>> 8 * i & 0xFF);
                }
            }
        }
    }
}
