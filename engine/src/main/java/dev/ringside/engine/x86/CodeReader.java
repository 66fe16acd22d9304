package dev.ringside.engine.x86;

import static dev.ringside.engine.state.SegmentRegister.CS;

import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.ByteFetcher;
import dev.ringside.engine.x86.semantics.Cpu;
import java.lang.foreign.ValueLayout;

/// Feeds the decoder from CS:RIP on, with the fetch's own faults.
final class CodeReader implements ByteFetcher {
    /// The instruction does not end within page and limit: it gets a block of its own.
    static final class Unfinished extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unfinished() {
            super(null, null, false, false);
        }
    }

    private final Unfinished unfinished = new Unfinished();
    private final Cpu cpu;
    private long offset;
    private long linear;
    private long host;
    private boolean newPage;
    private boolean speculative;

    /// Host offset of the second page's first byte, if one was entered; else [Block#NONE].
    long secondHost;

    /// Linear address of that byte.
    long secondLinear;

    CodeReader(Cpu cpu) {
        this.cpu = cpu;
    }

    /// @param offset RIP or EIP
    /// @param host of the first byte, -1 for open bus
    /// @param speculative whether running into the page's end or CS's limit throws [Unfinished]
    ///   instead of the guest's fault
    void start(long offset, long linear, long host, boolean speculative) {
        this.offset = offset;
        this.linear = linear;
        this.host = host;
        this.speculative = speculative;
        this.newPage = false;
        this.secondHost = Block.NONE;
    }

    @Override
    public int next() {
        boolean code64 = cpu.codeBytes == 8;
        if (!code64 && offset > cpu.state.segment[CS].limit) {
            if (speculative) {
                throw unfinished;
            }
            throw cpu.fault.of(Vector.GP, 0, "instruction is beyond the code segment's limit");
        }
        if (newPage) {
            enterPage(code64);
        }
        int value = 0xFF;
        if (host >= 0) {
            value = cpu.memory.ram().get(ValueLayout.JAVA_BYTE, host) & 0xFF;
            host++;
        }
        offset++;
        linear++;
        newPage = (linear & 4095) == 0;
        return value;
    }

    private void enterPage(boolean code64) {
        if (speculative) {
            throw unfinished;
        }
        secondLinear = code64 ? linear : linear & 0xFFFFFFFFL;
        host = cpu.memory.fetch(secondLinear);
        secondHost = host;
    }
}
