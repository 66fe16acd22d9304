package dev.ringside.adapter.request;

import dev.ringside.adapter.session.Catch;
import dev.ringside.adapter.session.EventName;
import dev.ringside.adapter.session.FaultText;
import dev.ringside.engine.state.Vector;

import org.eclipse.lsp4j.debug.ExceptionBreakpointsFilter;

import java.util.ArrayList;
import java.util.List;

/// One exception filter a vector, by its mnemonic without `#`, and one for each other event.
final class ExceptionFilters {
    private ExceptionFilters() {}

    static ExceptionBreakpointsFilter[] all() {
        List<ExceptionBreakpointsFilter> filters = new ArrayList<>();
        for (int vector : Catch.vectors()) {
            filters.add(
                    filter(
                            Catch.id(vector),
                            "%s %s".formatted(Vector.name(vector), FaultText.title(vector)),
                            "Stops before vector %d is delivered. A triple fault always stops."
                                    .formatted(vector),
                            "cr2 >= 0x1000 && errorcode == 2"));
        }
        for (EventName event : EventName.values()) {
            filters.add(filter(event.name(), event.label(), event.description(), event.example()));
        }
        return filters.toArray(ExceptionBreakpointsFilter[]::new);
    }

    private static ExceptionBreakpointsFilter filter(
            String id, String label, String description, String example) {
        ExceptionBreakpointsFilter filter = new ExceptionBreakpointsFilter();
        filter.setFilter(id);
        filter.setLabel(label);
        filter.setDescription(description);
        filter.setDefault_(false);
        filter.setSupportsCondition(true);
        if (!example.isEmpty()) {
            filter.setConditionDescription("for example: " + example);
        }
        return filter;
    }
}
