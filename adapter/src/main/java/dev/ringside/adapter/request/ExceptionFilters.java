package dev.ringside.adapter.request;

import dev.ringside.adapter.session.FaultText;
import dev.ringside.engine.state.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.eclipse.lsp4j.debug.ExceptionBreakpointsFilter;

/// One exception filter a vector: the id is the mnemonic without `#`.
final class ExceptionFilters {
    private static final int VECTORS = 22;

    private ExceptionFilters() {}

    static ExceptionBreakpointsFilter[] all() {
        List<ExceptionBreakpointsFilter> filters = new ArrayList<>();
        for (int vector = 0; vector < VECTORS; vector++) {
            if (FaultText.title(vector).isEmpty()) {
                continue;
            }
            ExceptionBreakpointsFilter filter = new ExceptionBreakpointsFilter();
            filter.setFilter(id(vector));
            filter.setLabel("%s %s".formatted(Vector.name(vector), FaultText.title(vector)));
            filter.setDescription(
                    "Stops before vector %d is delivered. A triple fault always stops."
                            .formatted(vector));
            filter.setDefault_(false);
            filter.setSupportsCondition(true);
            filter.setConditionDescription("for example: cr2 >= 0x1000 && errorcode == 2");
            filters.add(filter);
        }
        return filters.toArray(ExceptionBreakpointsFilter[]::new);
    }

    static OptionalInt vector(String id) {
        for (int vector = 0; vector < VECTORS; vector++) {
            if (!FaultText.title(vector).isEmpty() && id(vector).equalsIgnoreCase(id)) {
                return OptionalInt.of(vector);
            }
        }
        return OptionalInt.empty();
    }

    private static String id(int vector) {
        return Vector.name(vector).replace("#", "");
    }
}
