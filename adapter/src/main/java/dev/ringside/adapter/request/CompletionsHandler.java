package dev.ringside.adapter.request;

import dev.ringside.adapter.console.Console;
import dev.ringside.adapter.console.ConsoleCommand;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.Register;
import dev.ringside.adapter.session.RegisterFile;
import dev.ringside.adapter.session.RunState;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Texts;
import dev.ringside.adapter.source.Symbol;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.debug.CompletionItem;
import org.eclipse.lsp4j.debug.CompletionItemType;
import org.eclipse.lsp4j.debug.CompletionsArguments;
import org.eclipse.lsp4j.debug.CompletionsResponse;

/// Commands, registers and symbols that begin as the word at the cursor does.
public final class CompletionsHandler
        implements RequestHandler<CompletionsArguments, CompletionsResponse> {
    private static final int MOST_SYMBOLS = 50;

    private final DebugSession session;
    private final Sources sources;

    CompletionsHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    @Override
    public CompletionsResponse handle(CompletionsArguments arguments) throws SessionException {
        String text = Arguments.required("text", arguments.getText());
        int column = sources.ownColumn(arguments.getColumn()) - 1;
        int end = Math.clamp(column, 0, text.length());
        int start = end;
        while (start > 0 && isWord(text.charAt(start - 1))) {
            start--;
        }
        String prefix = text.substring(start, end);
        List<CompletionItem> items = new ArrayList<>();
        if (text.substring(0, start).isBlank()) {
            addCommands(items, prefix);
        }
        addLocals(items, prefix);
        addRegisters(items, prefix);
        addSymbols(items, prefix);
        for (CompletionItem item : items) {
            item.setStart(sources.column(start + 1));
            item.setLength(prefix.length());
        }
        CompletionsResponse response = new CompletionsResponse();
        response.setTargets(items.toArray(CompletionItem[]::new));
        return response;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }

    private static void addCommands(List<CompletionItem> items, String prefix) {
        for (ConsoleCommand command : Console.commands()) {
            if (command.name().startsWith(Texts.lower(prefix))) {
                items.add(item(command.name(), command.help(), CompletionItemType.FUNCTION));
            }
        }
    }

    private void addLocals(List<CompletionItem> items, String prefix) throws SessionException {
        if (session.state() != RunState.STOPPED) {
            return;
        }
        for (String name : session.inspect().localNames(session.run().currentVcpu())) {
            if (name.startsWith(prefix)) {
                items.add(item(name, "variable", CompletionItemType.VARIABLE));
            }
        }
    }

    private static void addRegisters(List<CompletionItem> items, String prefix) {
        for (Register register : RegisterFile.all()) {
            String name = register.name();
            boolean dotted = name.indexOf('.') > 0 && prefix.indexOf('.') < 0;
            if (!dotted && name.startsWith(Texts.lower(prefix))) {
                items.add(item(name, "register", CompletionItemType.VARIABLE));
            }
        }
    }

    private void addSymbols(List<CompletionItem> items, String prefix) throws SessionException {
        if (session.state() == RunState.NEW) {
            return;
        }
        for (Symbol symbol :
                session.inspect().symbols().symbolsStartingWith(prefix, MOST_SYMBOLS)) {
            items.add(item(symbol.name(), "symbol", CompletionItemType.REFERENCE));
        }
    }

    private static CompletionItem item(String label, String detail, CompletionItemType type) {
        CompletionItem item = new CompletionItem();
        item.setLabel(label);
        item.setDetail(detail);
        item.setType(type);
        return item;
    }
}
