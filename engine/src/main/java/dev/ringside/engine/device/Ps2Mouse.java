package dev.ringside.engine.device;

import java.util.ArrayDeque;

/// A PS/2 mouse with a wheel: movement to packets, and the commands of the host (IBM PS/2 technical
/// reference, "Mouse"; the wheel as Microsoft's IntelliMouse has it: sample rates 200, 100, 80 in a
/// row turn it on).
///
/// ```
/// 7 Y overflow  6 X overflow  5 Y sign  4 X sign  3 one  2 middle  1 right  0 left;  X;  Y;  wheel
/// ```
final class Ps2Mouse {
    /// Packets a host may leave unread; movement is summed up behind them.
    private static final int LIMIT = 64;

    private static final int ACK = 0xFA;
    private static final int RESEND = 0xFE;
    private static final int ERROR = 0xFC;
    private static final int MOST = 255;
    private static final int[] KNOCK = {200, 100, 80};

    private final ArrayDeque<Integer> output = new ArrayDeque<>();
    private boolean reporting;
    private boolean remote;
    private boolean wrapping;
    private boolean doubled;
    private boolean wheel;
    private int rate = 100;
    private int resolution = 2;
    private int buttons;

    /// How much of [#KNOCK] has come.
    private int knocked;

    /// What has moved and was not told yet.
    private int dx;

    private int dy;
    private int dz;
    private boolean pending;

    /// A command whose parameter comes next, or 0.
    private int command;

    private int lastSent;

    /// It was moved.
    ///
    /// @param right and `up`: counts, `turned` the wheel towards the user
    void move(int right, int up, int turned) {
        dx = clamp(dx + right);
        dy = clamp(dy + up);
        dz = Math.clamp(dz + turned, -8, 7);
        pending = true;
        report();
    }

    /// @param mask 1 left, 2 right, 4 middle
    void setButtons(int mask) {
        buttons = mask & 7;
        pending = true;
        report();
    }

    private static int clamp(int counts) {
        return Math.clamp(counts, -MOST, MOST);
    }

    private void report() {
        if (reporting && !remote && !wrapping && pending && output.size() < LIMIT) {
            packet();
        }
    }

    private void packet() {
        int signs = (dx < 0 ? 0x10 : 0) | (dy < 0 ? 0x20 : 0);
        output.add(0x08 | signs | buttons);
        output.add(dx & 0xFF);
        output.add(dy & 0xFF);
        if (wheel) {
            output.add(dz & 0xFF);
        }
        dx = 0;
        dy = 0;
        dz = 0;
        pending = false;
    }

    /// A byte from the host.
    void write(int value) {
        if (command != 0) {
            parameter(value);
        } else if (wrapping && value != 0xEC && value != 0xFF) {
            output.add(value);
        } else {
            command(value);
        }
    }

    private void command(int value) {
        if (value != 0xFE) {
            output.clear();
        }
        switch (value) {
            case 0xE6, 0xE7 -> {
                doubled = value == 0xE7;
                output.add(ACK);
            }
            case 0xE8, 0xF3 -> {
                command = value;
                output.add(ACK);
            }
            case 0xE9 -> {
                int modes = (remote ? 0x40 : 0) | (reporting ? 0x20 : 0) | (doubled ? 0x10 : 0);
                reply(ACK, modes | buttons, resolution, rate);
            }
            case 0xEA, 0xF0 -> {
                remote = value == 0xF0;
                output.add(ACK);
            }
            case 0xEB -> {
                output.add(ACK);
                packet();
            }
            case 0xEC, 0xEE -> {
                wrapping = value == 0xEE;
                output.add(ACK);
            }
            case 0xF2 -> reply(ACK, wheel ? 3 : 0);
            case 0xF4, 0xF5 -> {
                reporting = value == 0xF4;
                output.add(ACK);
            }
            case 0xF6 -> {
                defaults();
                output.add(ACK);
            }
            case 0xFE -> output.addFirst(lastSent);
            case 0xFF -> {
                defaults();
                wheel = false;
                buttons = 0;
                reply(ACK, 0xAA, 0x00);
            }
            default -> output.add(RESEND);
        }
    }

    private void defaults() {
        reporting = false;
        remote = false;
        wrapping = false;
        doubled = false;
        rate = 100;
        resolution = 2;
        knocked = 0;
        dx = 0;
        dy = 0;
        dz = 0;
        pending = false;
    }

    private void parameter(int value) {
        int pendingCommand = command;
        command = 0;
        if (pendingCommand == 0xE8) {
            output.add(value > 3 ? ERROR : ACK);
            resolution = value > 3 ? resolution : value;
            return;
        }
        output.add(ACK);
        rate = value;
        knocked = value == KNOCK[knocked] ? knocked + 1 : value == KNOCK[0] ? 1 : 0;
        if (knocked == KNOCK.length) {
            knocked = 0;
            wheel = true;
        }
    }

    private void reply(int... bytes) {
        for (int b : bytes) {
            output.add(b);
        }
    }

    boolean hasOutput() {
        return !output.isEmpty();
    }

    /// The next byte for the host; only if there is one.
    int send() {
        lastSent = output.remove();
        if (output.isEmpty()) {
            report();
        }
        return lastSent;
    }

    void save(StateWriter out) {
        byte[] bytes = new byte[output.size()];
        int i = 0;
        for (int b : output) {
            bytes[i++] = (byte) b;
        }
        out.putBytes(bytes);
        for (boolean flag : new boolean[] {reporting, remote, wrapping, doubled, wheel, pending}) {
            out.putBoolean(flag);
        }
        for (int value :
                new int[] {rate, resolution, buttons, knocked, dx, dy, dz, command, lastSent}) {
            out.putInt(value);
        }
    }

    void restore(StateReader in) {
        output.clear();
        for (byte b : in.getBytes()) {
            output.add(b & 0xFF);
        }
        reporting = in.getBoolean();
        remote = in.getBoolean();
        wrapping = in.getBoolean();
        doubled = in.getBoolean();
        wheel = in.getBoolean();
        pending = in.getBoolean();
        rate = in.getInt() & 0xFF;
        resolution = in.getInt() & 3;
        buttons = in.getInt() & 7;
        knocked = Math.clamp(in.getInt(), 0, KNOCK.length - 1);
        dx = clamp(in.getInt());
        dy = clamp(in.getInt());
        dz = Math.clamp(in.getInt(), -8, 7);
        command = in.getInt() & 0xFF;
        lastSent = in.getInt() & 0xFF;
    }
}
