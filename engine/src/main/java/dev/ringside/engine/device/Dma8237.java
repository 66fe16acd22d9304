package dev.ringside.engine.device;

/// The two 8237A DMA controllers and their page registers, as far as firmware and kernels set them
/// up: addresses, counts, modes and pages read back (Intel 8237A, 231466-005; IBM PC/AT technical
/// reference, "DMA page registers").
///
/// Differs: nothing on this machine asks for ISA DMA, so no channel ever transfers.
public final class Dma8237 implements Stateful {
    private static final int CHANNELS = 4;
    private static final int MASKED = 0x0F;

    private final Controller first = new Controller("dma-0", 0);
    private final Controller second = new Controller("dma-1", 1);
    private final byte[] pages = new byte[16];

    /// Claims 0x00-0x0F, 0x81-0x8F and 0xC0-0xDF.
    public void attach(PioBus bus) {
        bus.claim("DMA", 0x00, 0x0F, first);
        bus.claim("DMA", 0xC0, 0xDF, second);
        bus.claim("DMA pages", 0x81, 0x8F, new Pages());
    }

    private final class Pages implements PortDevice.ByteDevice {
        @Override
        public int read(int offset) {
            return pages[offset + 1] & 0xFF;
        }

        @Override
        public void write(int offset, int value) {
            pages[offset + 1] = (byte) value;
        }
    }

    /// One chip; the second's registers are two ports apart.
    private static final class Controller implements PortDevice.ByteDevice, Stateful {
        private final String name;
        private final int shift;

        /// Address and count of each channel, in turn.
        private final int[] registers = new int[2 * CHANNELS];

        private boolean highByte;
        private int mask = MASKED;
        private int command;

        Controller(String name, int shift) {
            this.name = name;
            this.shift = shift;
        }

        @Override
        public int read(int offset) {
            int register = offset >> shift;
            if (register < registers.length) {
                highByte = !highByte;
                return registers[register] >> (highByte ? 0 : 8) & 0xFF;
            }
            // Status, request, command, mode, flip-flop, temporary, mask.
            return register == 15 ? mask | 0xF0 : 0;
        }

        @Override
        public void write(int offset, int value) {
            int register = offset >> shift;
            if (register < registers.length) {
                int at = highByte ? 8 : 0;
                registers[register] = registers[register] & ~(0xFF << at) | value << at;
                highByte = !highByte;
                return;
            }
            switch (register) {
                case 8 -> command = value;
                case 10 -> {
                    int bit = 1 << (value & 3);
                    mask = (value & 4) != 0 ? mask | bit : mask & ~bit;
                }
                case 12 -> highByte = false;
                case 13 -> {
                    highByte = false;
                    mask = MASKED;
                    command = 0;
                }
                case 14 -> mask = 0;
                case 15 -> mask = value & MASKED;
                default -> {
                    // Requests and modes have nothing to act on.
                }
            }
        }

        @Override
        public String stateName() {
            return name;
        }

        @Override
        public void save(StateWriter out) {
            for (int register : registers) {
                out.putInt(register);
            }
            out.putBoolean(highByte);
            out.putByte(mask);
            out.putByte(command);
        }

        @Override
        public void restore(StateReader in) {
            for (int i = 0; i < registers.length; i++) {
                registers[i] = in.getInt() & 0xFFFF;
            }
            highByte = in.getBoolean();
            mask = in.getByte() & MASKED;
            command = in.getByte();
        }
    }

    @Override
    public String stateName() {
        return "dma";
    }

    @Override
    public void save(StateWriter out) {
        out.putSection(first);
        out.putSection(second);
        out.putBytes(pages);
    }

    @Override
    public void restore(StateReader in) {
        in.getSection(first);
        in.getSection(second);
        in.getBytes(pages);
    }
}
