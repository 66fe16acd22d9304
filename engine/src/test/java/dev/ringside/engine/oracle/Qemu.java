package dev.ringside.engine.oracle;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/// QEMU's translator as an oracle for system behaviour: a machine that runs a ROM from the reset
/// vector, stepped through its gdb stub.
final class Qemu implements AutoCloseable {
    /// Registers of the stub's `g` packet, in its order: sixteen general ones, RIP, EFLAGS and six
    /// selectors of four bytes, three bases, CR0, CR2, CR3, CR4, CR8, EFER.
    record Registers(long[] gpr, long rip, long rflags, int[] selectors, long[] system) {}

    private static final int CONNECT_TRIES = 100;

    /// Ours is RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI; the stub's is RAX, RBX, RCX, RDX, RSI, RDI,
    /// RBP, RSP.
    private static final int[] ORDER = {0, 3, 1, 2, 6, 7, 5, 4};

    private final Process process;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Qemu(Path rom) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        process =
                new ProcessBuilder(
                                "qemu-system-x86_64",
                                "-accel",
                                "tcg",
                                "-machine",
                                "pc",
                                "-cpu",
                                "max",
                                "-m",
                                "16",
                                "-bios",
                                rom.toString(),
                                "-display",
                                "none",
                                "-serial",
                                "none",
                                "-monitor",
                                "none",
                                "-nic",
                                "none",
                                "-S",
                                "-gdb",
                                "tcp:127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        socket = connect(port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        String _ = ask("?");
    }

    private Socket connect(int port) throws IOException, InterruptedException {
        for (int i = 0; i < CONNECT_TRIES; i++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        process.destroyForcibly();
        throw new IOException("QEMU does not listen");
    }

    /// Executes one instruction.
    void step() throws IOException {
        String reply = ask("s");
        if (!reply.startsWith("T") && !reply.startsWith("S")) {
            throw new IOException("QEMU answers a step with " + reply);
        }
    }

    Registers registers() throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap(HexFormat.of().parseHex(ask("g"))).order(ByteOrder.LITTLE_ENDIAN);
        long[] gpr = new long[16];
        for (int i = 0; i < 16; i++) {
            gpr[i < 8 ? ORDER[i] : i] = bytes.getLong();
        }
        long rip = bytes.getLong();
        long rflags = bytes.getInt();
        // CS, SS, DS, ES, FS, GS there; ES, CS, SS, DS, FS, GS here.
        int[] order = {1, 2, 3, 0, 4, 5};
        int[] selectors = new int[6];
        for (int i = 0; i < 6; i++) {
            selectors[order[i]] = bytes.getInt();
        }
        long[] system = new long[9];
        for (int i = 0; i < system.length; i++) {
            system[i] = bytes.getLong();
        }
        return new Registers(gpr, rip, rflags, selectors, system);
    }

    private String ask(String request) throws IOException {
        int sum = 0;
        for (int i = 0; i < request.length(); i++) {
            sum += request.charAt(i);
        }
        out.write("$%s#%02x".formatted(request, sum & 0xFF).getBytes(StandardCharsets.US_ASCII));
        out.flush();
        StringBuilder reply = new StringBuilder();
        int c = in.read();
        while (c >= 0 && c != '$') {
            c = in.read();
        }
        for (c = in.read(); c >= 0 && c != '#'; c = in.read()) {
            if (c == '*') {
                // Run-length encoding: the character before, count - 29 times more.
                char last = reply.charAt(reply.length() - 1);
                reply.repeat(last, in.read() - 29);
            } else {
                reply.append((char) c);
            }
        }
        if (c < 0 || in.read() < 0 || in.read() < 0) {
            throw new IOException("QEMU closed its stub");
        }
        out.write('+');
        out.flush();
        return reply.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        process.destroyForcibly();
    }
}
