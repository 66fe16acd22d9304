package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.vmm.MachineConfig.DiskSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--disk`: its options, and where disks are plugged in.
class DiskSpecTest {
    @TempDir private Path folder;

    private DiskSpec spec(String options) throws IOException {
        Path file = Files.write(folder.resolve("disk.img"), new byte[4096]);
        return DiskSpec.parse(file + options);
    }

    @Test
    void optionsStandBehindTheNameInAnyOrder() {
        assertEquals(new DiskSpec(Path.of("a,b"), false), DiskSpec.parse("a,b"));
        assertEquals(new DiskSpec(Path.of("a"), true), DiskSpec.parse("a,rw"));
        assertEquals(
                new DiskSpec(Path.of("a"), true, DiskSpec.Attachment.VIRTIO),
                DiskSpec.parse("a,if=virtio,rw"));
        assertEquals(
                new DiskSpec(Path.of("a"), false, DiskSpec.Attachment.CD),
                DiskSpec.parse("a,if=cd"));
    }

    @Test
    void fifthIdeDiskIsRefusedWithAWayOut() throws IOException {
        List<DiskSpec> specs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            specs.add(spec(""));
        }
        ImageException refused = assertThrows(ImageException.class, () -> new Drives(null, specs));
        assertTrue(refused.getMessage().contains("say --disk FILE,if=virtio"));
    }

    @Test
    void diskThatShrinksReadsAsUnreadableFromThen() throws IOException, ImageException {
        DiskSpec spec = spec("");
        try (Drives drives = new Drives(null, List.of(spec))) {
            DiskImage disk = drives.hardDisks().getFirst();
            byte[] sector = new byte[512];
            assertTrue(disk.read(7, sector));
            Files.write(spec.path(), new byte[1024]);
            assertTrue(disk.read(1, sector));
            assertEquals(false, disk.read(7, sector));
        }
    }

    @Test
    void partOfADiskHasItsOwnNumbersAndEnd() {
        byte[] bytes = new byte[8 * 512];
        bytes[3 * 512] = 3;
        DiskImage part = DiskImage.of("whole", bytes).part("part", 2, 100);
        byte[] sector = new byte[512];
        assertTrue(part.read(1, sector));
        assertEquals(3, sector[0]);
        assertEquals(6, part.sectors());
        assertEquals(false, part.read(6, sector));
    }
}
