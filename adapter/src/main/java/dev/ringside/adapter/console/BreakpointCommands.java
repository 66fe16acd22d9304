package dev.ringside.adapter.console;

import dev.ringside.adapter.session.BreakpointRequest;
import dev.ringside.adapter.session.BreakpointStatus;
import dev.ringside.adapter.session.BreakpointTable;
import dev.ringside.adapter.session.DataRange;
import dev.ringside.adapter.session.Evaluator;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.engine.debug.DataAccess;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Breakpoints by text.
final class BreakpointCommands {
    private static final Pattern CONDITION =
            Pattern.compile("(.*?)(?:\\s+if\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern FILE_LINE = Pattern.compile("(.+):(\\d+)");
    private static final Pattern RANGE = Pattern.compile("(.+)/\\s*(\\w+)");
    private static final Pattern FAR = Pattern.compile("[0-9a-fA-F]{1,4}:[0-9a-fA-F]{1,8}");

    private BreakpointCommands() {}

    static List<ConsoleCommand> all() {
        return List.of(
                ConsoleCommand.always(
                        "break b",
                        "PLACE [if CONDITION]",
                        "stop at a symbol, 0x7c00, 07c0:000a, phys 0x1000, FILE:LINE; pc without PLACE",
                        in -> add(in, false)),
                ConsoleCommand.always(
                        "tbreak tb",
                        "PLACE [if CONDITION]",
                        "stop there once",
                        in -> add(in, true)),
                ConsoleCommand.always(
                        "watch",
                        "ADDRESS[/BYTES] [if CONDITION]",
                        "stop behind a write to memory: 0x7e00/4, phys:0x1000/512, a symbol",
                        in -> watch(in, DataAccess.Kind.WRITE)),
                ConsoleCommand.always(
                        "rwatch",
                        "ADDRESS[/BYTES] [if CONDITION]",
                        "stop behind a read",
                        in -> watch(in, DataAccess.Kind.READ)),
                ConsoleCommand.always(
                        "awatch",
                        "ADDRESS[/BYTES] [if CONDITION]",
                        "stop behind a read or a write",
                        in -> watch(in, DataAccess.Kind.READ_WRITE)),
                ConsoleCommand.always(
                        "delete d",
                        "[NUMBER]",
                        "remove a breakpoint, or all",
                        BreakpointCommands::delete),
                ConsoleCommand.always(
                        "breakpoints bl",
                        "",
                        "list breakpoints (also: info b)",
                        BreakpointCommands::list));
    }

    private static String add(ConsoleInput in, boolean temporary) throws SessionException {
        Matcher matcher = CONDITION.matcher(in.arguments());
        if (!matcher.matches()) {
            throw new SessionException("break PLACE [if CONDITION]");
        }
        String condition = matcher.group(2) == null ? "" : matcher.group(2);
        BreakpointStatus status =
                in.session()
                        .addBreakpoint(
                                new BreakpointRequest(
                                        where(in, matcher.group(1).strip()), "", condition, "", ""),
                                temporary);
        if (!status.verified() && status.address().isEmpty()) {
            throw new SessionException(status.message());
        }
        return describe(status);
    }

    private static String watch(ConsoleInput in, DataAccess.Kind access) throws SessionException {
        Matcher matcher = CONDITION.matcher(in.arguments());
        if (!in.hasArguments() || !matcher.matches()) {
            throw new SessionException("watch ADDRESS[/BYTES] [if CONDITION]");
        }
        DataRange range = range(in, matcher.group(1).strip());
        BreakpointStatus status =
                in.session()
                        .addBreakpoint(
                                new BreakpointRequest(
                                        new BreakpointRequest.Where.Data(range, access),
                                        "",
                                        matcher.group(2) == null ? "" : matcher.group(2),
                                        "",
                                        ""),
                                false);
        if (!status.verified()) {
            throw new SessionException(status.message());
        }
        return "Data breakpoint %d: %s".formatted(status.id(), range.words());
    }

    /// An address, or an expression for one; without BYTES what the expression names, or 8.
    private static DataRange range(ConsoleInput in, String text) throws SessionException {
        Matcher sized = RANGE.matcher(text);
        String start = sized.matches() ? sized.group(1).strip() : text;
        long length = sized.matches() ? in.evaluator().number(sized.group(2)) : 8;
        try {
            return DataRange.of(MemoryReference.parse(start), length);
        } catch (SessionException e) {
            Optional<Evaluator.Extent> variable = in.evaluator().extent(start);
            if (variable.isPresent()) {
                long bytes = sized.matches() ? length : variable.get().bytes();
                return DataRange.of(MemoryReference.linear(variable.get().address()), bytes);
            }
            return DataRange.of(MemoryReference.linear(in.evaluator().number(start)), length);
        }
    }

    private static BreakpointRequest.Where where(ConsoleInput in, String place)
            throws SessionException {
        if (place.isEmpty()) {
            long pc = in.session().inspectStopped().state(in.vcpu()).linearRip();
            return new BreakpointRequest.Where.Instruction(MemoryReference.hex(pc), 0);
        }
        Matcher fileLine = FILE_LINE.matcher(place);
        if (fileLine.matches() && !FAR.matcher(place).matches()) {
            int line = (int) Math.min(Integer.MAX_VALUE, Long.parseLong(clip(fileLine.group(2))));
            return new BreakpointRequest.Where.Line(fileLine.group(1), line);
        }
        return new BreakpointRequest.Where.Function(place);
    }

    private static String clip(String digits) {
        return digits.length() > 10 ? digits.substring(0, 10) : digits;
    }

    private static String describe(BreakpointStatus status) {
        StringBuilder text = new StringBuilder("Breakpoint ").append(status.id());
        status.address().ifPresent(a -> text.append(" at ").append(MemoryReference.hex(a)));
        if (status.location() != null) {
            text.append(" (")
                    .append(status.location().path())
                    .append(':')
                    .append(status.location().line())
                    .append(')');
        }
        return text.append(status.message().isEmpty() ? "" : ": " + status.message()).toString();
    }

    private static String delete(ConsoleInput in) throws SessionException {
        List<BreakpointTable.Entry> all = in.session().breakpoints().all();
        if (!in.hasArguments()) {
            for (BreakpointTable.Entry entry : all) {
                in.session().removeBreakpoint(entry.status().id());
            }
            return "%d removed.".formatted(all.size());
        }
        int id = in.count(0, 1, Integer.MAX_VALUE);
        if (!in.session().removeBreakpoint(id)) {
            throw new SessionException("There is no breakpoint %d.".formatted(id));
        }
        return "Breakpoint %d removed.".formatted(id);
    }

    static String list(ConsoleInput in) throws SessionException {
        List<BreakpointTable.Entry> all = in.session().breakpoints().all();
        if (all.isEmpty()) {
            return "No breakpoints.";
        }
        StringBuilder text = new StringBuilder();
        for (BreakpointTable.Entry entry : all) {
            text.append(text.isEmpty() ? "" : "\n").append(describe(entry.status()));
            text.append(entry.status().verified() ? "" : " [pending]");
            String condition = entry.request().condition();
            text.append(condition.isEmpty() ? "" : " if " + condition);
        }
        return text.toString();
    }
}
