package dev.ringside.engine.vmm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Keeps everything a machine says.
final class Recorder implements MachineConsole {
    private final StringBuilder serial = new StringBuilder();
    private final StringBuilder debugcon = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final List<String> log = new ArrayList<>();

    private static char character(byte b) {
        return new String(new byte[] {b}, StandardCharsets.ISO_8859_1).charAt(0);
    }

    @Override
    public synchronized void serial(int port, byte b) {
        serial.append(character(b));
    }

    @Override
    public synchronized void debugcon(byte b) {
        debugcon.append(character(b));
    }

    @Override
    public synchronized void text(byte b) {
        text.append(character(b));
    }

    @Override
    public synchronized void log(String line) {
        log.add(line);
    }

    synchronized String serial() {
        return serial.toString();
    }

    synchronized String debugcon() {
        return debugcon.toString();
    }

    synchronized String text() {
        return text.toString();
    }

    synchronized List<String> log() {
        return List.copyOf(log);
    }
}
