package dev.ringside.adapter.source;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// The debug information of every file that has some.
final class LoadedDebugInformation implements DebugInformation {
    private final List<DwarfModule> modules;

    LoadedDebugInformation(List<DwarfModule> modules) {
        this.modules = List.copyOf(modules);
    }

    private <T> Optional<T> first(Function<DwarfModule, Optional<T>> question) {
        for (DwarfModule module : modules) {
            Optional<T> answer = question.apply(module);
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    @Override
    public List<CodeScope> scopesAt(long pc) {
        return first(module -> Optional.of(module.scopesAt(pc)).filter(s -> !s.isEmpty()))
                .orElse(List.of());
    }

    @Override
    public List<ScopeVariable> globalsAt(long pc) {
        return first(module -> Optional.of(module.globalsAt(pc)).filter(g -> !g.isEmpty()))
                .orElse(List.of());
    }

    @Override
    public Optional<ScopeVariable> global(String name, long pc) {
        return globalsAt(pc).stream()
                .filter(variable -> variable.name().equals(name))
                .findFirst()
                .or(() -> first(module -> module.global(name)));
    }

    @Override
    public Optional<CType> type(String name) {
        return first(module -> module.type(name));
    }

    @Override
    public OptionalLong function(String name) {
        Optional<Long> found = first(module -> module.function(name));
        return found.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    @Override
    public OptionalLong enumerator(String name) {
        Optional<Long> found = first(module -> module.enumerator(name));
        return found.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    @Override
    public Optional<UnwindRow> unwindAt(long pc) {
        return first(module -> module.unwindAt(pc));
    }

    @Override
    public int addressSize(long pc) {
        for (DwarfModule module : modules) {
            if (module.holds(pc)) {
                return module.addressSize();
            }
        }
        return modules.isEmpty() ? 0 : modules.getFirst().addressSize();
    }

    @Override
    public List<String> troubles() {
        return modules.stream().flatMap(module -> module.troubles().stream()).distinct().toList();
    }
}
