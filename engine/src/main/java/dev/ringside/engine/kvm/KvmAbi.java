package dev.ringside.engine.kvm;

/// Numbers and layouts of the KVM API on x86-64: the kernel's `include/uapi/linux/kvm.h` and
/// `arch/x86/include/uapi/asm/kvm.h`, version 12 of the API.
///
/// An ioctl number is `direction << 30 | size << 16 | 0xAE << 8 | number`
/// (`include/uapi/asm-generic/ioctl.h`); the size is that of the structure the argument points to.
final class KvmAbi {
    /// `KVM_API_VERSION`: the only one since 2007.
    static final int API_VERSION = 12;

    private static final long WRITE = 1L << 30;
    private static final long READ = 2L << 30;
    private static final long BOTH = WRITE | READ;

    static final long GET_API_VERSION = io(0x00);
    static final long CREATE_VM = io(0x01);
    static final long CHECK_EXTENSION = io(0x03);
    static final long GET_VCPU_MMAP_SIZE = io(0x04);
    static final long GET_SUPPORTED_CPUID = BOTH | sized(8, 0x05);

    static final long CREATE_VCPU = io(0x41);
    static final long SET_USER_MEMORY_REGION = WRITE | sized(Slot.SIZE, 0x46);
    static final long SET_TSS_ADDR = io(0x47);
    static final long SET_IDENTITY_MAP_ADDR = WRITE | sized(8, 0x48);

    static final long RUN = io(0x80);
    static final long GET_REGS = READ | sized(Regs.SIZE, 0x81);
    static final long SET_REGS = WRITE | sized(Regs.SIZE, 0x82);
    static final long GET_SREGS = READ | sized(Sregs.SIZE, 0x83);
    static final long SET_SREGS = WRITE | sized(Sregs.SIZE, 0x84);
    static final long INTERRUPT = WRITE | sized(4, 0x86);
    static final long GET_MSRS = BOTH | sized(8, 0x88);
    static final long SET_MSRS = WRITE | sized(8, 0x89);
    static final long SET_CPUID2 = WRITE | sized(8, 0x90);
    static final long NMI = io(0x9A);
    static final long SET_GUEST_DEBUG = WRITE | sized(GuestDebug.SIZE, 0x9B);
    static final long GET_VCPU_EVENTS = READ | sized(Events.SIZE, 0x9F);
    static final long SET_VCPU_EVENTS = WRITE | sized(Events.SIZE, 0xA0);
    static final long GET_DEBUGREGS = READ | sized(DebugRegs.SIZE, 0xA1);
    static final long SET_DEBUGREGS = WRITE | sized(DebugRegs.SIZE, 0xA2);
    static final long GET_XSAVE = READ | sized(Xsave.SIZE, 0xA4);
    static final long SET_XSAVE = WRITE | sized(Xsave.SIZE, 0xA5);
    static final long GET_XCRS = READ | sized(Xcrs.SIZE, 0xA6);
    static final long SET_XCRS = WRITE | sized(Xcrs.SIZE, 0xA7);

    static final int CAP_USER_MEMORY = 3;
    static final int CAP_SET_TSS_ADDR = 4;
    static final int CAP_EXT_CPUID = 7;
    static final int CAP_NR_MEMSLOTS = 10;
    static final int CAP_USER_NMI = 22;
    static final int CAP_SET_GUEST_DEBUG = 23;
    static final int CAP_SET_IDENTITY_MAP_ADDR = 37;
    static final int CAP_VCPU_EVENTS = 41;
    static final int CAP_DEBUGREGS = 50;
    static final int CAP_XSAVE = 55;
    static final int CAP_XCRS = 56;
    static final int CAP_MAX_VCPUS = 66;
    static final int CAP_READONLY_MEM = 81;
    static final int CAP_IMMEDIATE_EXIT = 136;

    static final int EXIT_UNKNOWN = 0;
    static final int EXIT_IO = 2;
    static final int EXIT_DEBUG = 4;
    static final int EXIT_HLT = 5;
    static final int EXIT_MMIO = 6;
    static final int EXIT_IRQ_WINDOW_OPEN = 7;
    static final int EXIT_SHUTDOWN = 8;
    static final int EXIT_FAIL_ENTRY = 9;
    static final int EXIT_INTR = 10;
    static final int EXIT_INTERNAL_ERROR = 17;

    static final int INTERNAL_ERROR_EMULATION = 1;
    static final int INTERNAL_ERROR_DELIVERY = 3;

    /// Places in `struct kvm_run`.
    static final class Run {
        static final long REQUEST_INTERRUPT_WINDOW = 0;
        static final long IMMEDIATE_EXIT = 1;
        static final long EXIT_REASON = 8;
        static final long READY_FOR_INTERRUPT = 12;
        static final long IF_FLAG = 13;
        static final long CR8 = 16;
        static final long APIC_BASE = 24;
        static final long FAIL_ENTRY_REASON = 32;
        static final long INTERNAL_SUBERROR = 32;
        static final long IO_DIRECTION = 32;
        static final long IO_SIZE = 33;
        static final long IO_PORT = 34;
        static final long IO_COUNT = 36;
        static final long IO_DATA_OFFSET = 40;
        static final long DEBUG_EXCEPTION = 32;
        static final long DEBUG_PC = 40;
        static final long DEBUG_DR6 = 48;
        static final long MMIO_ADDRESS = 32;
        static final long MMIO_DATA = 40;
        static final long MMIO_LENGTH = 48;
        static final long MMIO_IS_WRITE = 52;

        private Run() {}
    }

    /// `struct kvm_regs`: RAX, RBX, RCX, RDX, RSI, RDI, RSP, RBP, R8 to R15, RIP, RFLAGS.
    static final class Regs {
        static final int SIZE = 144;
        static final int RIP = 128;
        static final int RFLAGS = 136;

        /// Where the registers of the encoding order (RAX, RCX, RDX, RBX, RSP, …) lie.
        static final int[] GPR = {0, 16, 24, 8, 48, 56, 32, 40, 64, 72, 80, 88, 96, 104, 112, 120};

        private Regs() {}
    }

    /// `struct kvm_sregs`, with `struct kvm_segment` and `struct kvm_dtable` in it.
    static final class Sregs {
        static final int SIZE = 312;

        /// Where ES, CS, SS, DS, FS, GS, LDTR, TR lie.
        static final int[] SEGMENT = {48, 0, 120, 24, 72, 96, 168, 144};

        static final int SEGMENT_BASE = 0;
        static final int SEGMENT_LIMIT = 8;
        static final int SEGMENT_SELECTOR = 12;
        static final int SEGMENT_TYPE = 14;
        static final int SEGMENT_PRESENT = 15;
        static final int SEGMENT_DPL = 16;
        static final int SEGMENT_DB = 17;
        static final int SEGMENT_S = 18;
        static final int SEGMENT_L = 19;
        static final int SEGMENT_G = 20;
        static final int SEGMENT_AVL = 21;
        static final int SEGMENT_UNUSABLE = 22;
        static final int GDT_BASE = 192;
        static final int GDT_LIMIT = 200;
        static final int IDT_BASE = 208;
        static final int IDT_LIMIT = 216;
        static final int CR0 = 224;
        static final int CR2 = 232;
        static final int CR3 = 240;
        static final int CR4 = 248;
        static final int CR8 = 256;
        static final int EFER = 264;
        static final int APIC_BASE = 272;

        private Sregs() {}
    }

    /// `struct kvm_vcpu_events`.
    static final class Events {
        static final int SIZE = 64;
        static final int EXCEPTION_INJECTED = 0;
        static final int EXCEPTION_NUMBER = 1;
        static final int EXCEPTION_HAS_ERROR = 2;
        static final int EXCEPTION_ERROR = 4;
        static final int INTERRUPT_INJECTED = 8;
        static final int INTERRUPT_NUMBER = 9;
        static final int INTERRUPT_SHADOW = 11;
        static final int NMI_INJECTED = 12;
        static final int NMI_PENDING = 13;
        static final int NMI_MASKED = 14;
        static final int FLAGS = 20;

        static final int VALID_NMI_PENDING = 1;
        static final int VALID_SHADOW = 4;
        static final int SHADOW_MOV_SS = 1;
        static final int SHADOW_STI = 2;

        private Events() {}
    }

    /// `struct kvm_debugregs`.
    static final class DebugRegs {
        static final int SIZE = 128;
        static final int DR6 = 32;
        static final int DR7 = 40;

        private DebugRegs() {}
    }

    /// `struct kvm_guest_debug`.
    static final class GuestDebug {
        static final int SIZE = 72;
        static final int REGISTERS = 8;
        static final int DR7 = REGISTERS + 7 * 8;

        static final int ENABLE = 1;
        static final int SINGLE_STEP = 2;
        static final int HARDWARE_BREAKPOINTS = 0x20000;

        private GuestDebug() {}
    }

    /// `struct kvm_xsave`: the processor's XSAVE area in standard form (SDM Vol. 1 13.4).
    static final class Xsave {
        static final int SIZE = 4096;

        private Xsave() {}
    }

    /// `struct kvm_xcrs` with room for 16 `struct kvm_xcr`.
    static final class Xcrs {
        static final int SIZE = 392;
        static final int FIRST_NUMBER = 8;
        static final int FIRST_VALUE = 16;

        private Xcrs() {}
    }

    /// `struct kvm_msrs`: a count, then entries of index, reserved, data.
    static final class Msrs {
        static final int HEADER = 8;
        static final int ENTRY = 16;
        static final int DATA = 8;

        private Msrs() {}
    }

    /// `struct kvm_cpuid2`: a count, then `struct kvm_cpuid_entry2`.
    static final class Cpuid {
        static final int HEADER = 8;
        static final int ENTRY = 40;
        static final int INDEX = 4;
        static final int EAX = 12;
        static final int EBX = 16;
        static final int ECX = 20;
        static final int EDX = 24;

        private Cpuid() {}
    }

    /// `struct kvm_userspace_memory_region`.
    static final class Slot {
        static final int SIZE = 32;
        static final int FLAGS = 4;
        static final int GUEST_ADDRESS = 8;
        static final int BYTES = 16;
        static final int HOST_ADDRESS = 24;

        static final int READ_ONLY = 2;

        private Slot() {}
    }

    private KvmAbi() {}

    private static long io(int number) {
        return 0xAE00L | number;
    }

    private static long sized(int size, int number) {
        return (long) size << 16 | io(number);
    }
}
