package dev.ringside.engine.paging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.state.VcpuState;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Page walks in every mode (SDM Vol. 3A chapter 4).
class PageWalkerTest {
    private static final long NX = 1L << 63;

    private final Tables memory = new Tables();
    private final VcpuState state = new VcpuState();

    /// 4-level: PML4 0x1000, PDPT 0x2000, PD 0x3000, PT 0x4000; 4 KiB at 0, 2 MiB at 2 MiB, 1 GiB
    /// at 1 GiB.
    private void fourLevels(long rights) {
        state.cr0 = VcpuState.CR0_PE | VcpuState.CR0_PG;
        state.cr4 = VcpuState.CR4_PAE;
        state.efer = VcpuState.EFER_LME | VcpuState.EFER_LMA | VcpuState.EFER_NXE;
        state.cr3 = 0x1000;
        memory.put(0x1000, 0x2007, 8);
        memory.put(0x2000, 0x3007, 8);
        memory.put(0x2008, 0x40000000L | 0x80 | rights, 8);
        memory.put(0x3000, 0x4007, 8);
        memory.put(0x3008, 0xA00000L | 0x80 | rights, 8);
        memory.put(0x4000, 0x5000L | rights, 8);
    }

    private PageWalker walker() {
        PageWalker walker = new PageWalker(memory);
        walker.configure(state.cr0, state.cr3, state.cr4, state.efer);
        return walker;
    }

    @ParameterizedTest
    @CsvSource({
        "0x123,      0x5123,     4096",
        "0x234567,   0xA34567,   2097152",
        "0x40000123, 0x40000123, 1073741824",
    })
    void fourLevelPagesOfEverySize(long linear, long physical, long bytes) {
        fourLevels(7);
        PageWalker walker = walker();
        assertTrue(walker.walk(linear, Access.READ));
        assertEquals(physical, walker.physicalAddress);
        assertEquals(bytes, walker.pageBytes);
    }

    /// Rights bits of the page, access bits, then the error code or -1. U/S 4, R/W 2, P 1.
    @ParameterizedTest(name = "rights {0}, access {1}, cr0.wp {2}, cr4 {3}: error {4}")
    @CsvSource({
        // rights, access, WP, CR4 extra, error
        "7, 0,     0, 0,        -1",
        "0, 0,     0, 0,        0",
        "0, 6,     0, 0,        6",
        "0, 16,    0, 0,        16",
        "3, 4,     0, 0,        5",
        "3, 6,     0, 0,        7",
        "5, 6,     0, 0,        7",
        "5, 4,     0, 0,        -1",
        "1, 2,     0, 0,        -1",
        "1, 2,     1, 0,        3",
        "5, 2,     1, 0,        3",
        "7, 16,    0, 0x100000, 17",
        "3, 16,    0, 0x100000, -1",
        "7, 20,    0, 0x100000, -1",
        "7, 256,   0, 0x200000, 1",
        "7, 258,   0, 0x200000, 3",
        "7, 0,     0, 0x200000, -1",
        "7, 4,     0, 0x200000, -1",
        "3, 256,   0, 0x200000, -1",
    })
    void accessRights(long rights, int access, int wp, long cr4, int error) {
        fourLevels(rights);
        state.cr0 |= wp == 1 ? VcpuState.CR0_WP : 0;
        state.cr4 |= cr4;
        PageWalker walker = walker();
        assertEquals(error < 0, walker.walk(0x10, access), walker.reason);
        if (error >= 0) {
            assertEquals(error, walker.errorCode);
        }
    }

    @Test
    void rightsAreCombinedOverAllLevels() {
        fourLevels(7);
        memory.put(0x1000, 0x2003, 8);
        PageWalker walker = walker();
        assertFalse(walker.walk(0, Access.USER));
        assertEquals(5, walker.errorCode);
    }

    @Test
    void executeDisableAnywhereForbidsFetches() {
        fourLevels(7);
        memory.put(0x2000, 0x3007 | NX, 8);
        PageWalker walker = walker();
        assertTrue(walker.walk(0, Access.READ));
        assertFalse(walker.walk(0, Access.FETCH));
        assertEquals(17, walker.errorCode);
        assertEquals("the page is execute-disabled", walker.reason);
    }

    @Test
    void executeDisableIsReservedWithoutNxe() {
        fourLevels(7);
        state.efer &= ~VcpuState.EFER_NXE;
        memory.put(0x4000, 0x5007 | NX, 8);
        PageWalker walker = walker();
        assertFalse(walker.walk(0, Access.FETCH));
        // "I/D flag: 1 only if ... CR4.PAE = 1 and IA32_EFER.NXE = 1, or CR4.SMEP = 1".
        assertEquals(9, walker.errorCode);
    }

    @ParameterizedTest
    @CsvSource({
        "0x1000, 0x2087,             0",
        "0x1000, 0x400000002007,     0",
        "0x2008, 0x40002087,         0x40000000",
        "0x3008, 0xA02087,           0x200000",
        "0x4000, 0x8000000005007,    0",
    })
    void reservedBitsFaultWithRsvd(long entry, long value, long linear) {
        fourLevels(7);
        memory.put(entry, value, 8);
        PageWalker walker = walker();
        assertFalse(walker.walk(linear, Access.READ));
        assertEquals(9, walker.errorCode);
    }

    @Test
    void accessedAndDirtyAreSetOnlyWhenAllowed() {
        fourLevels(5);
        PageWalker walker = walker();
        assertFalse(walker.walk(0, Access.WRITE | Access.USER));
        assertEquals(0x2007, memory.readEntry(0x1000, 8), "a fault sets nothing");
        assertTrue(walker.walk(0, Access.READ | Access.USER));
        assertEquals(0x2027, memory.readEntry(0x1000, 8));
        assertEquals(0x5025, memory.readEntry(0x4000, 8));
        assertFalse(walker.dirty);
        memory.put(0x4000, 0x5027, 8);
        assertTrue(walker.walk(0, Access.WRITE));
        assertEquals(0x5067, memory.readEntry(0x4000, 8));
        assertEquals(0x4027, memory.readEntry(0x3000, 8), "D is the leaf's alone");
        int writes = memory.writes;
        assertTrue(walker.walk(0, Access.WRITE));
        assertEquals(writes, memory.writes, "set flags are not written again");
    }

    @Test
    void explainWritesNothingAndNamesEveryLevel() {
        fourLevels(7);
        memory.put(0x4000, 0, 8);
        PageWalk walk = PageWalk.explain(state, memory, 0x10, Access.WRITE);
        assertFalse(walk.mapped());
        assertEquals("PTE is not present", walk.verdict());
        assertEquals(2, walk.errorCode());
        assertEquals(4, walk.levels().size());
        assertEquals(
                new PageWalk.Level("PML4E", 0x1000, 0x2007, 8, "points to the next table"),
                walk.levels().get(0));
        assertEquals(
                new PageWalk.Level("PTE", 0x4000, 0, 8, "PTE is not present"),
                walk.levels().get(3));
        assertEquals(0, memory.writes);
        assertEquals(
                "2 MiB page, user, writable, executable",
                PageWalk.explain(state, memory, 0x200000, Access.READ).verdict());
    }

    /// SDM Vol. 3A 4.3.
    @Test
    void bits32WithSmallAndLargePages() {
        state.cr0 = VcpuState.CR0_PE | VcpuState.CR0_PG;
        state.cr4 = VcpuState.CR4_PSE;
        state.cr3 = 0x1000;
        memory.put(0x1000, 0x2007, 4);
        memory.put(0x2000 + 3 * 4, 0x7003, 4);
        // PSE-36: bits 20 to 13 are physical bits 39 to 32.
        memory.put(0x1004, 0x00C00000 | 2 << 13 | 0x83, 4);
        PageWalker walker = walker();
        assertTrue(walker.walk(0x3ABC, Access.WRITE));
        assertEquals(0x7ABC, walker.physicalAddress);
        assertEquals(0x7063, memory.readEntry(0x200C, 4));
        assertTrue(walker.walk(0x401234, Access.READ));
        assertEquals(0x2_00C01234L, walker.physicalAddress);
        assertEquals(4 << 20, walker.pageBytes);
        memory.put(0x1004, 0x00E00083, 4);
        assertFalse(walker.walk(0x401234, Access.READ), "bit 21 is reserved");
        state.cr4 = 0;
        assertFalse(walker().walk(0x401234, Access.READ), "without PSE it points to a table");
        assertEquals(0, walker.errorCode & Access.FETCH);
    }

    /// SDM Vol. 3A 4.4.
    @Test
    void paeWithSmallAndLargePages() {
        state.cr0 = VcpuState.CR0_PE | VcpuState.CR0_PG;
        state.cr4 = VcpuState.CR4_PAE;
        state.efer = VcpuState.EFER_NXE;
        state.cr3 = 0x1020;
        memory.put(0x1020 + 24, 0x2001, 8);
        memory.put(0x2000, 0x3007, 8);
        memory.put(0x3008, 0x1_0000_5003L | NX, 8);
        memory.put(0x2008, 0x600083, 8);
        PageWalker walker = walker();
        assertTrue(walker.walk(0xC0001008L, Access.WRITE));
        assertEquals(0x1_0000_5008L, walker.physicalAddress);
        assertFalse(walker.walk(0xC0001008L, Access.FETCH));
        assertEquals(17, walker.errorCode);
        assertTrue(walker.walk(0xC0234567L, Access.READ));
        assertEquals(0x634567, walker.physicalAddress);
        assertFalse(walker.walk(0, Access.READ), "PDPTE 0 is not present");
        memory.put(0x2008, 0x600083 | 1L << 52, 8);
        assertFalse(walker.walk(0xC0234567L, Access.READ), "PAE reserves bits 62 to 52");
        assertEquals(9, walker.errorCode);
    }

    @Test
    void pdptesWithReservedBitsCannotBeLoaded() {
        memory.put(0x1000, 0x2001, 8);
        assertTrue(walker().pdptesValid(0x1000));
        memory.put(0x1008, 0x3003, 8);
        assertFalse(walker().pdptesValid(0x1000), "R/W is reserved in a PDPTE");
        memory.put(0x1008, 0x3002, 8);
        assertTrue(walker().pdptesValid(0x1000), "not present: anything goes");
    }

    @Test
    void withoutPagingLinearIsPhysical() {
        PageWalker walker = walker();
        assertTrue(walker.walk(0xFFFFF123L, Access.WRITE | Access.USER));
        assertEquals(0xFFFFF123L, walker.physicalAddress);
    }

    private static final class Tables implements EntryMemory {
        final Map<Long, Long> entries = new HashMap<>();
        int writes;

        void put(long address, long value, int size) {
            entries.put(address, value);
        }

        @Override
        public long readEntry(long guestPhysicalAddress, int size) {
            return entries.getOrDefault(guestPhysicalAddress, 0L);
        }

        @Override
        public void writeEntry(long guestPhysicalAddress, int size, long value) {
            writes++;
            entries.put(guestPhysicalAddress, value);
        }
    }
}
