package dev.ringside.engine.device;

/// Sectors of 512 bytes that a drive reads and writes.
public interface BlockMedium {
    int SECTOR = 512;

    /// How many there are.
    long sectors();

    /// Reads a sector.
    ///
    /// @return false if it does not exist or the host cannot read it
    boolean read(long lba, byte[] into, int offset);

    /// Writes a sector.
    ///
    /// @return false if it does not exist or cannot be written
    boolean write(long lba, byte[] from, int offset);
}
