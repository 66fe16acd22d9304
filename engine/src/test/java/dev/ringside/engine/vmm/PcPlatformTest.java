package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.device.MessageLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All devices together, touched at random: nothing breaks, and a saved state goes on alike.
class PcPlatformTest {
    /// Where something answers: first port, ports.
    private static final int[][] PORTS = {
        {0x00, 0x10},
        {0x20, 2},
        {0x40, 4},
        {0x60, 5},
        {0x70, 2},
        {0xA0, 2},
        {0xB2, 2},
        {0xC0, 32},
        {0x170, 8},
        {0x1CE, 4},
        {0x1F0, 8},
        {0x376, 1},
        {0x3C0, 32},
        {0x3F6, 1},
        {0x3F8, 8},
        {0x4D0, 2},
        {0x510, 12},
        {0x600, 64},
        {0xC000, 0x60},
        {0xCF8, 8},
    };

    private static final long[][] MEMORY = {
        {0xA0000, 0x10000}, {0xFEC00000L, 0x20}, {0xFED00000L, 0x170}, {0xFE000000L, 0x8000},
    };

    @TempDir private Path folder;

    private PcPlatform platform() throws IOException, ImageException {
        byte[] iso = new byte[0x20000];
        byte[] mark = "\1CD001".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(mark, 0, iso, 0x8000, mark.length);
        Path disc = Files.write(folder.resolve("disc.iso"), iso);
        Path disk = Files.write(folder.resolve("disk.img"), new byte[0x10000]);
        List<MachineConfig.DiskSpec> specs =
                List.of(
                        MachineConfig.DiskSpec.parse(disc.toString()),
                        MachineConfig.DiskSpec.parse(disk.toString()),
                        MachineConfig.DiskSpec.parse(disk + ",if=virtio"));
        PcPlatform platform =
                new PcPlatform(
                        new TestHost(new ArrayList<>()),
                        new MessageLog(),
                        1_700_000_000,
                        new RamLayout(64 << 20, 0),
                        new Drives(null, specs));
        platform.initializeForBios();
        return platform;
    }

    private static void stir(PcPlatform platform, SplittableRandom random, int steps) {
        for (int i = 0; i < steps; i++) {
            int size = 1 << random.nextInt(3);
            boolean write = random.nextBoolean();
            int value = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(256);
            if (random.nextInt(4) == 0) {
                long[] range = MEMORY[random.nextInt(MEMORY.length)];
                long at = range[0] + random.nextLong(range[1]);
                if (write) {
                    platform.memoryBus.write(at, size, value);
                } else {
                    platform.memoryBus.read(at, size);
                }
            } else if (random.nextInt(8) == 0) {
                int devfn = random.nextInt(6) << 3 | random.nextInt(4);
                int offset = random.nextInt(64) * 4;
                platform.bus.write(0xCF8, 4, 0x80000000 | devfn << 8 | offset);
            } else {
                int[] range = PORTS[random.nextInt(PORTS.length)];
                int port = range[0] + random.nextInt(range[1]);
                if (write) {
                    platform.bus.write(port, size, value);
                } else {
                    platform.bus.read(port, size);
                }
            }
            platform.clock.skipTo(platform.clock.now() + random.nextInt(100_000));
            platform.events.runDue(platform.clock.now());
        }
    }

    @Test
    void randomAccessesBreakNothingAndSavedStatesGoOnAlike() throws IOException, ImageException {
        for (int seed = 1; seed <= 15; seed++) {
            PcPlatform first = platform();
            stir(first, new SplittableRandom(seed), 3000);
            byte[] middle = first.save();
            PcPlatform second = platform();
            second.restore(middle);
            assertArrayEquals(middle, second.save(), "restore and save, seed " + seed);
        }
    }

    @Test
    void resetBringsEveryDeviceBackButTheClock() throws IOException, ImageException {
        PcPlatform platform = platform();
        platform.reset();
        byte[] fresh = platform.save();
        long skipped = platform.clock.now();
        stir(platform, new SplittableRandom(3), 3000);
        platform.reset();
        assertEquals(fresh.length, platform.save().length);
        assertEquals(true, platform.clock.now() > skipped);
    }
}
