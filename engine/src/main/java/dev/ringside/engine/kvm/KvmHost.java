package dev.ringside.engine.kvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What the host's KVM can do, asked once.
///
/// @param runSize bytes of a VCPU's run page
/// @param slots memory regions a guest may have
/// @param vcpus VCPUs a guest may have
/// @param cpuid `struct kvm_cpuid_entry2` after one another: what guests may be shown
record KvmHost(int runSize, int slots, int vcpus, int[][] cpuid) {
    private static final int MOST_CPUID_ENTRIES = 256;
    private static final int ENTRY_WORDS = KvmAbi.Cpuid.ENTRY / 4;

    /// @param since the first Linux that has it
    private record Need(int capability, String name, String since) {}

    private static final Need[] NEEDS = {
        new Need(KvmAbi.CAP_USER_MEMORY, "KVM_CAP_USER_MEMORY", "2.6.25"),
        new Need(KvmAbi.CAP_EXT_CPUID, "KVM_CAP_EXT_CPUID", "2.6.26"),
        new Need(KvmAbi.CAP_USER_NMI, "KVM_CAP_USER_NMI", "2.6.27"),
        new Need(KvmAbi.CAP_SET_GUEST_DEBUG, "KVM_CAP_SET_GUEST_DEBUG", "2.6.29"),
        new Need(KvmAbi.CAP_VCPU_EVENTS, "KVM_CAP_VCPU_EVENTS", "2.6.33"),
        new Need(KvmAbi.CAP_DEBUGREGS, "KVM_CAP_DEBUGREGS", "2.6.35"),
        new Need(KvmAbi.CAP_XSAVE, "KVM_CAP_XSAVE", "2.6.36"),
        new Need(KvmAbi.CAP_XCRS, "KVM_CAP_XCRS", "2.6.36"),
        new Need(KvmAbi.CAP_READONLY_MEM, "KVM_CAP_READONLY_MEM", "3.7"),
        new Need(KvmAbi.CAP_IMMEDIATE_EXIT, "KVM_CAP_IMMEDIATE_EXIT", "4.13")
    };

    /// @throws KvmException no device, no permission, another API, a capability missing
    static KvmHost probe(KvmCalls calls) {
        int device = openDevice(calls);
        try {
            int version = calls.ioctl(device, KvmAbi.GET_API_VERSION, 0);
            if (version != KvmAbi.API_VERSION) {
                throw new KvmException(
                        "/dev/kvm has API version %d and Ringside needs %d (Linux 2.6.22 or newer); use --backend core."
                                .formatted(version, KvmAbi.API_VERSION));
            }
            for (Need need : NEEDS) {
                if (calls.ioctl(device, KvmAbi.CHECK_EXTENSION, need.capability()) <= 0) {
                    throw new KvmException(
                            "This kernel's KVM lacks %s, which Linux %s and newer have on most processors; use --backend core."
                                    .formatted(need.name(), need.since()));
                }
            }
            int slots = calls.ioctl(device, KvmAbi.CHECK_EXTENSION, KvmAbi.CAP_NR_MEMSLOTS);
            int vcpus = calls.ioctl(device, KvmAbi.CHECK_EXTENSION, KvmAbi.CAP_MAX_VCPUS);
            int runSize = calls.ioctl(device, KvmAbi.GET_VCPU_MMAP_SIZE, 0);
            if (runSize < 4096) {
                throw KvmException.of("KVM_GET_VCPU_MMAP_SIZE", runSize);
            }
            return new KvmHost(
                    runSize, slots <= 0 ? 32 : slots, vcpus <= 0 ? 4 : vcpus, cpuid(calls, device));
        } finally {
            calls.close(device);
        }
    }

    /// @return a file descriptor, the caller's to close
    static int openDevice(KvmCalls calls) {
        int device = calls.open();
        if (device >= 0) {
            return device;
        }
        throw new KvmException(
                switch (-device) {
                    case KvmCalls.ENOENT, KvmCalls.ENODEV ->
                            "/dev/kvm is not there: virtualisation is off in the firmware, not offered by the hypervisor below, or its module is not loaded (sudo modprobe kvm_intel or kvm_amd). Turn it on, or use --backend core.";
                    case KvmCalls.EACCES, KvmCalls.EPERM ->
                            "/dev/kvm: permission denied. Join its group (sudo usermod -aG kvm $USER) and log in again, or use --backend core.";
                    case KvmCalls.EMFILE ->
                            "/dev/kvm: too many open files. Raise the limit (ulimit -n), or use --backend core.";
                    default ->
                            "/dev/kvm cannot be opened: %s; use --backend core."
                                    .formatted(KvmException.errorName(-device));
                });
    }

    private static int[][] cpuid(KvmCalls calls, int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list =
                    arena.allocate(
                            KvmAbi.Cpuid.HEADER + MOST_CPUID_ENTRIES * KvmAbi.Cpuid.ENTRY, 8);
            list.set(ValueLayout.JAVA_INT, 0, MOST_CPUID_ENTRIES);
            int done = calls.ioctl(device, KvmAbi.GET_SUPPORTED_CPUID, list);
            if (done < 0) {
                throw KvmException.of("KVM_GET_SUPPORTED_CPUID", done);
            }
            int count = Math.clamp(list.get(ValueLayout.JAVA_INT, 0), 0, MOST_CPUID_ENTRIES);
            int[][] entries = new int[count][ENTRY_WORDS];
            for (int i = 0; i < count; i++) {
                MemorySegment.copy(
                        list,
                        ValueLayout.JAVA_INT,
                        KvmAbi.Cpuid.HEADER + (long) i * KvmAbi.Cpuid.ENTRY,
                        entries[i],
                        0,
                        ENTRY_WORDS);
            }
            return entries;
        }
    }
}
