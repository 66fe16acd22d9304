package dev.ringside.engine.device;

/// Something on the port bus, or in memory by [MmioBus]. It sees offsets into its own range and
/// does not care where it sits.
///
/// Called on the running VCPU's thread only.
public interface PortDevice {
    /// @param offset from the start of the claimed range
    /// @param size 1, 2 or 4 bytes; a [ByteDevice] only ever sees 1
    /// @return the value, zero-extended
    int read(int offset, int size);

    /// @param value zero-extended
    void write(int offset, int size, int value);

    /// Whether there is a register at `offset`. The bus logs accesses to others, once each; the
    /// device answers them all the same.
    default boolean knows(int offset) {
        return true;
    }

    /// An eight-bit device: the bus splits wider accesses into bytes, lowest port first, as an ISA
    /// bus does.
    interface ByteDevice extends PortDevice {
        int read(int offset);

        void write(int offset, int value);

        @Override
        default int read(int offset, int size) {
            return read(offset);
        }

        @Override
        default void write(int offset, int size, int value) {
            write(offset, value);
        }
    }
}
