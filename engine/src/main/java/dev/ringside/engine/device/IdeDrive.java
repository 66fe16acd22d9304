package dev.ringside.engine.device;

/// One drive on an IDE cable: the task file, the data buffer, and the [Protocol] that is a disk's
/// or a CD-ROM's (ATA/ATAPI-6, T13/1410D, clauses 7 and 9).
///
/// ```
/// status  7 busy  6 ready  5 fault  4 seek done  3 data request  0 error
/// error   6 unreadable  4 not found  2 aborted
/// ```
///
/// Commands take no time: busy is never seen.
final class IdeDrive implements Stateful {
    static final int READY = 0x50;
    static final int FAULT = 0x20;
    static final int DATA_REQUEST = 0x08;
    static final int ERROR = 0x01;
    static final int UNREADABLE = 0x40;
    static final int NOT_FOUND = 0x10;
    static final int ABORTED = 0x04;

    /// The buffer's size, and the most that moves at once by DMA.
    static final int BUFFER = 0x10000;

    private final String name;
    private final Protocol protocol;
    final byte[] buffer = new byte[BUFFER];

    /// Registers: the value last written in bits 7-0, the one before in bits 15-8.
    int features;

    int count;
    int low;
    int middle;
    int high;
    int device;
    int error;
    int status;
    private Transfer transfer = Transfer.NONE;
    private int position;
    private int limit;
    private Runnable interrupt = () -> {};

    /// What moves next through data port or bus master.
    enum Transfer {
        NONE,
        IN,
        OUT,
        DMA_IN,
        DMA_OUT
    }

    /// The command set.
    interface Protocol extends Stateful {
        /// Puts the registers where a reset leaves them.
        void reset(IdeDrive drive);

        void command(IdeDrive drive, int code);

        /// The guest has read or written the last byte of what [IdeDrive#send] or
        /// [IdeDrive#receive] announced.
        void transferred(IdeDrive drive);

        /// Fills the buffer for the bus master.
        ///
        /// @return bytes, 0 when the command is done (the drive says so itself, or that it failed)
        int nextIn(IdeDrive drive);

        /// Bytes that the buffer takes next from the bus master, 0 when the command is done.
        int nextOut(IdeDrive drive);

        /// Those bytes are in the buffer.
        void received(IdeDrive drive);
    }

    IdeDrive(String name, Protocol protocol) {
        this.name = name;
        this.protocol = protocol;
        reset();
    }

    /// @param raise asserts INTRQ
    void connect(Runnable raise) {
        interrupt = raise;
    }

    void reset() {
        transfer = Transfer.NONE;
        features = 0;
        error = 1;
        protocol.reset(this);
    }

    Transfer transfer() {
        return transfer;
    }

    Protocol protocol() {
        return protocol;
    }

    void command(int code) {
        transfer = Transfer.NONE;
        error = 0;
        status = READY;
        protocol.command(this, code);
    }

    /// Offers the first `length` bytes of the buffer at the data port.
    void send(int length) {
        begin(Transfer.IN, length);
        interrupt.run();
    }

    /// Asks for `length` bytes at the data port.
    ///
    /// @param announced whether an interrupt says so
    void receive(int length, boolean announced) {
        begin(Transfer.OUT, length);
        if (announced) {
            interrupt.run();
        }
    }

    private void begin(Transfer kind, int length) {
        transfer = kind;
        position = 0;
        limit = Math.min(length, BUFFER);
        status = READY | DATA_REQUEST;
    }

    /// Waits for the bus master.
    void awaitDma(boolean in) {
        transfer = in ? Transfer.DMA_IN : Transfer.DMA_OUT;
        status = READY | DATA_REQUEST;
    }

    /// Ends the command well.
    void complete() {
        transfer = Transfer.NONE;
        status = READY;
        error = 0;
        interrupt.run();
    }

    /// Ends the command with an error.
    ///
    /// @param faults [#FAULT] or 0
    void fail(int errors, int faults) {
        transfer = Transfer.NONE;
        status = READY | ERROR | faults;
        error = errors;
        interrupt.run();
    }

    /// The data port.
    int readData(int size) {
        if (transfer != Transfer.IN) {
            return 0;
        }
        int value = 0;
        for (int i = 0; i < size; i++) {
            int at = position + i;
            value |= (at < limit ? buffer[at] & 0xFF : 0) << 8 * i;
        }
        advance(size);
        return value;
    }

    /// The data port; see [#readData].
    void writeData(int size, int value) {
        if (transfer != Transfer.OUT) {
            return;
        }
        for (int i = 0; i < size && position + i < limit; i++) {
            buffer[position + i] = (byte) (value >>> 8 * i);
        }
        advance(size);
    }

    private void advance(int size) {
        position += size;
        if (position >= limit) {
            transfer = Transfer.NONE;
            status = READY;
            protocol.transferred(this);
        }
    }

    @Override
    public String stateName() {
        return name;
    }

    @Override
    public void save(StateWriter out) {
        for (int register : new int[] {features, count, low, middle, high, device, error, status}) {
            out.putInt(register);
        }
        out.putByte(transfer.ordinal());
        out.putInt(position);
        out.putInt(limit);
        out.putBytes(java.util.Arrays.copyOf(buffer, transfer == Transfer.NONE ? 0 : limit));
        out.putSection(protocol);
    }

    @Override
    public void restore(StateReader in) {
        features = in.getInt() & 0xFFFF;
        count = in.getInt() & 0xFFFF;
        low = in.getInt() & 0xFFFF;
        middle = in.getInt() & 0xFFFF;
        high = in.getInt() & 0xFFFF;
        device = in.getInt() & 0xFF;
        error = in.getInt() & 0xFF;
        status = in.getInt() & 0xFF;
        transfer = Transfer.values()[in.getByte() % Transfer.values().length];
        position = Math.clamp(in.getInt(), 0, BUFFER);
        limit = Math.clamp(in.getInt(), 0, BUFFER);
        byte[] saved = in.getBytes();
        System.arraycopy(saved, 0, buffer, 0, Math.min(saved.length, BUFFER));
        in.getSection(protocol);
    }
}
