package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Damaged images: a clear error or a loaded image, never anything else.
class MutatedImagesTest {
    private static final long SEED = 20261123;
    private static final int CASES = 2000;

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
        return seeds;
    }

    private static byte[] mutate(byte[] seed, SplittableRandom random) {
        byte[] image = Arrays.copyOf(seed, seed.length);
        if (random.nextInt(4) == 0) {
            image = Arrays.copyOf(image, random.nextInt(image.length + 1));
        }
        // Headers are where the numbers are.
        int[] hot = {0, 128, ElfBuilder.CODE_OFFSET, ElfBuilder.CODE_OFFSET + 32};
        for (int i = 1 + random.nextInt(6); i > 0 && image.length > 0; i--) {
            int start = hot[random.nextInt(2) * 2];
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
        SplittableRandom random = new SplittableRandom(SEED);
        List<byte[]> seeds = seeds();
        BootKind[] kinds = BootKind.values();
        int refused = 0;
        try (TestMemory test = new TestMemory(16 << 20)) {
            for (int i = 0; i < CASES; i++) {
                byte[] image = mutate(seeds.get(i % seeds.size()), random);
                BootKind kind =
                        random.nextInt(3) == 0
                                ? kinds[random.nextInt(kinds.length)]
                                : BootKind.AUTO;
                MachineConfig.Builder config =
                        MachineConfig.builder().image("mutant", image).memory(16 << 20).boot(kind);
                try {
                    Loader loader = ImageDetector.open(config.build());
                    loader.load(test.memory, new VcpuState());
                } catch (ImageException e) {
                    refused++;
                    checkMessage(e.getMessage());
                } catch (RuntimeException e) {
                    fail("seed %d case %d, %s: %s".formatted(SEED, i, kind, e), e);
                }
            }
        }
        assertTrue(refused > CASES / 10 && refused < CASES, refused + " refused");
    }

    private static void checkMessage(String message) {
        assertTrue(message.startsWith("mutant: "), message);
        assertFalse(message.contains("\n"), message);
        assertTrue(message.length() < 300, message);
    }
}
