package dev.ringside.adapter;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.ringside.adapter.session.LaunchOptions;
import dev.ringside.adapter.session.MachineTarget;
import dev.ringside.adapter.session.MemoryReference;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.source.LoadedModule;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.vmm.ImageInfo;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ringside info`: what an image is.
@Command(
        name = "info",
        description = "What an image is: format, entry, mode, segments, symbols, lines.",
        mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {
    @Mixin private MachineOptions options = new MachineOptions();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    /// The answer as JSON.
    private record Answer(
            ImageInfo image,
            List<LoadedModule> symbols,
            List<String> sources,
            List<String> notes) {}

    @Override
    public Integer call() throws SessionException {
        LaunchOptions read = options.read();
        ImageInfo image = MachineTarget.info(read);
        SymbolTable symbols = Production.symbols(read);
        PrintStream out = new PrintStream(Main.STDOUT, true, StandardCharsets.UTF_8);
        if (json) {
            Gson gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
            out.println(
                    gson.toJson(
                            new Answer(
                                    image, symbols.modules(), symbols.sources(), symbols.notes())));
        } else {
            print(out, image, symbols);
        }
        return 0;
    }

    private static void print(PrintStream out, ImageInfo image, SymbolTable symbols) {
        out.printf("%s: %s, %d bytes%n", image.name(), image.format(), image.size());
        out.printf("boot      %s%n", image.boot());
        out.printf("entry     %s%n", image.entryText());
        out.printf("mode      %s%n", image.mode());
        for (ImageInfo.Segment segment : image.segments()) {
            out.printf(
                    "segment   %s at %s, %d bytes in the file, %d in memory, %s%n",
                    segment.name(),
                    MemoryReference.hex(segment.address()),
                    segment.fileSize(),
                    segment.memorySize(),
                    segment.permissions());
        }
        for (LoadedModule module : symbols.modules()) {
            out.printf(
                    "symbols   %s: %s, %d symbols, %d lines%n",
                    module.name(), module.format(), module.symbols(), module.lines());
        }
        symbols.sources().forEach(source -> out.printf("source    %s%n", source));
        image.notes().forEach(note -> out.printf("note      %s%n", note));
        symbols.notes().forEach(note -> out.printf("note      %s%n", note));
    }
}
