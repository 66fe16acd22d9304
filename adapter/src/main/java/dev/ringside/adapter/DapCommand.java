package dev.ringside.adapter;

import dev.ringside.adapter.server.Connection;
import dev.ringside.adapter.server.Services;
import dev.ringside.adapter.server.StreamTransport;
import dev.ringside.adapter.server.TcpServer;
import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.session.SessionException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ringside dap`: the server on standard input and output, or on a TCP port.
@Command(
        name = "dap",
        description = "Debug Adapter Protocol server on standard input and output, or TCP.",
        mixinStandardHelpOptions = true)
final class DapCommand implements Callable<Integer> {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Serve TCP clients; on the loopback interface unless HOST is given.")
    private @Nullable String listen;

    static int stdio() {
        Services services = Production.services(AttachPoint.none());
        new Connection(new StreamTransport(System.in, Main.STDOUT), services).serve();
        return 0;
    }

    @Override
    public Integer call() throws SessionException {
        if (listen == null) {
            return stdio();
        }
        HostPort address = HostPort.parse(listen);
        Services services = Production.services(AttachPoint.none());
        try (TcpServer server = new TcpServer(address.host(), address.port(), services)) {
            System.err.printf(
                    "ringside: listening on %s:%d%n",
                    address.host().getHostAddress(), server.port());
            server.run();
            return 0;
        } catch (IOException e) {
            throw new SessionException(
                    "Cannot listen on %s: %s.".formatted(listen, e.getMessage()));
        }
    }
}
