package dev.ringside.engine.kvm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// `struct kvm_run` as named fields. Belongs to the VCPU's thread but for [#setImmediateExit].
final class RunPage {
    private static final VarHandle BYTE = JAVA_BYTE.varHandle();

    private final MemorySegment page;

    RunPage(MemorySegment page) {
        this.page = page;
    }

    MemorySegment segment() {
        return page;
    }

    /// Makes the next `KVM_RUN` return at once, after completing what is pending. Any thread.
    void setImmediateExit(boolean on) {
        BYTE.setVolatile(page, KvmAbi.Run.IMMEDIATE_EXIT, (byte) (on ? 1 : 0));
    }

    void setRequestInterruptWindow(boolean on) {
        page.set(JAVA_BYTE, KvmAbi.Run.REQUEST_INTERRUPT_WINDOW, (byte) (on ? 1 : 0));
    }

    int exitReason() {
        return page.get(JAVA_INT, KvmAbi.Run.EXIT_REASON);
    }

    boolean readyForInterrupt() {
        return page.get(JAVA_BYTE, KvmAbi.Run.READY_FOR_INTERRUPT) != 0;
    }

    boolean interruptFlag() {
        return page.get(JAVA_BYTE, KvmAbi.Run.IF_FLAG) != 0;
    }

    void setCr8(long value) {
        page.set(JAVA_LONG, KvmAbi.Run.CR8, value);
    }

    long failEntryReason() {
        return page.get(JAVA_LONG, KvmAbi.Run.FAIL_ENTRY_REASON);
    }

    int internalSuberror() {
        return page.get(JAVA_INT, KvmAbi.Run.INTERNAL_SUBERROR);
    }

    boolean ioIsOutput() {
        return page.get(JAVA_BYTE, KvmAbi.Run.IO_DIRECTION) != 0;
    }

    int ioSize() {
        return page.get(JAVA_BYTE, KvmAbi.Run.IO_SIZE);
    }

    int ioPort() {
        return Short.toUnsignedInt(page.get(JAVA_SHORT_UNALIGNED, KvmAbi.Run.IO_PORT));
    }

    int ioCount() {
        return page.get(JAVA_INT, KvmAbi.Run.IO_COUNT);
    }

    /// Element `index` of the data, zero-extended.
    int ioData(int index) {
        long at = dataOffset(index);
        return switch (ioSize()) {
            case 1 -> Byte.toUnsignedInt(page.get(JAVA_BYTE, at));
            case 2 -> Short.toUnsignedInt(page.get(JAVA_SHORT_UNALIGNED, at));
            default -> page.get(JAVA_INT_UNALIGNED, at);
        };
    }

    void setIoData(int index, int value) {
        long at = dataOffset(index);
        switch (ioSize()) {
            case 1 -> page.set(JAVA_BYTE, at, (byte) value);
            case 2 -> page.set(JAVA_SHORT_UNALIGNED, at, (short) value);
            default -> page.set(JAVA_INT_UNALIGNED, at, value);
        }
    }

    private long dataOffset(int index) {
        return page.get(JAVA_LONG, KvmAbi.Run.IO_DATA_OFFSET) + (long) index * ioSize();
    }

    long mmioAddress() {
        return page.get(JAVA_LONG, KvmAbi.Run.MMIO_ADDRESS);
    }

    int mmioLength() {
        return page.get(JAVA_INT, KvmAbi.Run.MMIO_LENGTH);
    }

    boolean mmioIsWrite() {
        return page.get(JAVA_BYTE, KvmAbi.Run.MMIO_IS_WRITE) != 0;
    }

    /// All eight bytes; those beyond the length are undefined.
    long mmioData() {
        return page.get(JAVA_LONG, KvmAbi.Run.MMIO_DATA);
    }

    void setMmioData(long value) {
        page.set(JAVA_LONG, KvmAbi.Run.MMIO_DATA, value);
    }

    long debugDr6() {
        return page.get(JAVA_LONG, KvmAbi.Run.DEBUG_DR6);
    }
}
