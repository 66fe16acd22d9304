package dev.ringside.adapter.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Serves clients on a TCP port, each in a session of its own.
public final class TcpServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Services services;

    /// @param port 0: any free one
    public TcpServer(InetAddress host, int port, Services services) throws IOException {
        this.listener = new ServerSocket();
        this.services = services;
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(host, port));
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// Accepts clients until closed.
    public void run() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread thread = new Thread(() -> serve(socket), "ringside-client");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    System.err.println("ringside: cannot accept a client: " + e.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new Connection(
                            new StreamTransport(socket.getInputStream(), socket.getOutputStream()),
                            services)
                    .serve();
        } catch (IOException e) {
            System.err.println("ringside: a client's connection failed: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
