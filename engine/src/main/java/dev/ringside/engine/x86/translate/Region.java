package dev.ringside.engine.x86.translate;

import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.tlb.CodePage;
import dev.ringside.engine.x86.tlb.CodePages;
import java.util.List;

/// A translated region and what it stands on: bytes, pages, widths.
///
/// Belongs to the VCPU's thread once it is published.
public final class Region {
    /// HotSpot compiles a method that is called often as a whole, and one that loops for long from
    /// the middle, once for each loop: a new region is called often.
    private static final int YOUNG = 1_500;

    private static final int SHORT = 600;

    private final RegionCode code;
    private final CodePages codePages;
    private final List<CodeRange> pages;
    private final CodePage[] held;
    private final int[] versions;
    private final int stackBytes;
    private final long codeLimit;

    /// Instructions that must fit below the limit on entry.
    private final int path;

    private long epoch = Long.MIN_VALUE;
    private int run = -1;
    private int usable;
    private boolean dead;
    private int entered;

    /// @param held the plan's pages
    Region(RegionPlan plan, RegionCode code, CodePages codePages, CodePage[] held) {
        this.code = code;
        this.codePages = codePages;
        this.pages = plan.pages();
        this.held = held;
        this.versions = new int[held.length];
        this.stackBytes = plan.stackBytes();
        this.codeLimit = plan.codeBytes() == 8 ? -1 : plan.codeLimit();
        this.path = plan.entry().path;
    }

    /// Whether its code is no longer in memory.
    public boolean dead() {
        return dead;
    }

    /// Executes it if it may be entered now; the VCPU is at its entry.
    ///
    /// @param left instructions that may retire
    /// @param currentRun changes whenever memory may have been written by others
    /// @return false if nothing was done
    public boolean enter(Cpu cpu, long left, int currentRun) {
        if (left < path || cpu.stackBytes != stackBytes) {
            return false;
        }
        int open = usable;
        if (epoch != cpu.memory.fetchEpoch() || run != currentRun || !versionsStand()) {
            open = check(cpu, currentRun);
        }
        boolean reaches = codeLimit == -1 || codeLimit == SegmentWindow.codeLimit(cpu);
        if ((open & 1) == 0 || !reaches) {
            return false;
        }
        long most = left;
        if (entered < YOUNG) {
            entered++;
            most = Math.min(left, Math.max(2L * path, SHORT));
        }
        code.run(cpu, cpu.state.instructionCount + most, open);
        return true;
    }

    private boolean versionsStand() {
        for (int i = 0; i < held.length; i++) {
            if (versions[i] != held[i].version()) {
                return false;
            }
        }
        return true;
    }

    private int check(Cpu cpu, int currentRun) {
        boolean sameRun = run == currentRun;
        int open = 0;
        for (int i = 0; i < held.length; i++) {
            CodeRange page = pages.get(i);
            if (!sameRun || versions[i] != held[i].version()) {
                if (!page.unchanged(cpu.memory.ram())) {
                    dead |= i == 0;
                    versions[i] = held[i].version() - 1;
                    continue;
                }
                page.watch(codePages, held[i]);
                versions[i] = held[i].version();
            }
            boolean there = cpu.memory.fetched(page.linearPage()) == page.hostPage();
            open |= there ? 1 << i : 0;
        }
        usable = open;
        run = currentRun;
        epoch = cpu.memory.fetchEpoch();
        return open;
    }
}
