package dev.ringside.engine.device;

import java.util.ArrayDeque;
import java.util.function.IntConsumer;

/// A 16550A UART (National Semiconductor TL/F/8652, June 1995).
///
/// Differs: bytes take no time on the wire, so the transmitter is always empty, and received bytes
/// that find the FIFO full wait outside instead of overrunning.
public final class Uart16550 implements PortDevice.ByteDevice, Stateful {
    private static final int FIFO = 16;

    /// Bytes that may wait outside; more are dropped.
    private static final int LIMIT = 1 << 16;

    private static final int IER_RECEIVE = 1;
    private static final int IER_TRANSMIT = 2;
    private static final int IER_LINE = 4;
    private static final int IER_MODEM = 8;
    private static final int LCR_DLAB = 0x80;
    private static final int LCR_BREAK = 0x40;
    private static final int MCR_OUT2 = 8;
    private static final int MCR_LOOP = 0x10;
    private static final int LSR_READY = 1;
    private static final int LSR_OVERRUN = 2;
    private static final int LSR_BREAK = 0x10;
    private static final int LSR_EMPTY = 0x60;

    private final String name;
    private final IrqLine irq;
    private final IntConsumer sink;
    private final ArrayDeque<Integer> received = new ArrayDeque<>();
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
    private int divisor = 12;
    private int ier;
    private int fcr;
    private int lcr;
    private int mcr;
    private int scratch;
    private int lineErrors;

    /// Changes of the modem inputs since they were read.
    private int modemDelta;

    private boolean transmitEmptyPending;

    /// @param sink takes the bytes the guest sends
    public Uart16550(String name, IrqLine irq, IntConsumer sink) {
        this.name = name;
        this.irq = irq;
        this.sink = sink;
    }

    /// A byte arrives on the wire.
    public void receive(int value) {
        if (waiting.size() < LIMIT) {
            waiting.add(value & 0xFF);
        }
        refill();
        update();
    }

    private void refill() {
        while (!waiting.isEmpty() && received.size() < depth() && (mcr & MCR_LOOP) == 0) {
            received.add(waiting.remove());
        }
    }

    private int depth() {
        return (fcr & 1) != 0 ? FIFO : 1;
    }

    @Override
    public int read(int offset) {
        return switch (offset) {
            case 0 -> (lcr & LCR_DLAB) != 0 ? divisor & 0xFF : readData();
            case 1 -> (lcr & LCR_DLAB) != 0 ? divisor >> 8 : ier;
            case 2 -> readInterruptIdentification();
            case 3 -> lcr;
            case 4 -> mcr;
            case 5 -> readLineStatus();
            case 6 -> readModemStatus();
            default -> scratch;
        };
    }

    private int readData() {
        Integer value = received.poll();
        refill();
        update();
        return value == null ? 0 : value;
    }

    private int readInterruptIdentification() {
        int cause = cause();
        if (cause == 2) {
            transmitEmptyPending = false;
            update();
        }
        return cause | ((fcr & 1) != 0 ? 0xC0 : 0);
    }

    private int readLineStatus() {
        int value = lineErrors | LSR_EMPTY | (received.isEmpty() ? 0 : LSR_READY);
        lineErrors = 0;
        update();
        return value;
    }

    private int readModemStatus() {
        int value = modemInputs() | modemDelta;
        modemDelta = 0;
        update();
        return value;
    }

    /// CTS, DSR and DCD on, RI off; in loopback RTS, DTR, OUT1 and OUT2 in their place.
    private int modemInputs() {
        if ((mcr & MCR_LOOP) == 0) {
            return 0xB0;
        }
        return (mcr & 2) << 3 | (mcr & 1) << 5 | (mcr & 4) << 4 | (mcr & 8) << 4;
    }

    @Override
    public void write(int offset, int value) {
        switch (offset) {
            case 0 -> {
                if ((lcr & LCR_DLAB) != 0) {
                    divisor = divisor & 0xFF00 | value;
                } else {
                    transmit(value);
                }
            }
            case 1 -> {
                if ((lcr & LCR_DLAB) != 0) {
                    divisor = divisor & 0xFF | value << 8;
                } else {
                    enableInterrupts(value & 15);
                }
            }
            case 2 -> controlFifo(value);
            case 3 -> {
                boolean startsBreak = (value & ~lcr & LCR_BREAK) != 0;
                lcr = value;
                if (startsBreak && (mcr & MCR_LOOP) != 0) {
                    loop(0);
                    lineErrors |= LSR_BREAK;
                }
            }
            case 4 -> {
                int before = modemInputs();
                mcr = value & 0x1F;
                modemChanged(before);
                refill();
            }
            case 7 -> scratch = value;
            default -> {
                // Line and modem status are read-only.
            }
        }
        update();
    }

    private void transmit(int value) {
        if ((mcr & MCR_LOOP) != 0) {
            loop(value);
        } else {
            sink.accept(value);
        }
        transmitEmptyPending = true;
    }

    private void loop(int value) {
        if (received.size() < depth()) {
            received.add(value);
        } else {
            lineErrors |= LSR_OVERRUN;
        }
    }

    /// Enabling the transmitter interrupt while it is empty raises it at once.
    private void enableInterrupts(int value) {
        if ((value & ~ier & IER_TRANSMIT) != 0) {
            transmitEmptyPending = true;
        }
        ier = value;
    }

    private void controlFifo(int value) {
        if (((value ^ fcr) & 1) != 0 || (value & 2) != 0) {
            received.clear();
        }
        fcr = value & 0xC9;
        refill();
    }

    private void modemChanged(int before) {
        int changed = before ^ modemInputs();
        // The trailing edge of RI counts, not the leading one.
        boolean ringEnded = (changed & before & 0x40) != 0;
        modemDelta |= changed >> 4 & 0x0B | (ringEnded ? 4 : 0);
    }

    private int trigger() {
        return switch (fcr >> 6) {
            case 1 -> 4;
            case 2 -> 8;
            case 3 -> 14;
            default -> 1;
        };
    }

    /// Interrupt identification bits 3-0 in their priority ("Interrupt Identification Register").
    private int cause() {
        if ((ier & IER_LINE) != 0 && lineErrors != 0) {
            return 6;
        }
        if ((ier & IER_RECEIVE) != 0 && !received.isEmpty()) {
            boolean level = (fcr & 1) == 0 || received.size() >= trigger();
            return level ? 4 : 12;
        }
        if ((ier & IER_TRANSMIT) != 0 && transmitEmptyPending) {
            return 2;
        }
        return (ier & IER_MODEM) != 0 && modemDelta != 0 ? 0 : 1;
    }

    /// OUT2 connects the interrupt to the bus on a PC; loopback disconnects it.
    private void update() {
        irq.set(cause() != 1 && (mcr & (MCR_OUT2 | MCR_LOOP)) == MCR_OUT2);
    }

    @Override
    public String stateName() {
        return name;
    }

    @Override
    public void save(StateWriter out) {
        saveQueue(out, received);
        saveQueue(out, waiting);
        out.putInt(divisor);
        for (int value : new int[] {ier, fcr, lcr, mcr, scratch, lineErrors, modemDelta}) {
            out.putByte(value);
        }
        out.putBoolean(transmitEmptyPending);
    }

    private static void saveQueue(StateWriter out, ArrayDeque<Integer> queue) {
        byte[] bytes = new byte[queue.size()];
        int i = 0;
        for (int value : queue) {
            bytes[i++] = (byte) value;
        }
        out.putBytes(bytes);
    }

    @Override
    public void restore(StateReader in) {
        restoreQueue(in, received);
        restoreQueue(in, waiting);
        divisor = in.getInt() & 0xFFFF;
        ier = in.getByte();
        fcr = in.getByte();
        lcr = in.getByte();
        mcr = in.getByte();
        scratch = in.getByte();
        lineErrors = in.getByte();
        modemDelta = in.getByte();
        transmitEmptyPending = in.getBoolean();
    }

    private static void restoreQueue(StateReader in, ArrayDeque<Integer> queue) {
        queue.clear();
        for (byte b : in.getBytes()) {
            queue.add(b & 0xFF);
        }
    }
}
