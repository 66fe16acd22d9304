package dev.ringside.engine.device;

/// The host bridge: Intel 82441FX PMC (290549-001), as far as firmware needs it: the attribute
/// registers PAM0-PAM6 that say who answers between 768 KiB and 1 MiB, and SMRAM.
///
/// ```
/// 59  7-4 F0000-FFFFF                      each nibble: 1 writes go to RAM  0 reads come from RAM
/// 5A  3-0 C0000-C3FFF   7-4 C4000-C7FFF    ... to 5F  7-4 EC000-EFFFF
/// 72  6 SMRAM open   3 SMRAM enabled
/// ```
///
/// Differs: there is no system management mode; open SMRAM shows RAM in the place of the video
/// memory, closed SMRAM is out of everybody's reach.
public final class I440fx {
    /// 16 KiB segments from C0000 on, and the one of 64 KiB at F0000.
    public static final int SEGMENTS = 13;

    private static final int PAM0 = 0x59;
    private static final int PAM6 = 0x5F;
    private static final int SMRAM = 0x72;
    private static final int SMRAM_OPEN = 0x40;

    private final PciFunction function =
            new PciFunction("host bridge", 0x8086, 0x1237, 0x06000002).subsystem(0x1AF4, 0x1100);
    private final Memory memory;

    /// The memory that the bridge steers.
    public interface Memory {
        /// Who answers in a segment: RAM, or ROM and the PCI bus.
        ///
        /// @param segment 0 is F0000-FFFFF, 1 to 12 are C0000 to EFFFF
        void shadow(int segment, boolean readsRam, boolean writesRam);

        /// Whether RAM shows at A0000-BFFFF.
        void openSmram(boolean open);
    }

    public I440fx(Memory memory) {
        this.memory = memory;
        function.set(PciFunction.COMMAND, 2, 6)
                .set(SMRAM, 1, 2)
                .writable(0x50, 4, -1)
                .writable(0x54, 4, -1)
                .writable(0x58, 4, -1)
                .writable(0x5C, 4, -1)
                .writable(0x60, 4, -1)
                .writable(0x64, 4, -1)
                .writable(0x68, 4, -1)
                .writable(SMRAM, 1, 0x78)
                .onWrite(this::written);
    }

    public PciFunction function() {
        return function;
    }

    private void written(int offset) {
        if (offset == PAM0) {
            shadow(0, function.read(PAM0, 1) >> 4);
        } else if (offset > PAM0 && offset <= PAM6) {
            int pam = function.read(offset, 1);
            int first = 1 + 2 * (offset - PAM0 - 1);
            shadow(first, pam);
            shadow(first + 1, pam >> 4);
        } else if (offset == SMRAM) {
            memory.openSmram((function.read(SMRAM, 1) & SMRAM_OPEN) != 0);
        }
    }

    private void shadow(int segment, int attributes) {
        memory.shadow(segment, (attributes & 1) != 0, (attributes & 2) != 0);
    }
}
