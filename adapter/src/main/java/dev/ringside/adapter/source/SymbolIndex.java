package dev.ringside.adapter.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Symbols by address and by name. Immutable.
final class SymbolIndex {
    /// How many symbols below an address are asked whether their range holds it: labels inside a
    /// function stand between its start and the address.
    private static final int LOOK_BACK = 64;

    private final Symbol[] byAddress;
    private final Symbol[] byName;

    SymbolIndex(List<Symbol> symbols) {
        byAddress = symbols.toArray(Symbol[]::new);
        java.util.Arrays.sort(byAddress, SymbolIndex::compare);
        byName = byAddress.clone();
        // The sort is stable, so of two symbols of one name the lower address comes first.
        java.util.Arrays.sort(byName, (a, b) -> a.name().compareTo(b.name()));
    }

    /// By address; at one address the most telling comes last: code before data, ranges before
    /// labels.
    private static int compare(Symbol a, Symbol b) {
        int result = Long.compareUnsigned(a.address(), b.address());
        if (result == 0) {
            result = Boolean.compare(a.size() != 0, b.size() != 0);
        }
        return result != 0 ? result : Boolean.compare(a.function(), b.function());
    }

    /// The symbol whose range holds an address, else the nearest below.
    Optional<Symbol> at(long address) {
        int end = countUpTo(address);
        for (int i = end - 1; i >= 0 && i >= end - LOOK_BACK; i--) {
            Symbol symbol = byAddress[i];
            if (Long.compareUnsigned(address - symbol.address(), symbol.size()) < 0) {
                return Optional.of(symbol);
            }
        }
        return end > 0 ? Optional.of(byAddress[end - 1]) : Optional.empty();
    }

    private int countUpTo(long address) {
        int low = 0;
        int high = byAddress.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(byAddress[middle].address(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Optional<Symbol> named(String name) {
        int index = firstFrom(name);
        boolean found = index < byName.length && byName[index].name().equals(name);
        return found ? Optional.of(byName[index]) : Optional.empty();
    }

    /// Names that begin with `prefix`, each once.
    List<Symbol> startingWith(String prefix, int limit) {
        List<Symbol> found = new ArrayList<>();
        String previous = "";
        for (int i = firstFrom(prefix); i < byName.length && found.size() < limit; i++) {
            if (!byName[i].name().startsWith(prefix)) {
                break;
            }
            if (!byName[i].name().equals(previous)) {
                found.add(byName[i]);
            }
            previous = byName[i].name();
        }
        return found;
    }

    private int firstFrom(String name) {
        int low = 0;
        int high = byName.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byName[middle].name().compareTo(name) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
