import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Makes the adapter's start-up cache: runs one whole session of the packaged adapter while the JVM
/// watches, and moves what it wrote into place when that is complete.
///
/// Usage: `java TrainStartup.java JVM-FLAGS JAR CACHE`. A failure is told and is no error: the
/// adapter runs without a cache too.
final class TrainStartup {
    private static final int LONGEST_SECONDS = 120;

    /// A listing as NASM writes it, so that symbols are read in the training too.
    private static final String LISTING =
            """
                 1                                          bits 16
                 2                                          org 0x7C00
                 3                                  start:
                 4 00000000 90                              nop
                 5 00000001 90                              nop
                 6                                  .loop:
                 7 00000002 90<rep 3Eh>                     times 62 nop
                 8 00000040 EBFE                            jmp $
                 9 00000042 00<rep 1BCh>                    times 510 - ($ - $$) db 0
                10 000001FE 55AA                            dw 0xAA55
            """;

    private static int sequence;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path jar = Path.of(arguments[1]);
        Path cache = Path.of(arguments[2]);
        Files.deleteIfExists(cache);
        Path work = Files.createTempDirectory("ringside-training");
        Path part = work.resolve("ringside.aot");
        Path image = work.resolve("boot.img");
        Files.write(image, bootSector());
        Files.writeString(work.resolve("boot.lst"), LISTING);
        Files.writeString(work.resolve("boot.asm"), "");
        try {
            train(flags(Path.of(arguments[0])), jar, part, image);
            if (Files.exists(part) && Files.size(part) > 0) {
                Files.move(part, cache, StandardCopyOption.REPLACE_EXISTING);
            } else {
                System.err.println("ringside: no start-up cache was made; starts take longer.");
            }
        } finally {
            for (String name : List.of("ringside.aot", "ringside.aot.config", "boot.img", "boot.lst", "boot.asm")) {
                Files.deleteIfExists(work.resolve(name));
            }
            Files.deleteIfExists(work);
        }
    }

    private static List<String> flags(Path file) throws IOException {
        List<String> flags = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                flags.add(line.strip());
            }
        }
        return flags;
    }

    private static void train(List<String> flags, Path jar, Path cache, Path image)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-XX:AOTCacheOutput=" + cache);
        command.addAll(List.of("-jar", jar.toString(), "dap"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        List.of("_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
                .forEach(builder.environment()::remove);
        Process process = builder.start();
        Thread watchdog = new Thread(() -> watch(process));
        watchdog.setDaemon(true);
        watchdog.start();
        try (OutputStream out = process.getOutputStream();
                InputStream in = new BufferedInputStream(process.getInputStream())) {
            session(in, out, image);
        } catch (IOException e) {
            System.err.println("ringside: the training session failed: " + e.getMessage());
            process.destroyForcibly();
        }
        process.waitFor();
    }

    private static void watch(Process process) {
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    /// What a client does in its first seconds.
    private static void session(InputStream in, OutputStream out, Path image) throws IOException {
        request(in, out, "initialize", "{\"adapterID\":\"ringside\",\"linesStartAt1\":true}");
        send(out, "launch", "{\"program\":\"%s\",\"boot\":\"disk\",\"stopOnEntry\":true}".formatted(path(image)));
        await(in, "\"event\":\"initialized\"");
        request(in, out, "setBreakpoints", "{\"source\":{\"path\":\"boot.asm\"},\"breakpoints\":[{\"line\":3}]}");
        request(in, out, "setFunctionBreakpoints", "{\"breakpoints\":[{\"name\":\"0x7c10\"}]}");
        request(in, out, "setInstructionBreakpoints", "{\"breakpoints\":[]}");
        request(in, out, "setExceptionBreakpoints", "{\"filters\":[\"UD\"]}");
        send(out, "configurationDone", "{}");
        await(in, "\"event\":\"stopped\"");
        for (int i = 0; i < 5; i++) {
            inspect(in, out);
            send(out, i % 2 == 0 ? "next" : "stepIn", "{\"threadId\":1,\"granularity\":\"instruction\"}");
            await(in, "\"event\":\"stopped\"");
        }
        request(in, out, "disassemble", "{\"memoryReference\":\"0x7c00\",\"instructionOffset\":-200,\"instructionCount\":400}");
        request(in, out, "readMemory", "{\"memoryReference\":\"0x7c00\",\"count\":512}");
        request(in, out, "evaluate", "{\"expression\":\"regs\",\"context\":\"repl\"}");
        request(in, out, "evaluate", "{\"expression\":\"ax + 1\",\"context\":\"watch\"}");
        request(in, out, "disconnect", "{\"terminateDebuggee\":true}");
    }

    private static String path(Path image) {
        return image.toString().replace("\\", "\\\\");
    }

    private static void inspect(InputStream in, OutputStream out) throws IOException {
        request(in, out, "threads", "{}");
        String stack = request(in, out, "stackTrace", "{\"threadId\":1,\"levels\":20}");
        String scopes = request(in, out, "scopes", "{\"frameId\":%s}".formatted(after(stack, "\"id\":")));
        String registers = after(scopes, "\"variablesReference\":");
        String groups = request(in, out, "variables", "{\"variablesReference\":%s}".formatted(registers));
        String rest = groups;
        while (rest.contains("\"variablesReference\":")) {
            String reference = after(rest, "\"variablesReference\":");
            request(in, out, "variables", "{\"variablesReference\":%s}".formatted(reference));
            rest = rest.substring(rest.indexOf("\"variablesReference\":") + 20);
        }
    }

    private static String after(String text, String key) {
        int at = text.indexOf(key) + key.length();
        int end = at;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return text.substring(at, end);
    }

    private static String request(InputStream in, OutputStream out, String command, String arguments)
            throws IOException {
        int seq = send(out, command, arguments);
        return await(in, "\"request_seq\":" + seq + ",");
    }

    private static int send(OutputStream out, String command, String arguments) throws IOException {
        int seq = ++sequence;
        byte[] body =
                "{\"seq\":%d,\"type\":\"request\",\"command\":\"%s\",\"arguments\":%s}"
                        .formatted(seq, command, arguments)
                        .getBytes(StandardCharsets.UTF_8);
        out.write("Content-Length: %d\r\n\r\n".formatted(body.length).getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        return seq;
    }

    private static String await(InputStream in, String part) throws IOException {
        String message = receive(in);
        while (!message.contains(part)) {
            if (message.contains("\"success\":false")) {
                throw new IOException(message);
            }
            message = receive(in);
        }
        return message;
    }

    private static String receive(InputStream in) throws IOException {
        StringBuilder header = new StringBuilder();
        while (header.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the adapter closed its output");
            }
            header.append((char) c);
        }
        int length = Integer.parseInt(header.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /// NOPs, a call, and an endless loop.
    private static byte[] bootSector() {
        byte[] sector = new byte[512];
        java.util.Arrays.fill(sector, (byte) 0x90);
        java.util.Arrays.fill(sector, 0x42, 510, (byte) 0);
        sector[0x40] = (byte) 0xEB;
        sector[0x41] = (byte) 0xFE;
        sector[510] = 0x55;
        sector[511] = (byte) 0xAA;
        return sector;
    }
}
