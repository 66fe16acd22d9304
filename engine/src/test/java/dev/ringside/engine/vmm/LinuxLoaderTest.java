package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxLoaderTest {
    private static final byte[] IMAGE = LinuxImageBuilder.image(code());

    private final TestMemory test = new TestMemory(32 << 20);
    private final GuestMemory memory = test.memory;
    private final VcpuState state = new VcpuState();

    @AfterEach
    void free() {
        test.close();
    }

    private static byte[] code() {
        byte[] code = new byte[0x400];
        Arrays.fill(code, (byte) 0x90);
        return code;
    }

    private static MachineConfig.Builder config(byte[] image) {
        return MachineConfig.builder().image("bzImage", image).memory(32 << 20);
    }

    private ImageInfo load(MachineConfig.Builder config) throws ImageException {
        Loader loader = ImageDetector.open(config.build());
        loader.load(memory, state);
        return loader.info();
    }

    private static String refusal(MachineConfig.Builder config) {
        return assertThrows(ImageException.class, () -> ImageDetector.open(config.build()))
                .getMessage();
    }

    private static byte[] with(int offset, int value) {
        byte[] image = IMAGE.clone();
        ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
        return image;
    }

    private String text(long at) {
        StringBuilder text = new StringBuilder();
        for (long i = at; memory.read8(i) != 0; i++) {
            text.append((char) memory.read8(i));
        }
        return text.toString();
    }

    @Test
    void kernelStartsAtIts32BitEntryWithAZeroPage() throws ImageException {
        ImageInfo info = load(config(IMAGE).append("console=ttyS0"));
        assertEquals("Linux kernel, boot protocol 2.15, 6.6.6-test", info.format());
        assertEquals("linux", info.boot());
        assertEquals(0x200000, state.rip);
        assertEquals(CodeSize.BITS_32, state.codeSize());
        assertEquals(0x10, state.segment[SegmentRegister.CS].selector);
        assertEquals(0x18, state.segment[SegmentRegister.DS].selector);
        assertEquals(0xCF9B000000FFFFL, memory.read64(state.gdtrBase + 0x10));
        assertEquals(0, state.rflags & Rflags.IF);
        assertEquals(0, state.gpr[VcpuState.RBX] | state.gpr[VcpuState.RBP]);
        long page = state.gpr[VcpuState.RSI];
        assertEquals(0x53726448, memory.read32(page + 0x202));
        assertEquals(0xFF, memory.read8(page + 0x210));
        assertEquals(0x200000, memory.read32(page + 0x214));
        assertEquals("console=ttyS0", text(memory.read32(page + 0x228)));
        assertEquals(0x90, memory.read8(0x200000));
    }

    @Test
    void zeroPageTellsMemoryAndScreen() throws ImageException {
        load(config(IMAGE));
        long page = state.gpr[VcpuState.RSI];
        int entries = memory.read8(page + 0x1E8);
        boolean ram = false;
        for (int i = 0; i < entries; i++) {
            long at = page + 0x2D0 + 20L * i;
            ram |=
                    memory.read64(at) == 1 << 20
                            && memory.read64(at + 8) == 31 << 20
                            && memory.read32(at + 16) == 1;
        }
        assertTrue(ram, "the RAM above 1 MiB is in the map");
        assertEquals(31 * 1024, memory.read32(page + 0x1E0));
        assertEquals(80, memory.read8(page + 7));
        assertEquals(25, memory.read8(page + 0xE));
        assertEquals(0, memory.read8(page + 0x1EF), "the sentinel stays zero");
    }

    @Test
    void longModeStartsAtThe64BitEntryOnAnIdentityMap() throws ImageException {
        ImageInfo info = load(config(IMAGE).mode(CpuMode.LONG));
        assertEquals("long", info.mode());
        assertEquals(0x200200, state.rip);
        assertEquals(CodeSize.BITS_64, state.codeSize());
        assertEquals(0xAF9B000000FFFFL, memory.read64(state.gdtrBase + 0x10));
        long pdpt = memory.read64(state.cr3) & -0x1000L;
        assertEquals(1L << 30 | 0x83, memory.read64(pdpt + 8));
        assertEquals(0, memory.read8(0x40E), "the BIOS data area is left alone");
        byte[] narrow = with(0x236, 0);
        assertTrue(refusal(config(narrow).mode(CpuMode.LONG)).contains("no 64-bit entry"));
    }

    @Test
    void realModeStartsInTheSetupCode() throws ImageException {
        ImageInfo info = load(config(IMAGE).mode(CpuMode.REAL).append("a"));
        assertEquals("1020:0000", info.entryText());
        assertEquals(0x10200, state.linearRip());
        assertEquals(CodeSize.BITS_16, state.codeSize());
        for (int i : new int[] {SegmentRegister.DS, SegmentRegister.ES, SegmentRegister.SS}) {
            assertEquals(0x1000, state.segment[i].selector);
        }
        assertEquals(0, state.rflags & Rflags.IF);
        assertEquals(0x81, memory.read8(0x10211), "CAN_USE_HEAP");
        assertEquals(0x100000, memory.read32(0x10214));
        assertEquals(0x90, memory.read8(0x100000));
        assertEquals("a", text(memory.read32(0x10228)));
    }

    @Test
    void imagesWithoutA32BitEntryStartInRealMode() throws ImageException {
        byte[] image = LinuxImageBuilder.realModeOnly(code());
        assertEquals("real", load(config(image)).mode());
        assertTrue(refusal(config(image).mode(CpuMode.PROTECTED)).contains("has no 32-bit entry"));
    }

    @Test
    void initrdLiesAsHighAsItMay(@TempDir Path folder) throws Exception {
        byte[] data = {1, 2, 3, 4, 5};
        Path initrd = Files.write(folder.resolve("initrd"), data);
        load(config(IMAGE).initrd(initrd));
        long page = state.gpr[VcpuState.RSI];
        assertEquals((32 << 20) - 0x1000, memory.read32(page + 0x218));
        assertEquals(5, memory.read32(page + 0x21C));
        byte[] back = new byte[5];
        memory.read((32 << 20) - 0x1000, back, 0, 5);
        assertArrayEquals(data, back);
        load(config(with(0x22C, 0xFFFFFF)).initrd(initrd));
        assertEquals(0xFFF000, memory.read32(page + 0x218));
    }

    @Test
    void relocatableKernelsGoWhereAsked() throws ImageException {
        load(config(IMAGE).loadAddress(0x400000L));
        assertEquals(0x400000, state.rip);
        String message = refusal(config(IMAGE).loadAddress(0x480000L));
        assertTrue(message.contains("multiple of 0x200000"), message);
        message = refusal(config(with(0x234, 0)).loadAddress(0x400000L));
        assertTrue(message.contains("cannot be moved"), message);
    }

    @Test
    void defectsAreNamed(@TempDir Path folder) throws Exception {
        assertTrue(refusal(config(Arrays.copyOf(IMAGE, 0x500))).contains("truncated"));
        assertTrue(refusal(config(Arrays.copyOf(IMAGE, 0x240))).contains("truncated"));
        assertTrue(refusal(config(with(0x1FC, 0))).contains("55 aa at 0x1fe"));
        assertTrue(refusal(config(with(0x206, 0x200))).contains("2.00 is too old"));
        String wrongMagic = refusal(config(new byte[2048]).boot(BootKind.LINUX));
        assertTrue(wrongMagic.contains("HdrS is missing"), wrongMagic);
        assertTrue(refusal(config(IMAGE).append("x".repeat(2048))).contains("up to 2047"));
        assertTrue(refusal(config(IMAGE).memory(2 << 20)).contains("use --memory 3M"));
        Path initrd = Files.write(folder.resolve("large"), new byte[40 << 20]);
        String large = refusal(config(IMAGE).initrd(initrd));
        assertTrue(large.contains("no room; use --memory 45M"), large);
        String missing = refusal(config(IMAGE).initrd(folder.resolve("none")));
        assertTrue(missing.contains("no such file"), missing);
        assertTrue(refusal(config(IMAGE).entry(0x99L)).contains("in no loaded part"));
    }
}
