package dev.ringside.adapter.session;

import java.util.ArrayList;
import java.util.List;

/// Named bits of RFLAGS (SDM Vol. 1 3.4.3), CR0 and CR4 (SDM Vol. 3A 2.5), EFER (2.2.1) and DR7.
///
/// @param name lower case; a field of several bits has its width
public record Bits(String name, int position, int width, String meaning) {
    public static final List<Bits> RFLAGS =
            List.of(
                    bit("cf", 0, "carry"),
                    bit("pf", 2, "parity"),
                    bit("af", 4, "auxiliary carry"),
                    bit("zf", 6, "zero"),
                    bit("sf", 7, "sign"),
                    bit("tf", 8, "trap"),
                    bit("if", 9, "interrupts enabled"),
                    bit("df", 10, "direction: down"),
                    bit("of", 11, "overflow"),
                    new Bits("iopl", 12, 2, "I/O privilege level"),
                    bit("nt", 14, "nested task"),
                    bit("rf", 16, "resume"),
                    bit("vm", 17, "virtual-8086 mode"),
                    bit("ac", 18, "alignment check / access control"),
                    bit("vif", 19, "virtual interrupt flag"),
                    bit("vip", 20, "virtual interrupt pending"),
                    bit("id", 21, "CPUID available"));

    public static final List<Bits> CR0 =
            List.of(
                    bit("pe", 0, "protection enable"),
                    bit("mp", 1, "monitor coprocessor"),
                    bit("em", 2, "emulation"),
                    bit("ts", 3, "task switched"),
                    bit("et", 4, "extension type"),
                    bit("ne", 5, "numeric error"),
                    bit("wp", 16, "write protect"),
                    bit("am", 18, "alignment mask"),
                    bit("nw", 29, "not write-through"),
                    bit("cd", 30, "cache disable"),
                    bit("pg", 31, "paging"));

    public static final List<Bits> CR4 =
            List.of(
                    bit("vme", 0, "virtual-8086 extensions"),
                    bit("pvi", 1, "protected-mode virtual interrupts"),
                    bit("tsd", 2, "time stamp disable"),
                    bit("de", 3, "debugging extensions"),
                    bit("pse", 4, "page size extensions"),
                    bit("pae", 5, "physical address extension"),
                    bit("mce", 6, "machine-check enable"),
                    bit("pge", 7, "global pages"),
                    bit("pce", 8, "performance counters"),
                    bit("osfxsr", 9, "FXSAVE and SSE by the OS"),
                    bit("osxmmexcpt", 10, "#XM by the OS"),
                    bit("umip", 11, "user-mode instruction prevention"),
                    bit("la57", 12, "5-level paging"),
                    bit("fsgsbase", 16, "RDFSBASE and friends"),
                    bit("pcide", 17, "process-context identifiers"),
                    bit("osxsave", 18, "XSAVE by the OS"),
                    bit("smep", 20, "supervisor execution prevention"),
                    bit("smap", 21, "supervisor access prevention"));

    public static final List<Bits> EFER =
            List.of(
                    bit("sce", 0, "SYSCALL enable"),
                    bit("lme", 8, "long mode enable"),
                    bit("lma", 10, "long mode active"),
                    bit("nxe", 11, "no-execute enable"));

    private static Bits bit(String name, int position, String meaning) {
        return new Bits(name, position, 1, meaning);
    }

    /// The field's value in a register.
    public long of(long register) {
        return register >>> position & mask();
    }

    /// `register` with the field set to `value`.
    public long with(long register, long value) {
        return register & ~(mask() << position) | (value & mask()) << position;
    }

    public long mask() {
        return (1L << width) - 1;
    }

    /// Names of the bits that are set: `ZF PF IF IOPL=3`.
    public static String set(List<Bits> fields, long register) {
        List<String> names = new ArrayList<>();
        for (Bits field : fields) {
            long value = field.of(register);
            if (value != 0) {
                String name = field.name.toUpperCase(java.util.Locale.ROOT);
                names.add(field.width == 1 ? name : name + "=" + value);
            }
        }
        return String.join(" ", names);
    }
}
