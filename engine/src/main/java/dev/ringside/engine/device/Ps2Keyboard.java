package dev.ringside.engine.device;

import java.util.ArrayDeque;

/// A PS/2 keyboard: keys to scan-code bytes, and the commands of the host (IBM PS/2 technical
/// reference, "101- and 102-key keyboards"). Sends set 2 by default.
final class Ps2Keyboard {
    /// What a host may type ahead; more is dropped, as a keyboard does.
    private static final int LIMIT = 4096;

    private static final int ACK = 0xFA;
    private static final int RESEND = 0xFE;

    private final ArrayDeque<Integer> output = new ArrayDeque<>();
    private int set = 2;
    private boolean scanning = true;
    private int leds;

    /// A command whose parameter comes next, or 0.
    private int command;

    private int lastSent;

    /// A key goes down or up.
    ///
    /// @param set1 set 1 make code, with [ScanCodes#EXTENDED] where 0xE0 comes first
    void key(int set1, boolean down) {
        if (!scanning || output.size() > LIMIT) {
            return;
        }
        if ((set1 & ScanCodes.EXTENDED) != 0) {
            output.add(0xE0);
        }
        if (set == 1) {
            output.add(set1 & 0x7F | (down ? 0 : 0x80));
            return;
        }
        if (!down) {
            output.add(0xF0);
        }
        output.add(ScanCodes.toSet2(set1));
    }

    /// A byte from the host.
    void write(int value) {
        if (command != 0 && value < 0xED) {
            parameter(value);
            return;
        }
        command = 0;
        switch (value) {
            case 0xED, 0xF0, 0xF3 -> {
                command = value;
                output.add(ACK);
            }
            case 0xEE -> output.add(0xEE);
            case 0xF2 -> reply(ACK, 0xAB, 0x83);
            case 0xF4 -> {
                output.clear();
                scanning = true;
                output.add(ACK);
            }
            case 0xF5, 0xF6 -> {
                output.clear();
                set = 2;
                scanning = value == 0xF6;
                output.add(ACK);
            }
            case 0xFE -> output.addFirst(lastSent);
            case 0xFF -> {
                reset();
                reply(ACK, 0xAA);
            }
            default -> output.add(RESEND);
        }
    }

    private void parameter(int value) {
        int pending = command;
        command = 0;
        output.add(ACK);
        if (pending == 0xED) {
            leds = value & 7;
        } else if (pending == 0xF0) {
            if (value == 0) {
                output.add(set);
            } else if (value <= 2) {
                set = value;
            }
        }
    }

    private void reply(int... bytes) {
        for (int b : bytes) {
            output.add(b);
        }
    }

    private void reset() {
        output.clear();
        set = 2;
        scanning = true;
        leds = 0;
    }

    boolean hasOutput() {
        return !output.isEmpty();
    }

    /// The next byte for the host; only if there is one.
    int send() {
        lastSent = output.remove();
        return lastSent;
    }

    void save(StateWriter out) {
        byte[] bytes = new byte[output.size()];
        int i = 0;
        for (int b : output) {
            bytes[i++] = (byte) b;
        }
        out.putBytes(bytes);
        out.putByte(set);
        out.putBoolean(scanning);
        out.putByte(leds);
        out.putByte(command);
        out.putByte(lastSent);
    }

    void restore(StateReader in) {
        output.clear();
        for (byte b : in.getBytes()) {
            output.add(b & 0xFF);
        }
        set = in.getByte();
        scanning = in.getBoolean();
        leds = in.getByte();
        command = in.getByte();
        lastSent = in.getByte();
    }
}
