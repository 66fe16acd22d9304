package dev.ringside.engine.device;

/// Guest-physical memory as a bus master reaches it: RAM only, at any address. Elsewhere reads give
/// all ones and writes are lost. The processors' decoded code follows.
public interface DmaMemory {
    /// Copies `length` bytes out of the guest.
    void read(long guestPhysicalAddress, byte[] into, int from, int length);

    /// Copies `length` bytes into the guest.
    void write(long guestPhysicalAddress, byte[] bytes, int from, int length);

    /// A little-endian number of 1 to 8 bytes.
    default long readNumber(long guestPhysicalAddress, int size) {
        byte[] bytes = new byte[size];
        read(guestPhysicalAddress, bytes, 0, size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xFF;
        }
        return value;
    }

    /// See [#readNumber].
    default void writeNumber(long guestPhysicalAddress, int size, long value) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        write(guestPhysicalAddress, bytes, 0, size);
    }
}
