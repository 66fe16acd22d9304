package dev.ringside.engine.x86;

import static dev.ringside.engine.state.SegmentRegister.CS;

import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.tlb.CodePages;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decoded blocks, direct-mapped by host address.
///
/// A block is good while its page's version stands. At its first use in each run its bytes are
/// compared with memory as well, since devices and debuggers may have written between runs.
final class BlockCache {
    private static final int SIZE = 8192;

    private final Cpu cpu;
    private final BlockBuilder builder;
    private final @Nullable Block[] blocks = new Block[SIZE];
    private int epoch;

    BlockCache(Cpu cpu, CodePages code) {
        this.cpu = cpu;
        this.builder = new BlockBuilder(cpu, code);
    }

    /// A run begins: memory may have been written by others.
    void beginRun() {
        epoch++;
    }

    /// Forgets everything, since other addresses are marked from now on.
    void setHook(@Nullable CodeHook hook) {
        builder.hook = hook;
        Arrays.fill(blocks, null);
    }

    /// The block at CS:RIP. Throws the fault of its fetch.
    Block find() {
        long rip = cpu.state.rip;
        boolean code64 = cpu.codeBytes == 8;
        long linear = code64 ? rip : cpu.state.segment[CS].base + rip & 0xFFFFFFFFL;
        long host = cpu.memory.fetch(linear);
        int slot = (int) (host ^ host >>> 13) & SIZE - 1;
        Block block = blocks[slot];
        if (block != null
                && block.host == host
                && block.linear == linear
                && block.rip == rip
                && block.codeBytes == cpu.codeBytes
                && (code64 || rip + block.bytes - 1 <= cpu.state.segment[CS].limit)
                && current(block)) {
            return block;
        }
        block = builder.build(rip, linear, host);
        block.epoch = epoch;
        if (block.page != null) {
            blocks[slot] = block;
        }
        return block;
    }

    /// The first `length` bytes of a block.
    byte[] bytes(Block block, int length) {
        return builder.bytes(block, length);
    }

    private boolean current(Block block) {
        if (block.epoch == epoch
                && block.page != null
                && block.version == block.page.version()
                && block.secondHost == Block.NONE) {
            return true;
        }
        return stillTrue(block);
    }

    /// Compares the bytes, and for a block in two pages the second translation.
    private boolean stillTrue(Block block) {
        boolean twoPages = block.secondHost != Block.NONE;
        if (twoPages && cpu.memory.fetch(block.secondLinear) != block.secondHost) {
            return false;
        }
        if (!builder.unchanged(block)) {
            return false;
        }
        if (!watched(block)) {
            builder.watch(block);
        }
        block.epoch = epoch;
        return true;
    }

    /// Whether stores to the bytes have been noticed all the time since they were decoded.
    private static boolean watched(Block block) {
        return (block.page == null || block.version == block.page.version())
                && (block.secondPage == null || block.secondVersion == block.secondPage.version());
    }
}
