package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.device.MessageLog;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// BIOS services called one by one, as their stubs would.
class BiosTest {
    private static final long STACK = 0x6000;

    private final TestMemory test = new TestMemory(4 << 20);
    private final GuestMemory memory = test.memory;
    private final List<String> events = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final VcpuState state = new VcpuState();
    private final PcPlatform platform =
            new PcPlatform(
                    new TestHost(events),
                    new MessageLog(),
                    1_700_000_000,
                    new RamLayout(4 << 20, 0),
                    noDrives());
    private final BiosVideo video =
            new BiosVideo(platform.display, c -> text.append((char) c), events::add);
    private final DiskImage floppy = disk(2880);
    private final DiskImage hardDisk = disk(5000);
    private final BiosDisk disks = new BiosDisk(List.of(floppy), List.of(hardDisk), null);
    private final BiosSystem system =
            new BiosSystem(
                    new RamLayout(64 << 20, 0),
                    platform.a20,
                    time -> {
                        events.add("wait " + time);
                        return events.size() > 1;
                    },
                    () -> events.add("off"));
    private final BiosKeyboard keyboard = new BiosKeyboard(() -> events.add("restart"));

    private static Drives noDrives() {
        try {
            return new Drives(null, List.of());
        } catch (ImageException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DiskImage disk(int sectors) {
        byte[] bytes = new byte[sectors * 512];
        for (int i = 0; i < sectors; i++) {
            bytes[i * 512] = (byte) i;
            bytes[i * 512 + 1] = (byte) (i >> 8);
        }
        return DiskImage.of("disk " + sectors, bytes);
    }

    @BeforeEach
    void powerOn() {
        StartState.real(state, BiosRom.SEGMENT, 0xE100);
        BiosData.write(memory, 1, 1, 0);
        video.setMode(memory, 3);
        state.gpr[VcpuState.RSP] = STACK;
    }

    @AfterEach
    void free() {
        test.close();
    }

    /// One call with the given registers; the flags on the stack are all clear before.
    private void call(Consumer<BiosCall> service, int ax, int bx, int cx, int dx) {
        memory.write16(STACK + 4, 0);
        state.gpr[VcpuState.RAX] = ax;
        state.gpr[VcpuState.RBX] = bx;
        state.gpr[VcpuState.RCX] = cx;
        state.gpr[VcpuState.RDX] = dx;
        service.accept(new BiosCall(state, memory));
    }

    private int ax() {
        return (int) state.gpr[VcpuState.RAX] & 0xFFFF;
    }

    private int word(int register) {
        return (int) state.gpr[register] & 0xFFFF;
    }

    private boolean carry() {
        return (memory.read16(STACK + 4) & 1) != 0;
    }

    private boolean zero() {
        return (memory.read16(STACK + 4) & 0x40) != 0;
    }

    private void print(String line) {
        for (char c : line.toCharArray()) {
            call(video::serve, 0x0E00 | c, 7, 0, 0);
        }
    }

    private String row(int row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < 80; i++) {
            line.append((char) memory.read8(0xB8000 + (row * 80 + i) * 2L));
        }
        return line.toString().stripTrailing();
    }

    @Test
    void teletypeWritesMovesAndScrolls() {
        print("Hello\r\nworld");
        assertEquals("Hello", row(0));
        assertEquals("world", row(1));
        assertEquals("Hello\r\nworld", text.toString());
        call(video::serve, 0x0300, 0, 0, 0);
        assertEquals(0x0105, word(VcpuState.RDX));
        assertEquals(85, platform.vga.cursor());
        for (int i = 0; i < 24; i++) {
            print("\n");
        }
        assertEquals("world", row(0));
        print("\b\r" + "x".repeat(81));
        assertEquals("x".repeat(80), row(23));
        assertEquals("x", row(24));
    }

    @Test
    void characterWithAttributeThatIsPrintedAgainIsHeardOnce() {
        for (char c : "aab".toCharArray()) {
            call(video::serve, 0x0900 | c, 0x1F, 1, 0);
            print(String.valueOf(c));
        }
        print("b");
        assertEquals("aabb", text.toString());
        assertEquals("aabb", row(0));
    }

    @Test
    void writeReadAndScrollWindow() {
        call(video::serve, 0x0200, 0, 0, 0x0A05);
        call(video::serve, 0x0941, 0x1F, 3, 0);
        assertEquals("     AAA", row(10));
        assertEquals(0x1F, memory.read8(0xB8000 + (10 * 80 + 7) * 2 + 1));
        call(video::serve, 0x0800, 0, 0, 0);
        assertEquals(0x1F41, ax());
        call(video::serve, 0x0602, 0x2000, 0x0000, 0x184F);
        assertEquals("     AAA", row(8));
        assertEquals("", row(24));
        assertEquals(0x20, memory.read8(0xB8000 + 24 * 160 + 1));
        call(video::serve, 0x0701, 0x0700, 0x0000, 0x184F);
        assertEquals("     AAA", row(9));
        call(video::serve, 0x0600, 0x0700, 0, 0x184F);
        assertEquals("", row(9));
        call(video::serve, 0x06FF, 0x0700, 0xFFFF, 0xFFFF);
    }

    @Test
    void stringsAreWrittenWithTheirAttribute() {
        memory.write(0x3000, "Boot".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        state.gpr[VcpuState.RBP] = 0x3000;
        call(video::serve, 0x1301, 0x004E, 4, 0x0302);
        assertEquals("  Boot", row(3));
        assertEquals(0x4E, memory.read8(0xB8000 + (3 * 80 + 2) * 2 + 1));
        call(video::serve, 0x0300, 0, 0, 0);
        assertEquals(0x0306, word(VcpuState.RDX));
    }

    @Test
    void modeIsToldAndGraphicsIsNoted() {
        call(video::serve, 0x0F00, 0, 0, 0);
        assertEquals(0x5003, ax());
        call(video::serve, 0x000D, 0, 0, 0);
        assertEquals(0x20, ax());
        call(video::serve, 0x008D, 0, 0, 0);
        call(video::serve, 0x0300, 0, 0, 0);
        assertEquals(0x0607, word(VcpuState.RCX));
        call(video::serve, 0x0100, 0, 0x2607, 0);
        assertFalse(platform.vga.cursorVisible());
        assertEquals(1, events.size());
        call(video::serve, 0x1A00, 0, 0, 0);
        assertEquals(0x1A1A, ax());
        assertEquals(8, word(VcpuState.RBX));
    }

    @Test
    void chsReadsTheRightSectors() {
        state.segment[SegmentRegister.ES].base = 0x10000;
        call(disks::serve, 0x0203, 0x200, 0x0102, 0x0100);
        assertFalse(carry());
        assertEquals(3, ax());
        int lba = (1 * 2 + 1) * 18 + 1;
        assertEquals(lba, memory.read16(0x10200));
        assertEquals(lba + 2, memory.read16(0x10600));
    }

    @Test
    void chsOutsideTheDiskFails() {
        call(disks::serve, 0x0201, 0, 0x0013, 0);
        assertTrue(carry());
        assertEquals(0x0400, ax());
        call(disks::serve, 0x0100, 0, 0, 0);
        assertEquals(4, ax() >> 8);
        call(disks::serve, 0x0201, 0, 0x0000, 0);
        assertEquals(0x0100, ax());
        call(disks::serve, 0x0201, 0, 0x0001, 0x81);
        assertTrue(carry());
        call(disks::serve, 0x7700, 0, 0x0001, 0);
        assertEquals(1, ax() >> 8);
    }

    @Test
    void readBeyondTheEndMovesWhatThereIs() {
        memory.write16(0x500 + 2, 5);
        packet(4998, 5, 0x00002000);
        call(disks::serve, 0x4200, 0, 0, 0x80);
        assertTrue(carry());
        assertEquals(2, memory.read16(0x502));
        assertEquals(4999, memory.read16(0x2200));
    }

    private void packet(long lba, int count, int buffer) {
        memory.write16(0x500, 16);
        memory.write16(0x502, count);
        memory.write32(0x504, buffer);
        memory.write64(0x508, lba);
        state.gpr[VcpuState.RSI] = 0x500;
    }

    @Test
    void lbaReadsAndWritesStayInMemory() {
        call(disks::serve, 0x4100, 0x55AA, 0, 0x80);
        assertEquals(0xAA55, word(VcpuState.RBX));
        packet(1234, 1, 0x02000010);
        call(disks::serve, 0x4200, 0, 0, 0x80);
        assertFalse(carry());
        assertEquals(1234, memory.read16(0x2010));
        memory.write16(0x2010, 0xBEEF);
        call(disks::serve, 0x4300, 0, 0, 0x80);
        assertFalse(carry());
        memory.write16(0x2010, 0);
        call(disks::serve, 0x4200, 0, 0, 0x80);
        assertEquals(0xBEEF, memory.read16(0x2010));
        packet(-1, 1, 0);
        call(disks::serve, 0x4200, 0, 0, 0x80);
        assertTrue(carry());
    }

    @Test
    void driveParametersAreTold() {
        call(disks::serve, 0x0800, 0, 0, 0x00);
        assertEquals(0x4F12, word(VcpuState.RCX));
        assertEquals(0x0101, word(VcpuState.RDX));
        assertEquals(4, word(VcpuState.RBX));
        call(disks::serve, 0x0800, 0, 0, 0x80);
        assertEquals(0x0F01, word(VcpuState.RDX));
        assertEquals(63, word(VcpuState.RCX) & 0x3F);
        call(disks::serve, 0x1500, 0, 0, 0x80);
        assertEquals(3, ax() >> 8);
        assertEquals(5000, word(VcpuState.RDX));
        call(disks::serve, 0x1500, 0, 0, 0x05);
        assertEquals(0, ax() >> 8);
        memory.write16(0x500, 30);
        state.gpr[VcpuState.RSI] = 0x500;
        call(disks::serve, 0x4800, 0, 0, 0x80);
        assertEquals(5000, memory.read64(0x510));
        assertEquals(512, memory.read16(0x518));
    }

    @Test
    void e820ListsTheMemory() {
        state.gpr[VcpuState.RDI] = 0x800;
        long next = 0;
        long usable = 0;
        int lines = 0;
        do {
            state.gpr[VcpuState.RDX] = 0x534D4150;
            call(system::serve, 0xE820, (int) next, 24, 0x534D4150);
            assertFalse(carry());
            assertEquals(0x534D4150, state.gpr[VcpuState.RAX]);
            if (memory.read32(0x810) == 1) {
                usable += memory.read64(0x808);
            }
            next = state.gpr[VcpuState.RBX];
            lines++;
        } while (next != 0);
        assertEquals(5, lines);
        assertEquals(0x9FC00 + (63 << 20), usable);
        call(system::serve, 0xE820, 99, 24, 0x534D4150);
        assertTrue(carry());
    }

    @Test
    void otherMemorySizesAgree() {
        call(system::serve, 0x8800, 0, 0, 0);
        assertEquals(63 * 1024, ax());
        call(system::serve, 0xE801, 0, 0, 0);
        assertEquals(0x3C00, ax());
        assertEquals(48 * 16, word(VcpuState.RBX));
        assertEquals(639, memory.read16(BiosData.MEMORY_KIB));
    }

    @Test
    void a20ServicesDriveTheGate() {
        call(system::serve, 0x2400, 0, 0, 0);
        assertFalse(platform.a20.enabled());
        call(system::serve, 0x2402, 0, 0, 0);
        assertEquals(0, ax());
        call(system::serve, 0x2401, 0, 0, 0);
        assertTrue(platform.a20.enabled());
    }

    @Test
    void blockMoveCopiesHighMemory() {
        memory.write32(0x4000, 0x12345678);
        long table = 0x900;
        state.gpr[VcpuState.RSI] = table;
        memory.write32(table + 0x12, 0x004000);
        memory.write32(table + 0x1A, 0x200000);
        call(system::serve, 0x8700, 0, 2, 0);
        assertEquals(0x12345678, memory.read32(0x200000));
        assertFalse(carry());
    }

    @Test
    void waitComesBackUntilTimeIsOver() {
        call(system::serve, 0x8600, 0, 1, 0);
        assertEquals(BiosRom.waitWindow(), state.rip);
        call(system::serve, 0x8600, 0, 1, 0);
        assertFalse(carry());
        assertEquals("wait 65536000", events.getFirst());
    }

    @Test
    void apmSwitchesOff() {
        call(system::serve, 0x5307, 1, 3, 0);
        assertEquals(List.of("off"), events);
        call(system::serve, 0x1234, 0, 0, 0);
        assertTrue(carry());
        assertEquals(0x86, ax() >> 8);
    }

    private void press(int... codes) {
        for (int code : codes) {
            call(keyboard::scanCode, code, 0, 0, 0);
        }
    }

    private int key(int function) {
        call(keyboard::serve, function << 8, 0, 0, 0);
        return ax();
    }

    @Test
    void keysGoThroughTheBuffer() {
        press(0x1E, 0x9E, 0x2A, 0x1E, 0x9E, 0xAA);
        assertEquals(0x1E61, key(0x01));
        assertFalse(zero());
        assertEquals(0x1E61, key(0x00));
        assertEquals(0x1E41, key(0x00));
        key(0x01);
        assertTrue(zero());
        state.rip = 0;
        key(0x00);
        assertEquals(BiosRom.keyboardSleep(), state.rip);
    }

    @Test
    void modifiersMakeTheUsualCodes() {
        press(0x1D, 0x2E, 0x9D);
        assertEquals(0x2E03, key(0x00));
        press(0x38, 0x10, 0xB8);
        assertEquals(0x1000, key(0x00));
        press(0x3A, 0xBA, 0x1E, 0x2A, 0x1E, 0xAA, 0x3A);
        assertEquals(0x1E41, key(0x00));
        assertEquals(0x1E61, key(0x00));
        press(0x3B);
        assertEquals(0x3B00, key(0x00));
        press(0xE0, 0x48);
        assertEquals(0x48E0, key(0x11));
        assertEquals(0x4800, key(0x00));
        press(0x1C, 0x0E, 0x0F, 0x01, 0x39);
        for (int expected : new int[] {0x1C0D, 0x0E08, 0x0F09, 0x011B, 0x3920}) {
            assertEquals(expected, key(0x00));
        }
        press(0x45, 0xC5, 0x47);
        assertEquals(0x4737, key(0x00));
        assertEquals(0x20, key(0x02) & 0xFF);
    }

    @Test
    void fullBufferDropsKeys() {
        for (int i = 0; i < 40; i++) {
            press(0x1E);
        }
        int count = 0;
        for (key(0x01); !zero(); key(0x01)) {
            key(0x00);
            count++;
        }
        assertEquals(15, count);
    }

    @Test
    void ctrlAltDelRestarts() {
        press(0x1D, 0x38, 0x53);
        assertEquals(List.of("restart"), events);
    }

    @Test
    void clockTicksAndTellsTheTime() {
        BiosClock clock = new BiosClock(platform.bus);
        memory.write32(BiosData.TICKS, BiosData.TICKS_A_DAY - 1);
        call(clock::tick, 0, 0, 0, 0);
        call(clock::serve, 0x0000, 0, 0, 0);
        assertEquals(1, ax());
        assertEquals(0, word(VcpuState.RDX));
        call(clock::serve, 0x0200, 0, 0, 0);
        assertEquals(0x2213, word(VcpuState.RCX));
        call(clock::serve, 0x0400, 0, 0, 0);
        assertEquals(0x2023, word(VcpuState.RCX));
        assertEquals(0x1114, word(VcpuState.RDX));
        call(clock::serve, 0x0500, 0, 0x2030, 0x0102);
        call(clock::serve, 0x0400, 0, 0, 0);
        assertEquals(0x0102, word(VcpuState.RDX));
        call(clock::serve, 0xB101, 0, 0, 0);
        assertTrue(carry());
    }

    @Test
    void stubsAreFoundByTheirAddressOnly() {
        assertEquals(-1, BiosRom.serviceAt(0x7C02));
        assertEquals(-1, BiosRom.serviceAt(BiosRom.ADDRESS));
        int handler = BiosRom.handler(0x13);
        assertEquals(0x13, BiosRom.serviceAt(BiosRom.ADDRESS + handler + 2));
        assertEquals(0, BiosRom.handler(0x60));
    }
}
