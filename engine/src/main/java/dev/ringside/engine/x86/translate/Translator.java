package dev.ringside.engine.x86.translate;

import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.tlb.CodePage;
import dev.ringside.engine.x86.tlb.CodePages;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The second tier of one VCPU: which addresses are hot, and the regions made for them.
///
/// Plans are made on the VCPU's thread, classes on the builder's; when a finished region is taken
/// into use changes nothing but speed. Full, it forgets everything.
public final class Translator {
    private static final int MAX_REGIONS = 4_096;
    private static final int MAX_ENTRIES = 1 << 16;

    private record Key(long host, long linear, long rip, int codeBytes) {}

    private final Cpu cpu;
    private final CodePages code;
    private final RegionBuilder builder;
    private final RegionPlanner planner;
    private final Map<Key, EntryPoint> entries = new HashMap<>();

    /// Linear addresses of blocks that lie in some region.
    private final Set<Long> covered = new HashSet<>();

    private int regions;

    /// Grows when all regions are dropped: what is being built for an older one is thrown away.
    private final AtomicInteger generation = new AtomicInteger();

    /// @param seen says where the interpreter has been: host offset and linear address
    public Translator(Cpu cpu, CodePages code, RegionBuilder builder, SeenCode seen) {
        this.cpu = cpu;
        this.code = code;
        this.builder = builder;
        this.planner = new RegionPlanner(cpu, seen);
    }

    /// The entry point at an address, made if need be.
    public EntryPoint entry(long host, long linear, long rip, int codeBytes) {
        if (entries.size() >= MAX_ENTRIES) {
            drop();
        }
        return entries.computeIfAbsent(
                new Key(host, linear, rip, codeBytes), key -> new EntryPoint(builder.threshold()));
    }

    /// Asks for a region entered at the VCPU's current instruction.
    public void request(EntryPoint entry) {
        if (covered.contains(cpu.state.linearRip()) && entry.putOff()) {
            return;
        }
        entry.requested();
        if (regions >= MAX_REGIONS) {
            drop();
        }
        RegionPlan plan = planner.plan(cpu.state.rip);
        if (plan == null) {
            return;
        }
        regions++;
        for (GuestBlock block : plan.blocks().values()) {
            covered.add(plan.linear(block.rip));
        }
        int asked = generation.get();
        CodePage[] held = new CodePage[plan.pages().size()];
        for (int i = 0; i < held.length; i++) {
            held[i] = code.at(plan.pages().get(i).hostPage());
        }
        builder.executor()
                .execute(() -> {
                    RegionCode made = RegionCompiler.compile(plan, cpu.memory.ram());
                    if (made != null && asked == generation.get()) {
                        entry.publish(new Region(plan, made, code, held));
                    }
                });
    }

    /// Takes a region out of use whose code has changed.
    public void retire(EntryPoint entry) {
        entry.publish(null);
        regions--;
    }

    /// Other addresses are watched from now on, by `hook`.
    public void setHook(@Nullable CodeHook hook) {
        planner.hook = hook;
        drop();
    }

    private void drop() {
        generation.incrementAndGet();
        entries.values().forEach(entry -> entry.publish(null));
        entries.clear();
        covered.clear();
        regions = 0;
    }
}
