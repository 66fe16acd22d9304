package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ringside.engine.state.VcpuState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Damaged images: a clear error or a loaded image, never anything else.
class MutatedImagesTest {
    private static final long SEED = 20261123;
    private static final int CASES = 4000;
    private static final int MANY = 100_000;
    private static final int RAM = 16 << 20;

    private static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        byte[] code = new byte[64];
        Arrays.fill(code, (byte) 0x90);
        seeds.add(ElfBuilder.elf(false, 0x100000, code, 0x1000));
        seeds.add(ElfBuilder.elf(true, 0x100000, code, 0x1000));
        byte[] header = ElfBuilder.multibootHeader(3, 0, 0, 0);
        seeds.add(ElfBuilder.elf(false, 0x100000, header, 0x1000));
        byte[] raw = new byte[256];
        System.arraycopy(ElfBuilder.multibootHeader(0, 16, 0x200000, 0x200040), 0, raw, 16, 32);
        seeds.add(raw);
        byte[] sector = new byte[1536];
        sector[510] = 0x55;
        sector[511] = (byte) 0xAA;
        seeds.add(sector);
        byte[] rom = new byte[0x10000];
        rom[0xFFF0] = (byte) 0xEA;
        seeds.add(rom);
        seeds.add(LinuxImageBuilder.image(new byte[0x400]));
        seeds.add(LinuxImageBuilder.realModeOnly(new byte[0x400]));
        byte[] tags =
                new Multiboot2Builder()
                        .tag(1, 0, 4, 6)
                        .tag(10, 0, 0x200000, 0xFFFFFF, 0x1000, 2)
                        .build();
        seeds.add(ElfBuilder.elf(false, 0x100000, tags, 0x1000));
        seeds.add(withSections(ElfBuilder.elf(true, 0x100000, tags, 0x1000)));
        byte[] flat =
                new Multiboot2Builder()
                        .tag(2, 0, 0x200000, 0x200000, 0, 0)
                        .tag(3, 0, 0x200010)
                        .build();
        seeds.add(Arrays.copyOf(flat, 600));
        return seeds;
    }

    /// Two section headers behind the file of an ELF64.
    private static byte[] withSections(byte[] elf) {
        int table = elf.length + 7 & -8;
        byte[] image = Arrays.copyOf(elf, table + 128);
        ByteBuffer out = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(40, table).putShort(58, (short) 64).putShort(60, (short) 2);
        out.putInt(table + 68, 3).putLong(table + 88, 0x1000).putLong(table + 96, 32);
        return image;
    }

    private static byte[] mutate(byte[] seed, SplittableRandom random) {
        byte[] image = Arrays.copyOf(seed, seed.length);
        if (random.nextInt(4) == 0) {
            image = Arrays.copyOf(image, random.nextInt(image.length + 1));
        }
        // Headers are where the numbers are.
        int[] hot = {0, 0x1E0, ElfBuilder.CODE_OFFSET, Math.max(0, image.length - 128)};
        for (int i = 1 + random.nextInt(6); i > 0 && image.length > 0; i--) {
            int start = hot[random.nextInt(hot.length)];
            int at = Math.min(start + random.nextInt(128), image.length - 1);
            image[at] =
                    switch (random.nextInt(4)) {
                        case 0 -> (byte) 0xFF;
                        case 1 -> 0;
                        case 2 -> (byte) 0x7F;
                        default -> (byte) random.nextInt(256);
                    };
        }
        return image;
    }

    @Test
    void everyMutationLoadsOrIsRefusedClearly() {
        mutations(SEED, CASES);
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void everyOfManyMutationsLoadsOrIsRefusedClearly() {
        mutations(SEED + 1, MANY);
    }

    private static void mutations(long seed, int cases) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> seeds = seeds();
        BootKind[] kinds = BootKind.values();
        int refused = 0;
        try (TestMemory test = new TestMemory(RAM)) {
            for (int i = 0; i < cases; i++) {
                byte[] image = mutate(seeds.get(i % seeds.size()), random);
                BootKind kind =
                        random.nextInt(3) == 0
                                ? kinds[random.nextInt(kinds.length)]
                                : BootKind.AUTO;
                MachineConfig.Builder config =
                        MachineConfig.builder().image("mutant", image).memory(RAM).boot(kind);
                try {
                    Loader loader = ImageDetector.open(config.build());
                    loader.load(test.memory, new VcpuState());
                } catch (ImageException e) {
                    refused++;
                    checkMessage(e.getMessage());
                } catch (RuntimeException e) {
                    fail("seed %d case %d, %s: %s".formatted(seed, i, kind, e), e);
                }
            }
        }
        assertTrue(refused > cases / 10 && refused < cases, refused + " refused");
    }

    private static void checkMessage(String message) {
        assertTrue(message.startsWith("mutant: "), message);
        assertFalse(message.contains("\n"), message);
        assertTrue(message.length() < 300, message);
    }
}
