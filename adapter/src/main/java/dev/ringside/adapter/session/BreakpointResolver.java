package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CodeScope;
import dev.ringside.adapter.source.LineRange;
import dev.ringside.adapter.source.ScopeVariable;
import dev.ringside.adapter.source.SourceLocation;
import dev.ringside.adapter.source.Symbol;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.Breakpoint.Place;
import dev.ringside.engine.debug.DataAccess;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.Expression;
import dev.ringside.engine.debug.ExpressionException;
import dev.ringside.engine.debug.LogTemplate;
import dev.ringside.engine.hypervisor.DebugFeature;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns what a user names into places where the engine stops.
final class BreakpointResolver {
    private static final Pattern FAR = Pattern.compile("\\*?([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,8})");

    private final Debugger debugger;
    private final SymbolTable symbols;
    private final int vcpu;

    BreakpointResolver(Debugger debugger, SymbolTable symbols, int vcpu) {
        this.debugger = debugger;
        this.symbols = symbols;
        this.vcpu = vcpu;
    }

    /// @param location line, where known
    record Resolved(
            List<Place> places, @Nullable SourceLocation location, long address, String message) {}

    /// @throws SessionException no such place (now): the reason
    Resolved resolve(BreakpointRequest request) throws SessionException {
        BreakpointMode mode = BreakpointMode.of(request.mode());
        return switch (request.where()) {
            case BreakpointRequest.Where.Line(String path, int line) -> line(path, line, mode);
            case BreakpointRequest.Where.Function(String name) -> function(name, mode);
            case BreakpointRequest.Where.Instruction(String reference, long offset) ->
                    instruction(reference, offset, mode);
            case BreakpointRequest.Where.Data(DataRange range, DataAccess.Kind access) ->
                    data(range, access);
        };
    }

    private Resolved data(DataRange range, DataAccess.Kind access) throws SessionException {
        String refusal = debugger.refusal(DebugFeature.DATA_BREAKPOINTS);
        if (!refusal.isEmpty()) {
            throw new SessionException(refusal);
        }
        long address = range.start().address();
        Place place = new Place.Data(range.start().kind(), address, range.length(), access);
        return new Resolved(List.of(place), null, address, "");
    }

    private Resolved line(String path, int line, BreakpointMode mode) throws SessionException {
        List<LineRange> rows = symbols.rowsFor(path, line);
        if (rows.isEmpty()) {
            throw new SessionException(noCode(path));
        }
        List<Place> places = new ArrayList<>();
        Set<String> functions = new HashSet<>();
        long end = 0;
        for (LineRange row : rows) {
            String function = functionAt(row.first());
            boolean goesOn = !places.isEmpty() && row.first() == end + 1;
            if (!goesOn && functions.add(function)) {
                places.add(place(row.first(), mode));
            }
            end = row.last();
        }
        SourceLocation location = rows.get(0).location();
        String moved =
                location.line() == line
                        ? ""
                        : "Line %d is the next with code.".formatted(location.line());
        return new Resolved(places, location, rows.get(0).first(), moved);
    }

    /// What tells functions apart; each inlined copy of one is another.
    private String functionAt(long address) {
        String name = symbols.symbolAt(address).map(Symbol::name).orElse("");
        return symbols.debug().scopesAt(address).stream()
                .filter(scope -> scope.kind() == CodeScope.Kind.INLINED)
                .reduce((outer, inner) -> inner)
                .map(scope -> name + "#" + scope.key())
                .orElse(name);
    }

    private String noCode(String path) {
        if (symbols.sources().isEmpty()) {
            return "No line information was loaded: build with debug information (gcc -g, or nasm"
                    + " -l for a listing) and name the file in \"symbols\".";
        }
        List<Integer> lines = symbols.linesWithCode(path);
        if (!lines.isEmpty()) {
            return "No code at or below this line; the last line with code is %d."
                    .formatted(lines.get(lines.size() - 1));
        }
        return symbols.nearestSource(path)
                .map(nearest ->
                        "The debug information knows no such file. The nearest is %s; a \"sourceMap\" can join them."
                                .formatted(nearest))
                .orElse("The debug information knows no file of this name.");
    }

    private Resolved function(String name, BreakpointMode mode) throws SessionException {
        String text = name.strip();
        Optional<Symbol> symbol = symbols.symbol(text);
        if (symbol.isPresent()) {
            return at(behindPrologue(symbol.get().address()), mode);
        }
        OptionalLong function = symbols.debug().function(text);
        if (function.isPresent()) {
            return at(behindPrologue(function.getAsLong()), mode);
        }
        if (text.equals("entry")) {
            return new Resolved(List.of(new Place.Entry()), null, 0, "");
        }
        Matcher far = FAR.matcher(text);
        if (far.matches() && mode != BreakpointMode.PHYSICAL) {
            return farPlace(far);
        }
        if (Texts.lower(text).startsWith("phys")) {
            return at(
                    evaluate(text.replaceFirst("(?i)^phys(:|ical)?\\s*", ""), name),
                    BreakpointMode.PHYSICAL);
        }
        return at(evaluate(text.startsWith("*") ? text.substring(1) : text, name), mode);
    }

    /// Where a function's variables are good: at once, or without optimization at its second row of
    /// lines, behind the instructions that put parameters in their places.
    private long behindPrologue(long entry) {
        List<CodeScope> chain = symbols.debug().scopesAt(entry);
        boolean waits =
                !chain.isEmpty()
                        && chain.getFirst().variables().stream().anyMatch(ScopeVariable::isFixed);
        Optional<LineRange> row = symbols.lineAt(entry);
        if (!waits || row.isEmpty() || row.get().first() != entry) {
            return entry;
        }
        long second = row.get().last() + 1;
        boolean inside = chain.getFirst().holds(second);
        boolean starts = symbols.lineAt(second).filter(r -> r.first() == second).isPresent();
        return inside && starts ? second : entry;
    }

    private Resolved farPlace(Matcher far) {
        int selector = Integer.parseInt(far.group(1), 16);
        long offset = Long.parseLong(far.group(2), 16);
        return new Resolved(
                List.of(new Place.CsIp(selector, offset)),
                null,
                ((long) selector << 4) + offset,
                "");
    }

    private long evaluate(String text, String name) throws SessionException {
        try {
            Expression expression = Expression.parse(text, Symbols.resolver(symbols));
            return debugger.evaluate(vcpu, expression);
        } catch (ExpressionException | dev.ringside.engine.base.ZxException e) {
            throw new SessionException(
                    "'%s' is neither a symbol nor an address (%s)."
                            .formatted(Texts.clip(name, 60), e.getMessage()));
        }
    }

    private Resolved instruction(String reference, long offset, BreakpointMode mode)
            throws SessionException {
        Matcher far = FAR.matcher(reference.strip());
        if (far.matches() && (mode == BreakpointMode.CS_IP || mode == BreakpointMode.LINEAR)) {
            return farPlace(far);
        }
        MemoryReference address = MemoryReference.parse(reference).plus(offset);
        boolean physical = address.kind() == dev.ringside.engine.debug.AddressKind.PHYSICAL;
        return at(address.address(), physical ? BreakpointMode.PHYSICAL : mode);
    }

    private Resolved at(long address, BreakpointMode mode) {
        SourceLocation location =
                mode == BreakpointMode.PHYSICAL
                        ? null
                        : symbols.lineAt(address).map(LineRange::location).orElse(null);
        return new Resolved(List.of(place(address, mode)), location, address, "");
    }

    private Place place(long address, BreakpointMode mode) {
        return switch (mode) {
            case LINEAR -> new Place.Linear(address);
            case PHYSICAL -> new Place.Physical(address);
            case ADDRESS_SPACE -> new Place.AddressSpace(address, debugger.state(vcpu).cr3);
            case CS_IP -> {
                VcpuState state = debugger.state(vcpu);
                yield new Place.CsIp(
                        state.segment[SegmentRegister.CS].selector, PcText.offset(state, address));
            }
        };
    }

    /// A condition that parses, or null where there is none. Variables of the program are those
    /// visible at the breakpoint's address.
    ///
    /// @throws SessionException what is wrong
    @Nullable Expression condition(String text, long address) throws SessionException {
        if (text.isBlank()) {
            return null;
        }
        try {
            return expression(text, address);
        } catch (SessionException e) {
            throw new SessionException("Condition: " + e.getMessage());
        }
    }

    /// A logpoint's text.
    ///
    /// @throws ExpressionException what is wrong
    @Nullable LogTemplate log(String text, long address) throws ExpressionException {
        return text.isEmpty()
                ? null
                : LogTemplate.parseWith(text, inside -> logged(inside, address));
    }

    private Expression logged(String text, long address) throws ExpressionException {
        try {
            return expression(text, address);
        } catch (SessionException e) {
            throw new ExpressionException(String.valueOf(e.getMessage()));
        }
    }

    /// What uses no variable of the program is left to the engine's own parser, whose expressions
    /// run fastest.
    private Expression expression(String text, long address) throws SessionException {
        CParser parser = new CParser(text, CNames.at(symbols, address));
        CNode node = parser.parse();
        if (!parser.isPlain()) {
            return node;
        }
        try {
            return Expression.parse(text, Symbols.resolver(symbols));
        } catch (ExpressionException e) {
            return node;
        }
    }
}
