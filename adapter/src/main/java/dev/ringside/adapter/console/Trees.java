package dev.ringside.adapter.console;

import dev.ringside.adapter.session.Variable;
import java.util.List;

/// Variables as lines.
final class Trees {
    private Trees() {}

    /// The children of a group, one a line, groups of groups opened.
    static String text(Variable group) {
        Variable.Children children = group.children();
        return children == null ? group.value() : lines(children.list());
    }

    static String lines(List<Variable> variables) {
        StringBuilder text = new StringBuilder();
        for (Variable variable : variables) {
            boolean range = variable.name().contains("..");
            text.append(text.isEmpty() ? "" : "\n");
            text.append(range ? text(variable) : variable.name() + "  " + variable.value());
        }
        return text.isEmpty() ? "(empty)" : text.toString();
    }
}
