package dev.ringside.adapter.source;

/// Runs one line-number program (DWARF 5, 6.2.2 and 6.2.5): a small machine whose registers walk
/// along the code and which puts out a row now and then. A row covers the code up to the next one.
final class DwarfLineProgram {
    private static final int COPY = 1;
    private static final int ADVANCE_PC = 2;
    private static final int ADVANCE_LINE = 3;
    private static final int SET_FILE = 4;
    private static final int SET_COLUMN = 5;
    private static final int NEGATE_STATEMENT = 6;
    private static final int CONST_ADD_PC = 8;
    private static final int FIXED_ADVANCE_PC = 9;
    private static final int END_SEQUENCE = 1;
    private static final int SET_ADDRESS = 2;
    private static final int DEFINE_FILE = 3;

    /// Takes rows.
    interface Sink {
        /// @param file number in the header's table
        /// @param first as the file says, both ends inclusive
        void row(long file, int line, int column, long first, long last, boolean statement);

        /// A line that begins at an address whose row says another one.
        void alias(long file, int line, long address);

        /// The program names a further file.
        void file(String name, long directory);
    }

    private final DwarfLineHeader header;
    private final ByteReader in;
    private final Sink sink;

    private long address;
    private int operation;
    private long file;
    private long line;
    private long column;
    private boolean statement;

    /// The row that was put out last and still lacks its end.
    private boolean pending;

    private long pendingAddress;
    private long pendingFile;
    private long pendingLine;
    private long pendingColumn;
    private boolean pendingStatement;

    DwarfLineProgram(DwarfLineHeader header, Sink sink) {
        this.header = header;
        this.in = header.program();
        this.sink = sink;
        reset();
    }

    private void reset() {
        address = 0;
        operation = 0;
        file = 1;
        line = 1;
        column = 0;
        statement = header.defaultStatement();
        pending = false;
    }

    void run() throws SymbolFormatException {
        while (in.hasRemaining()) {
            int opcode = in.u8();
            if (opcode >= header.opcodeBase()) {
                special(opcode);
            } else if (opcode == 0) {
                extended();
            } else {
                standard(opcode);
            }
        }
    }

    private void special(int opcode) {
        int adjusted = opcode - header.opcodeBase();
        advance(adjusted / header.lineRange());
        line += header.lineBase() + adjusted % header.lineRange();
        emit();
    }

    private void standard(int opcode) throws SymbolFormatException {
        switch (opcode) {
            case COPY -> emit();
            case ADVANCE_PC -> advance(in.uleb());
            case ADVANCE_LINE -> line += in.sleb();
            case SET_FILE -> file = in.uleb();
            case SET_COLUMN -> column = in.uleb();
            case NEGATE_STATEMENT -> statement = !statement;
            case CONST_ADD_PC -> advance((255 - header.opcodeBase()) / header.lineRange());
            case FIXED_ADVANCE_PC -> {
                address += in.u16();
                operation = 0;
            }
            default -> {
                // Basic blocks, prologue ends, ISA, and whatever is newer than we are.
                for (int i = 0; i < header.operandCounts().get(opcode); i++) {
                    in.uleb();
                }
            }
        }
    }

    private void extended() throws SymbolFormatException {
        long length = in.uleb();
        if (length == 0) {
            return;
        }
        int next = in.position();
        ByteReader operand = in.window(next, next + length);
        in.skip(length);
        switch (operand.u8()) {
            case END_SEQUENCE -> {
                finishRow();
                reset();
            }
            case SET_ADDRESS -> {
                address = operand.unsigned((int) Math.min(8, length - 1));
                operation = 0;
            }
            case DEFINE_FILE -> sink.file(operand.text(), operand.uleb());
            default -> {
                // Discriminators and vendors' own.
            }
        }
    }

    /// Several operations may share an instruction; only whole instructions have addresses.
    private void advance(long operations) {
        if (header.operationsPerInstruction() == 1) {
            address += header.minimumInstructionLength() * operations;
            return;
        }
        long total = operation + operations;
        address +=
                header.minimumInstructionLength()
                        * Long.divideUnsigned(total, header.operationsPerInstruction());
        operation = (int) Long.remainderUnsigned(total, header.operationsPerInstruction());
    }

    private void emit() {
        boolean same = pending && pendingAddress == address;
        if (same && pendingStatement && !statement) {
            return; // A place for a breakpoint is worth more than a nameless row at the same byte.
        }
        if (same && pendingStatement && hasLine() && pendingLine != line) {
            sink.alias(pendingFile, (int) pendingLine, address);
        }
        finishRow();
        pending = true;
        pendingAddress = address;
        pendingFile = file;
        pendingLine = line;
        pendingColumn = column;
        pendingStatement = statement;
    }

    /// Line 0 means: from no line at all.
    private boolean hasLine() {
        return pendingLine > 0 && pendingLine <= Integer.MAX_VALUE;
    }

    private void finishRow() {
        boolean usable = pending && Long.compareUnsigned(pendingAddress, address) < 0;
        if (usable && hasLine()) {
            int at = (int) Math.clamp(pendingColumn, 0L, 65_535L);
            sink.row(
                    pendingFile,
                    (int) pendingLine,
                    at,
                    pendingAddress,
                    address - 1,
                    pendingStatement);
        }
        pending = false;
    }
}
