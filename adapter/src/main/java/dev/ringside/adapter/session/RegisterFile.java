package dev.ringside.adapter.session;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every register by name. Immutable.
public final class RegisterFile {
    private static final Map<String, Register> BY_NAME = new LinkedHashMap<>();

    static {
        List.of(
                        GeneralRegisters.all(),
                        SegmentRegisters.all(),
                        SystemRegisters.all(),
                        VectorRegisters.all())
                .forEach(list -> list.forEach(r -> BY_NAME.put(r.name(), r)));
    }

    private RegisterFile() {}

    /// @param name in any case, with or without a leading `$` or `%`
    public static Optional<Register> find(String name) {
        String plain = Texts.lower(name.strip());
        if (plain.startsWith("$") || plain.startsWith("%")) {
            plain = plain.substring(1);
        }
        return Optional.ofNullable(BY_NAME.get(plain));
    }

    /// The register of this name, which exists.
    static Register get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException(name));
    }

    /// The registers of a group, in reading order.
    public static List<Register> of(RegisterGroup group) {
        return BY_NAME.values().stream().filter(r -> r.group() == group).toList();
    }

    public static Collection<Register> all() {
        return java.util.Collections.unmodifiableCollection(BY_NAME.values());
    }
}
