package dev.ringside.engine.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.memory.VmAddressRegion;
import dev.ringside.engine.memory.VmObject;
import dev.ringside.engine.memory.VmOptions;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// K1 to K7 of Zircon's kernel tests of the hypervisor.
class GuestPhysicalAddressSpaceTest {
    private static final long PAGE = PhysicalMemory.PAGE_SIZE;
    private static final int RWX = VmOptions.PERM_ALL;
    private static final long NOTHING = -1;

    private final PhysicalMemory memory = new PhysicalMemory(64 * PAGE);
    private final GuestPhysicalAddressSpace space = new GuestPhysicalAddressSpace();
    private final VmAddressRegion root =
            VmAddressRegion.root(memory, space, GuestPhysicalAddressSpace.SIZE);

    @AfterEach
    void free() {
        memory.close();
    }

    private VmObject vmo(int pages) {
        return new VmObject(memory, pages * PAGE, false);
    }

    private void map(VmAddressRegion region, long page, VmObject vmo) {
        map(region, page, vmo, RWX);
    }

    private void map(VmAddressRegion region, long page, VmObject vmo, int permissions) {
        long offset = page * PAGE - region.base();
        long at = region.map(offset, vmo, 0, vmo.size(), permissions | VmOptions.SPECIFIC);
        assertEquals(page * PAGE, at);
    }

    private VmAddressRegion subRegion(long page, long pages) {
        return root.allocate(page * PAGE, pages * PAGE, VmOptions.SPECIFIC | VmOptions.CAN_MAP_ALL);
    }

    private boolean mapped(long page) {
        return space.lookup(page * PAGE) != NOTHING;
    }

    private void assertMapped(boolean... pages) {
        for (int page = 0; page < pages.length; page++) {
            assertEquals(pages[page], mapped(page), "page " + page);
        }
    }

    @Test
    void unmappedPageIsNotFound() {
        map(root, 0, vmo(1));
        assertMapped(true, false);
        root.unmapAllowPartial(0, PAGE);
        assertMapped(false, false);
    }

    @Test
    void unmappingEmptySpaceIsFine() {
        root.unmapAllowPartial(0, PAGE);
        root.unmapAllowPartial(0, GuestPhysicalAddressSpace.SIZE);
        assertMapped(false);
    }

    @Test
    void unmappingAcrossMappingsKeepsTheirOuterPages() {
        map(root, 0, vmo(2));
        map(root, 3, vmo(2));
        root.unmapAllowPartial(PAGE, 3 * PAGE);
        assertMapped(true, false, false, false, true);
    }

    @Test
    void unmappingAcrossSubRegionsKeepsTheRegions() {
        VmAddressRegion first = subRegion(0, 2);
        VmAddressRegion second = subRegion(3, 2);
        map(first, 0, vmo(2));
        map(second, 3, vmo(2));
        root.unmapAllowPartial(PAGE, 3 * PAGE);
        assertMapped(true, false, false, false, true);

        root.unmapAllowPartial(0, 8 * PAGE);
        assertMapped(false, false, false, false, false);
        map(first, 0, vmo(1));
        map(second, 4, vmo(1));
        assertMapped(true, false, false, false, true);
    }

    @Test
    void lookupGivesTheVmosPage() {
        VmObject vmo = vmo(2);
        map(root, 5, vmo);
        assertShows(vmo, 5);
    }

    @Test
    void lookupGivesTheVmosPageThroughASubRegion() {
        VmObject vmo = vmo(2);
        VmAddressRegion region = subRegion(8, 16);
        map(root, 0, vmo(4));
        map(region, 10, vmo);
        assertShows(vmo, 10);
    }

    private void assertShows(VmObject vmo, long page) {
        byte[] written = {1, 2, 3};
        vmo.write(PAGE, MemorySegment.ofArray(written));
        long found = space.lookup((page + 1) * PAGE + 7);
        assertEquals(RWX, found & PAGE - 1);
        MemorySegment frame = memory.segment().asSlice(found & -PAGE, written.length);
        assertEquals(-1, frame.mismatch(MemorySegment.ofArray(written)));
    }

    @Test
    void topOfTheSpaceIsNotFound() {
        assertEquals(NOTHING, space.lookup(GuestPhysicalAddressSpace.SIZE - PAGE));
        assertEquals(NOTHING, space.lookup(GuestPhysicalAddressSpace.SIZE));
        assertEquals(NOTHING, space.lookup(-1));
    }

    @Test
    void topPageOfTheSpaceCanBeMapped() {
        map(root, GuestPhysicalAddressSpace.SIZE / PAGE - 1, vmo(1));
        assertEquals(RWX, space.lookup(GuestPhysicalAddressSpace.SIZE - 1) & PAGE - 1);
    }

    @Test
    void eachPermissionIsKept() {
        int[] permissions = {
            RWX,
            VmOptions.PERM_READ,
            VmOptions.PERM_READ | VmOptions.PERM_WRITE,
            VmOptions.PERM_READ | VmOptions.PERM_EXECUTE
        };
        for (int page = 0; page < permissions.length; page++) {
            map(root, page, vmo(1), permissions[page]);
        }
        for (int page = 0; page < permissions.length; page++) {
            assertEquals(permissions[page], space.lookup(page * PAGE) & PAGE - 1);
        }
    }

    @Test
    void changesRaiseTheGeneration() {
        int before = space.generation();
        map(root, 0, vmo(1));
        int between = space.generation();
        assertNotEquals(before, between);
        root.unmap(0, PAGE);
        assertNotEquals(between, space.generation());
    }

    @Test
    void sharedObjectShowsAtEveryMapping() {
        VmObject vmo = vmo(1);
        map(root, 0, vmo);
        map(root, 9, vmo);
        assertEquals(space.lookup(0), space.lookup(9 * PAGE));
    }

    @Test
    void shrinkingAnObjectTakesItsPagesAndGrowingGivesZeroedOnes() {
        VmObject vmo = new VmObject(memory, 3 * PAGE, true);
        map(root, 0, vmo);
        vmo.write(2 * PAGE, MemorySegment.ofArray(new byte[] {7}));
        vmo.resize(PAGE);
        assertMapped(true, false, false);
        vmo.resize(3 * PAGE);
        assertMapped(true, true, true);
        byte[] read = new byte[1];
        vmo.read(2 * PAGE, MemorySegment.ofArray(read));
        assertEquals(0, read[0]);
    }

    @Test
    void objectsOutliveTheirHandleWhileMappedAndGiveTheirPagesBackAfterwards() {
        VmObject vmo = vmo(60);
        map(root, 0, vmo);
        vmo.release();
        assertMapped(true);
        Assertions.assertThrows(ZxException.class, () -> vmo(60));
        root.unmap(10 * PAGE, PAGE);
        assertMapped(true);
        root.unmap(0, 60 * PAGE);
        assertEquals(60 * PAGE, vmo(60).size());
    }

    @Test
    void picksTheLowestGapThatIsWideEnough() {
        map(root, 0, vmo(1));
        map(root, 2, vmo(1));
        assertEquals(3 * PAGE, root.map(0, vmo(2), 0, 2 * PAGE, RWX));
        assertEquals(PAGE, root.map(0, vmo(1), 0, PAGE, RWX));
    }

    @Test
    void destroyedRegionAnswersBadState() {
        VmAddressRegion region = subRegion(0, 4);
        map(region, 0, vmo(1));
        region.destroy();
        assertMapped(false);
        ZxException refused =
                Assertions.assertThrows(ZxException.class, () -> map(region, 0, vmo(1)));
        assertEquals(ZxStatus.BAD_STATE, refused.status());
        map(root, 0, vmo(1));
    }
}
