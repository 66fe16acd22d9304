package dev.ringside.engine.x86;

import static dev.ringside.engine.state.SegmentRegister.CS;

import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.tlb.CodePages;
import dev.ringside.engine.x86.translate.RegionBuilder;
import dev.ringside.engine.x86.translate.Translator;
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
    private final @Nullable Translator translator;
    private int epoch;

    /// @param builder makes classes of regions; null: interpret only
    BlockCache(Cpu cpu, CodePages code, @Nullable RegionBuilder builder) {
        this.cpu = cpu;
        this.builder = new BlockBuilder(cpu, code);
        this.translator = builder == null ? null : new Translator(cpu, code, builder, this::seen);
    }

    /// The second tier, if there is one.
    @Nullable Translator translator() {
        return translator;
    }

    /// Changes with each run.
    int epoch() {
        return epoch;
    }

    private boolean seen(long host, long linear) {
        Block block = blocks[slot(host)];
        return block != null && block.host == host && block.linear == linear;
    }

    private static int slot(long host) {
        return (int) (host ^ host >>> 13) & SIZE - 1;
    }

    /// A run begins: memory may have been written by others.
    void beginRun() {
        epoch++;
    }

    /// Forgets everything, since other addresses are marked from now on.
    void setHook(@Nullable CodeHook hook) {
        builder.hook = hook;
        Arrays.fill(blocks, null);
        if (translator != null) {
            translator.setHook(hook);
        }
    }

    /// The block at CS:RIP. Throws the fault of its fetch.
    Block find() {
        long rip = cpu.state.rip;
        boolean code64 = cpu.codeBytes == 8;
        long linear = code64 ? rip : cpu.state.segment[CS].base + rip & 0xFFFFFFFFL;
        long host = cpu.memory.fetch(linear);
        int slot = slot(host);
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
            if (translator != null && block.secondHost == Block.NONE && !block.marked) {
                block.entry = translator.entry(host, linear, rip, block.codeBytes);
            }
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
