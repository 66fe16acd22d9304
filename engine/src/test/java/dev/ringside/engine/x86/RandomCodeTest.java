package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.state.VcpuState;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Guests made of random bytes: whatever they do, a run comes back, and no host exception leaves
/// the core.
class RandomCodeTest {
    private static final int GUESTS = Integer.getInteger("ringside.randomGuests", 60);
    private static final int STEPS = 3000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomGuestsNeverBreakTheCore(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < GUESTS; i++) {
            long guestSeed = random.nextLong();
            try {
                runOne(new SplittableRandom(guestSeed), (int) (seed + i) & 3);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("guest seed " + guestSeed + ", number " + i, e);
            }
        }
    }

    private static void runOne(SplittableRandom random, int kind) {
        try (Guest guest = make(kind)) {
            byte[] code = new byte[2048];
            random.nextBytes(code);
            guest.bytes(0x10000, HexFormat.of().formatHex(code));
            // Handlers and tables of random bytes as well, valid gates first.
            random.nextBytes(code);
            guest.bytes(0x11000, HexFormat.of().formatHex(code));
            for (int vector = 0; vector < 64; vector++) {
                long handler = 0x10000 + random.nextInt(0x1800);
                if (kind == 2) {
                    guest.gate64(vector, 8, handler, 0x8E, random.nextInt(2));
                } else if (kind == 1 || kind == 3) {
                    guest.gate32(vector, 8, handler, 0x8E);
                } else {
                    guest.dword(vector * 4L, random.nextInt(0x1800) | 0x10000000L);
                }
            }
            VcpuState state = guest.initial;
            for (int i = 0; i < 16; i++) {
                boolean address = random.nextBoolean();
                state.gpr[i] = address ? random.nextInt(0x14000) : random.nextLong();
            }
            state.gpr[VcpuState.RSP] = 0x7000 + random.nextInt(16);
            state.rip = kind == 0 ? 0 : 0x10000;
            if (kind == 0) {
                state.segment[1].set(0x1000, 0x10000, 0xFFFF, 0x93);
            }
            run(guest);
        }
    }

    private static Guest make(int kind) {
        return switch (kind) {
            case 0 -> Guest.pc();
            case 1 -> Guest.pc().protectedMode();
            case 2 -> Guest.pc().longMode();
            default -> Guest.pc().userMode();
        };
    }

    private static void run(Guest guest) {
        long before = guest.state().instructionCount;
        guest.vcpu().debug().setSteps(STEPS, false);
        for (int exits = 0; exits < 200; exits++) {
            Exit exit = guest.vcpu().run();
            boolean stepped = guest.vcpu().debug().takeStop() != null;
            if (stepped || exit instanceof Exit.Failed || exit instanceof Exit.Halted) {
                break;
            }
        }
        assertTrue(guest.state().instructionCount - before <= STEPS, "ran on");
    }
}
