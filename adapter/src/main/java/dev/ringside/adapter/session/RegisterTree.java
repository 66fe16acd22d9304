package dev.ringside.adapter.session;

import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;

/// One VCPU's registers as variables, in groups, in hexadecimal.
public final class RegisterTree {
    private final Debugger debugger;
    private final int vcpu;

    public RegisterTree(Debugger debugger, int vcpu) {
        this.debugger = debugger;
        this.vcpu = vcpu;
    }

    /// All groups; their values summarise.
    public List<Variable> groups() {
        VcpuState state = debugger.state(vcpu);
        return List.of(
                group(RegisterGroup.GENERAL, PcText.of(state), this::general),
                group(
                        RegisterGroup.FLAGS,
                        Bits.set(Bits.RFLAGS, state.rflags),
                        () -> flags(debugger.state(vcpu))),
                group(RegisterGroup.SEGMENTS, PcText.mode(state), this::segments),
                group(
                        RegisterGroup.CONTROL,
                        "cr0 " + MemoryReference.hex(state.cr0),
                        this::control),
                group(RegisterGroup.DEBUG, "", () -> plain(RegisterGroup.DEBUG)),
                group(RegisterGroup.MODEL_SPECIFIC, "", () -> plain(RegisterGroup.MODEL_SPECIFIC)),
                group(RegisterGroup.FLOATING_POINT, "", () -> plain(RegisterGroup.FLOATING_POINT)),
                group(RegisterGroup.SSE, "", this::sse));
    }

    /// A register as it stands in its group, with its parts; also for an expression that names one.
    public Variable variable(Register register) {
        return variable(register, debugger.state(vcpu));
    }

    private Variable variable(Register register, VcpuState state) {
        String name = register.name();
        if (register.group() == RegisterGroup.SEGMENTS) {
            return segment(register, state);
        }
        return switch (name) {
            case "rflags" ->
                    withParts(
                            register,
                            Bits.set(Bits.RFLAGS, state.rflags),
                            () -> bits("rflags.", Bits.RFLAGS));
            case "cr0" ->
                    withParts(
                            register, Bits.set(Bits.CR0, state.cr0), () -> bits("cr0.", Bits.CR0));
            case "cr4" ->
                    withParts(
                            register, Bits.set(Bits.CR4, state.cr4), () -> bits("cr4.", Bits.CR4));
            case "efer" ->
                    withParts(
                            register,
                            Bits.set(Bits.EFER, state.efer),
                            () -> bits("efer.", Bits.EFER));
            default -> leaf(register, register.format(state));
        };
    }

    private static Variable group(RegisterGroup group, String value, Variable.Children children) {
        return Variable.group(group.title(), value, children);
    }

    private List<Variable> general() {
        return plain(RegisterGroup.GENERAL);
    }

    private List<Variable> plain(RegisterGroup group) {
        VcpuState state = debugger.state(vcpu);
        return RegisterFile.of(group).stream().map(r -> variable(r, state)).toList();
    }

    private List<Variable> flags(VcpuState state) {
        List<Variable> all = new ArrayList<>();
        Register rflags = RegisterFile.get("rflags");
        all.add(leaf(rflags, rflags.format(state)));
        all.addAll(bits("rflags.", Bits.RFLAGS));
        return all;
    }

    private List<Variable> segments() {
        List<Variable> all = new ArrayList<>(plain(RegisterGroup.SEGMENTS));
        VcpuState state = debugger.state(vcpu);
        all.add(table("gdtr", state.gdtrBase, state.gdtrLimit));
        all.add(table("idtr", state.idtrBase, state.idtrLimit));
        return all;
    }

    private Variable table(String name, long base, int limit) {
        return new Variable(
                name,
                "base %s limit 0x%x".formatted(MemoryReference.hex(base), limit),
                "",
                null,
                MemoryReference.linear(base).text(),
                () -> parts(name, "base", "limit"),
                null);
    }

    private List<Variable> control() {
        List<Variable> all = new ArrayList<>(plain(RegisterGroup.CONTROL));
        all.add(
                Variable.leaf(
                        "instructions", Long.toString(debugger.state(vcpu).instructionCount), ""));
        return all;
    }

    private List<Variable> sse() {
        List<Variable> all = new ArrayList<>();
        VcpuState state = debugger.state(vcpu);
        for (int i = 0; i < 16; i++) {
            String name = "xmm" + i;
            all.add(
                    Variable.group(
                            name,
                            "0x%016x_%016x".formatted(state.xmm[2 * i + 1], state.xmm[2 * i]),
                            () -> parts(name, "low", "high")));
        }
        all.addAll(plain(RegisterGroup.SSE));
        return all;
    }

    private Variable segment(Register register, VcpuState state) {
        int index = 0;
        while (!SegmentRegister.name(index).equals(register.name())) {
            index++;
        }
        SegmentRegister segment = state.segment[index];
        boolean system = index >= SegmentRegister.LDTR;
        return new Variable(
                register.name(),
                "0x%04x  %s".formatted(segment.selector, SegmentText.of(segment, system)),
                "segment",
                register.name(),
                MemoryReference.linear(segment.base).text(),
                () -> parts(register.name(), "sel", "base", "limit", "access"),
                value -> write(register, value));
    }

    private List<Variable> parts(String name, String... parts) {
        VcpuState state = debugger.state(vcpu);
        List<Variable> all = new ArrayList<>();
        for (String part : parts) {
            Register register = RegisterFile.get(name + "." + part);
            all.add(named(part, register, register.format(state)));
        }
        return all;
    }

    private List<Variable> bits(String prefix, List<Bits> bits) {
        VcpuState state = debugger.state(vcpu);
        List<Variable> all = new ArrayList<>();
        for (Bits bit : bits) {
            Register register = RegisterFile.get(prefix + bit.name());
            all.add(
                    new Variable(
                            bit.name(),
                            register.format(state),
                            bit.meaning(),
                            register.name(),
                            null,
                            null,
                            value -> write(register, value)));
        }
        return all;
    }

    private Variable withParts(Register register, String summary, Variable.Children children) {
        String value = register.format(debugger.state(vcpu));
        return new Variable(
                register.name(),
                summary.isEmpty() ? value : value + "  " + summary,
                register.type(),
                register.name(),
                null,
                children,
                writer(register));
    }

    private Variable leaf(Register register, String value) {
        return named(register.name(), register, value);
    }

    private Variable named(String name, Register register, String value) {
        boolean address = register.bits() >= 32;
        return new Variable(
                name,
                value,
                register.type(),
                register.name(),
                address ? pointer(register) : null,
                null,
                writer(register));
    }

    /// What a memory view opens for a register: in 16-bit code SP, BP and IP are offsets.
    private String pointer(Register register) {
        VcpuState state = debugger.state(vcpu);
        long value = register.read(state);
        if (state.codeSize() == dev.ringside.engine.state.CodeSize.BITS_16) {
            int segment =
                    switch (register.name()) {
                        case "rsp", "rbp" -> SegmentRegister.SS;
                        case "rip" -> SegmentRegister.CS;
                        case "rbx", "rsi" -> SegmentRegister.DS;
                        case "rdi" -> SegmentRegister.ES;
                        default -> -1;
                    };
            if (segment >= 0) {
                value = state.segment[segment].base + (value & 0xFFFF);
            }
        }
        return MemoryReference.linear(value).text();
    }

    private Variable.@org.jspecify.annotations.Nullable Writer writer(Register register) {
        return register.setter() == null ? null : value -> write(register, value);
    }

    private void write(Register register, long value) throws SessionException {
        VcpuState state = debugger.state(vcpu);
        register.write(state, value);
        debugger.setState(vcpu, state);
    }
}
