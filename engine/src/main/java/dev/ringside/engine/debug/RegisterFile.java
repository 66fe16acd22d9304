package dev.ringside.engine.debug;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Every register by name, the same in every mode.
public final class RegisterFile {
    private static final String[] LEGACY = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
    private static final Map<String, Register> REGISTERS = new LinkedHashMap<>();

    static {
        generalPurpose();
        instructionPointerAndFlags();
        segments();
        control();
        modelSpecific();
        vector();
    }

    private RegisterFile() {}

    /// The register of that name, in any case and with or without a leading `%` or `$`; null if
    /// there is none.
    public static @Nullable Register find(String name) {
        String plain = name.startsWith("%") || name.startsWith("$") ? name.substring(1) : name;
        return REGISTERS.get(plain.toLowerCase(Locale.ROOT));
    }

    /// All of them, general-purpose registers first.
    public static Collection<Register> all() {
        return Collections.unmodifiableCollection(REGISTERS.values());
    }

    private static void add(
            String name,
            int bits,
            ToLongFunction<VcpuState> reader,
            ObjLongConsumer<VcpuState> writer) {
        long mask = bits == 64 ? -1L : (1L << bits) - 1;
        REGISTERS.put(
                name,
                new Register(
                        name,
                        bits,
                        state -> reader.applyAsLong(state) & mask,
                        (state, value) -> writer.accept(state, value & mask)));
    }

    private static void alias(String name, String of) {
        Register register = REGISTERS.get(of);
        if (register != null) {
            REGISTERS.put(name, register);
        }
    }

    private static void generalPurpose() {
        for (int i = 0; i < 16; i++) {
            part(i < 8 ? "r" + LEGACY[i] : "r" + i, 64, i, 0);
            part(i < 8 ? "e" + LEGACY[i] : "r" + i + "d", 32, i, 0);
            part(i < 8 ? LEGACY[i] : "r" + i + "w", 16, i, 0);
            part(
                    i < 4 ? LEGACY[i].charAt(0) + "l" : i < 8 ? LEGACY[i] + "l" : "r" + i + "b",
                    8,
                    i,
                    0);
        }
        for (int i = 0; i < 4; i++) {
            part(LEGACY[i].charAt(0) + "h", 8, i, 8);
        }
    }

    private static void part(String name, int bits, int index, int shift) {
        long mask = (bits == 64 ? -1L : (1L << bits) - 1) << shift;
        add(
                name,
                bits,
                state -> (state.gpr[index] & mask) >>> shift,
                (state, value) -> state.gpr[index] = state.gpr[index] & ~mask | value << shift);
    }

    private static void instructionPointerAndFlags() {
        add("rip", 64, s -> s.rip, (s, v) -> s.rip = v);
        add("eip", 32, s -> s.rip, (s, v) -> s.rip = v);
        add("ip", 16, s -> s.rip, (s, v) -> s.rip = v);
        alias("pc", "rip");
        add("rflags", 64, s -> s.rflags, RegisterFile::setRflags);
        alias("eflags", "rflags");
        alias("flags", "rflags");
        String[] names = {
            "cf", "pf", "af", "zf", "sf", "tf", "if", "df", "of", "nt", "rf", "vm", "ac", "vif",
            "vip", "id"
        };
        int[] bits = {0, 2, 4, 6, 7, 8, 9, 10, 11, 14, 16, 17, 18, 19, 20, 21};
        for (int i = 0; i < names.length; i++) {
            flag(names[i], bits[i], 1);
        }
        flag("iopl", 12, 2);
    }

    private static void flag(String name, int bit, int width) {
        long mask = (1L << width) - 1 << bit;
        add(
                name,
                width,
                s -> (s.rflags & mask) >>> bit,
                (s, v) -> s.rflags = s.rflags & ~mask | v << bit & mask);
        alias("rflags." + name, name);
        alias("eflags." + name, name);
    }

    private static void setRflags(VcpuState state, long value) {
        state.rflags = value & Rflags.ALL | Rflags.RESERVED_ONE;
    }

    private static void segments() {
        for (int i = 0; i < SegmentRegister.COUNT; i++) {
            int index = i;
            String name = SegmentRegister.name(i);
            add(name, 16, s -> s.segment[index].selector, (s, v) -> setSelector(s, index, (int) v));
            alias(name + ".sel", name);
            alias(name + ".selector", name);
            add(
                    name + ".base",
                    64,
                    s -> s.segment[index].base,
                    (s, v) -> s.segment[index].base = v);
            add(
                    name + ".limit",
                    32,
                    s -> s.segment[index].limit,
                    (s, v) -> s.segment[index].limit = v);
            add(
                    name + ".access",
                    17,
                    s -> s.segment[index].access,
                    (s, v) -> s.segment[index].access = (int) v);
            add(name + ".dpl", 2, s -> s.segment[index].dpl(), (s, v) -> setDpl(s, index, (int) v));
        }
        add("gdtr.base", 64, s -> s.gdtrBase, (s, v) -> s.gdtrBase = v);
        add("gdtr.limit", 16, s -> s.gdtrLimit, (s, v) -> s.gdtrLimit = (int) v);
        add("idtr.base", 64, s -> s.idtrBase, (s, v) -> s.idtrBase = v);
        add("idtr.limit", 16, s -> s.idtrLimit, (s, v) -> s.idtrLimit = (int) v);
        alias("gdtr", "gdtr.base");
        alias("idtr", "idtr.base");
        add("cpl", 2, VcpuState::cpl, (s, v) -> setDpl(s, SegmentRegister.SS, (int) v));
    }

    /// In real and virtual-8086 mode a selector brings its base along (SDM Vol. 3B 21.1.1);
    /// elsewhere the hidden part is set by its own names.
    private static void setSelector(VcpuState state, int index, int selector) {
        SegmentRegister register = state.segment[index];
        register.selector = selector;
        if ((!state.protectedMode() || state.virtual8086()) && index < SegmentRegister.LDTR) {
            register.base = (long) selector << 4;
        }
    }

    private static void setDpl(VcpuState state, int index, int dpl) {
        SegmentRegister register = state.segment[index];
        register.access = register.access & ~0x60 | dpl << 5;
    }

    private static void control() {
        add("cr0", 64, s -> s.cr0, (s, v) -> s.cr0 = v);
        add("cr2", 64, s -> s.cr2, (s, v) -> s.cr2 = v);
        add("cr3", 64, s -> s.cr3, (s, v) -> s.cr3 = v);
        add("cr4", 64, s -> s.cr4, (s, v) -> s.cr4 = v);
        add("cr8", 64, s -> s.cr8, (s, v) -> s.cr8 = v);
        add("xcr0", 64, s -> s.xcr0, (s, v) -> s.xcr0 = v);
        for (int i = 0; i < 4; i++) {
            int index = i;
            add("dr" + i, 64, s -> s.dr[index], (s, v) -> s.dr[index] = v);
        }
        add("dr6", 64, s -> s.dr6, (s, v) -> s.dr6 = v);
        add("dr7", 64, s -> s.dr7, (s, v) -> s.dr7 = v);
        add("count", 64, s -> s.instructionCount, (s, v) -> {});
    }

    private static void modelSpecific() {
        add("efer", 64, s -> s.efer, (s, v) -> s.efer = v);
        add("star", 64, s -> s.star, (s, v) -> s.star = v);
        add("lstar", 64, s -> s.lstar, (s, v) -> s.lstar = v);
        add("cstar", 64, s -> s.cstar, (s, v) -> s.cstar = v);
        add("fmask", 64, s -> s.fmask, (s, v) -> s.fmask = v);
        add("kernel_gs_base", 64, s -> s.kernelGsBase, (s, v) -> s.kernelGsBase = v);
        alias("fs_base", "fs.base");
        alias("gs_base", "gs.base");
        add("sysenter_cs", 64, s -> s.sysenterCs, (s, v) -> s.sysenterCs = v);
        add("sysenter_esp", 64, s -> s.sysenterEsp, (s, v) -> s.sysenterEsp = v);
        add("sysenter_eip", 64, s -> s.sysenterEip, (s, v) -> s.sysenterEip = v);
        add("tsc_aux", 64, s -> s.tscAux, (s, v) -> s.tscAux = v);
        add("pat", 64, s -> s.pat, (s, v) -> s.pat = v);
        add("apic_base", 64, s -> s.apicBase, (s, v) -> s.apicBase = v);
    }

    private static void vector() {
        add("mxcsr", 32, s -> s.mxcsr, (s, v) -> s.mxcsr = (int) v);
        for (int i = 0; i < 16; i++) {
            int low = 2 * i;
            add("xmm" + i + ".low", 64, s -> s.xmm[low], (s, v) -> s.xmm[low] = v);
            add("xmm" + i + ".high", 64, s -> s.xmm[low + 1], (s, v) -> s.xmm[low + 1] = v);
            add("ymm" + i + ".q2", 64, s -> s.ymmHigh[low], (s, v) -> s.ymmHigh[low] = v);
            add("ymm" + i + ".q3", 64, s -> s.ymmHigh[low + 1], (s, v) -> s.ymmHigh[low + 1] = v);
        }
        add("fcw", 16, s -> s.fpuControl, (s, v) -> s.fpuControl = (int) v);
        add("fsw", 16, s -> s.fpuStatus, (s, v) -> s.fpuStatus = (int) v);
        add("ftw", 16, s -> s.fpuTag, (s, v) -> s.fpuTag = (int) v);
        for (int i = 0; i < 8; i++) {
            int index = i;
            add(
                    "r" + i + ".significand",
                    64,
                    s -> s.fpuSignificand[index],
                    (s, v) -> s.fpuSignificand[index] = v);
            add(
                    "r" + i + ".exponent",
                    16,
                    s -> s.fpuExponent[index],
                    (s, v) -> s.fpuExponent[index] = (int) v);
        }
    }
}
