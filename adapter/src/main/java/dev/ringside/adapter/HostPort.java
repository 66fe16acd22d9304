package dev.ringside.adapter;

import dev.ringside.adapter.session.SessionException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// An address to listen on: `4711`, `:4711`, `127.0.0.1:4711`, `[::1]:4711`.
///
/// @param host loopback unless given
/// @param port 0: any free one
record HostPort(InetAddress host, int port) {

    /// @throws SessionException no such address
    static HostPort parse(String text) throws SessionException {
        int colon = text.lastIndexOf(':');
        String host = colon <= 0 ? "" : text.substring(0, colon).replaceAll("^\\[|\\]$", "");
        String port = text.substring(colon + 1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 0xFFFF) {
            throw new SessionException(
                    "'%s' is no HOST:PORT; write 4711 or 127.0.0.1:4711.".formatted(text));
        }
        try {
            InetAddress address =
                    host.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
            return new HostPort(address, Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw new SessionException("There is no host '%s'.".formatted(host));
        }
    }
}
