package dev.ringside.engine.x86;

import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.translate.RegionBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random programs give the same state at the same counts on both tiers.
class TierLockstepTest {
    private static final long INSTRUCTIONS = 12_000;
    private static final long COMPARED = 1 << 20;

    @Test
    void randomProgramsRunAlikeOnBothTiers() {
        run(1, 300);
    }

    @Test
    @Tag("long")
    void aHundredThousandRandomProgramsRunAlikeOnBothTiers() {
        run(1_000_000, 100_000);
    }

    private static void run(long firstSeed, int count) {
        for (long seed = firstSeed; seed < firstSeed + count; seed++) {
            String difference = compare(seed);
            if (difference != null) {
                throw new AssertionError("seed " + seed + ": " + difference);
            }
        }
    }

    /// @return null if both tiers agree
    static String compare(long seed) {
        try (Guest first = guest(seed);
                Guest second = guest(seed)) {
            SplittableRandom random = new SplittableRandom(~seed);
            first.builder = null;
            second.builder = new RegionBuilder(Runnable::run, 8 + random.nextInt(100));
            long count = 0;
            while (count < INSTRUCTIONS) {
                count += 1 + random.nextInt(random.nextInt(4) == 0 ? 30 : 3_000);
                boolean steps = random.nextInt(4) == 0;
                Exit one = run(first, count, steps);
                Exit two = run(second, count, steps);
                String difference = difference(first, second, one, two);
                if (difference != null) {
                    return "after at most " + count + " instructions: " + difference;
                }
                if (!(one instanceof Exit.Canceled)) {
                    break;
                }
            }
            long at = memoryMismatch(first, second);
            return at < 0 ? null : "memory at 0x%x".formatted(at);
        }
    }

    private static Exit run(Guest guest, long count, boolean steps) {
        if (steps) {
            guest.vcpu().debug().setInstructionLimit(Long.MAX_VALUE);
            long left = Math.max(1, count - guest.state().instructionCount);
            guest.vcpu().debug().setSteps(left, false);
        } else {
            guest.vcpu().debug().setInstructionLimit(count);
        }
        Exit exit = guest.vcpu().run();
        guest.vcpu().debug().takeStop();
        guest.vcpu().debug().setSteps(0, false);
        return exit;
    }

    private static long memoryMismatch(Guest first, Guest second) {
        return MemorySegment.mismatch(first.bytes(), 0, COMPARED, second.bytes(), 0, COMPARED);
    }

    private static String difference(Guest first, Guest second, Exit one, Exit two) {
        VcpuState a = first.state();
        VcpuState b = second.state();
        if (!one.toString().equals(two.toString())) {
            return "exits " + one + ", " + two;
        }
        if (a.instructionCount != b.instructionCount) {
            return "counts " + a.instructionCount + ", " + b.instructionCount;
        }
        if (a.rip != b.rip || a.rflags != b.rflags || !Arrays.equals(a.gpr, b.gpr)) {
            return "registers\n" + words(a) + "\n" + words(b);
        }
        if (a.cr2 != b.cr2 || !Arrays.equals(a.xmm, b.xmm)) {
            return "cr2 or xmm";
        }
        long at = memoryMismatch(first, second);
        return at < 0 ? null : "memory at 0x%x".formatted(at);
    }

    private static String words(VcpuState state) {
        StringBuilder text = new StringBuilder();
        text.append("rip %x rflags %x".formatted(state.rip, state.rflags));
        for (long word : state.gpr) {
            text.append(' ').append(HexFormat.of().toHexDigits(word));
        }
        return text.toString();
    }

    /// The first instruction after which the tiers differ in a run without stops, with the state
    /// before it.
    private static String reproduce(long seed) {
        long low = 0;
        long high = INSTRUCTIONS + 3_000;
        if (at(seed, high) == null) {
            return "no difference in a run without stops";
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (at(seed, middle) == null) {
                low = middle;
            } else {
                high = middle;
            }
        }
        try (Guest guest = guest(seed)) {
            guest.builder = null;
            run(guest, low, false);
            VcpuState state = guest.state();
            byte[] code = new byte[16];
            MemorySegment.copy(
                    guest.bytes(), ValueLayout.JAVA_BYTE, state.linearRip(), code, 0, 16);
            return "instruction %d, bytes %s, before it\n%s\nafter it %s"
                    .formatted(high, HexFormat.of().formatHex(code), words(state), at(seed, high));
        }
    }

    /// What the interpreter executes before instruction `last`.
    private static void trace(long seed, long last) {
        try (Guest guest = guest(seed)) {
            guest.builder = null;
            run(guest, Math.max(1, last - 70), false);
            while (guest.state().instructionCount < last) {
                VcpuState state = guest.state();
                byte[] code = new byte[8];
                MemorySegment.copy(
                        guest.bytes(), ValueLayout.JAVA_BYTE, state.linearRip(), code, 0, 8);
                long rip = state.rip;
                run(guest, state.instructionCount + 1, false);
                int length = Math.clamp(state.rip - rip, 1, 8);
                System.out.printf(
                        "%d %x: %s%n",
                        state.instructionCount, rip, HexFormat.of().formatHex(code, 0, length));
            }
        }
    }

    private static String at(long seed, long count) {
        try (Guest first = guest(seed);
                Guest second = guest(seed)) {
            first.builder = null;
            second.builder =
                    new RegionBuilder(Runnable::run, 8 + new SplittableRandom(~seed).nextInt(100));
            return difference(first, second, run(first, count, false), run(second, count, false));
        }
    }

    private static Guest guest(long seed) {
        int bits = new int[] {64, 32, 16}[(int) (seed % 3)];
        return new RandomProgram(new SplittableRandom(seed), bits).make();
    }

    /// First seed and number of programs.
    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        if (arguments.length > 2) {
            trace(first, Long.parseLong(arguments[2]));
            return;
        }
        int failures = 0;
        for (long seed = first; seed < first + Long.parseLong(arguments[1]); seed++) {
            String difference;
            try {
                difference = compare(seed);
            } catch (RuntimeException | Error e) {
                e.printStackTrace(System.out);
                difference = e.toString();
            }
            if (difference != null) {
                System.out.println("seed " + seed + ": " + difference);
                System.out.println(reproduce(seed));
                if (++failures == 5) {
                    return;
                }
            }
        }
        System.out.println("done");
    }
}
