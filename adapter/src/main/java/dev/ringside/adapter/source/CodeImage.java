package dev.ringside.adapter.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/// The code of a program's file. The file is opened for each question.
///
/// @param bias added to the file's addresses
record CodeImage(Path path, long bias, List<ElfSegment> segments) {

    /// Code at a linear address; empty where the file has none.
    ///
    /// @param length bytes at most
    byte[] read(long address, int length) {
        long own = address - bias;
        for (ElfSegment segment : segments) {
            long inside = own - segment.virtualAddress();
            boolean holds = Long.compareUnsigned(inside, segment.fileSize()) < 0;
            if (segment.executable() && holds) {
                int count = (int) Math.min(length, segment.fileSize() - inside);
                return readFile(segment.offset() + inside, count);
            }
        }
        return new byte[0];
    }

    private byte[] readFile(long offset, int count) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(count);
            while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
                // Goes on until the buffer is full or the file ends.
            }
            return Arrays.copyOf(buffer.array(), buffer.position());
        } catch (IOException | IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
