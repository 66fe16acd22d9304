package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.VcpuState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Multiboot2LoaderTest {
    private final TestMemory test = new TestMemory(32 << 20);
    private final GuestMemory memory = test.memory;
    private final VcpuState state = new VcpuState();

    @AfterEach
    void free() {
        test.close();
    }

    private static MachineConfig.Builder config(byte[] image) {
        return MachineConfig.builder().image("kernel", image).memory(32 << 20);
    }

    private static byte[] elf(Multiboot2Builder header) {
        return ElfBuilder.elf(false, 0x100000, header.build(), 0x3000);
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

    /// Address of each information tag by its type.
    private Map<Integer, Long> tags() {
        Map<Integer, Long> tags = new LinkedHashMap<>();
        long start = state.gpr[VcpuState.RBX];
        int size = memory.read32(start);
        for (long at = start + 8; at < start + size; ) {
            assertEquals(0, at % 8);
            tags.put(memory.read32(at), at);
            at += memory.read32(at + 4) + 7 & -8;
        }
        assertTrue(tags.containsKey(0), "the end tag is there");
        return tags;
    }

    private String text(long at) {
        StringBuilder text = new StringBuilder();
        for (long i = at; memory.read8(i) != 0; i++) {
            text.append((char) memory.read8(i));
        }
        return text.toString();
    }

    @Test
    void elfKernelGetsItsInformation(@TempDir Path folder) throws Exception {
        Path initrd = Files.write(folder.resolve("disk.cpio"), new byte[] {9, 8, 7});
        byte[] image = elf(new Multiboot2Builder().tag(1, 0, 4, 6).tag(6, 0));
        ImageInfo info = load(config(image).append("quiet x=1").initrd(initrd));
        assertEquals("multiboot2", info.boot());
        assertEquals("Multiboot 2 kernel, ELF32 i386", info.format());
        assertEquals(0x36D76289, state.gpr[VcpuState.RAX]);
        assertEquals(CodeSize.BITS_32, state.codeSize());
        assertEquals(0x100000, state.rip);
        Map<Integer, Long> tags = tags();
        assertEquals("quiet x=1", text(tags.get(1) + 8));
        assertEquals("Ringside", text(tags.get(2) + 8));
        long module = memory.read32(tags.get(3) + 8);
        assertEquals(0, module & 0xFFF);
        assertEquals(module + 3, memory.read32(tags.get(3) + 12));
        assertEquals(0x070809, memory.read32(module) & 0xFFFFFF);
        assertEquals("disk.cpio", text(tags.get(3) + 16));
        assertEquals(639, memory.read32(tags.get(4) + 8));
        assertEquals(31 * 1024, memory.read32(tags.get(4) + 12));
        assertEquals(0x80, memory.read32(tags.get(5) + 8));
        assertEquals(24, memory.read32(tags.get(6) + 8));
        assertEquals(0x9FC00, memory.read64(tags.get(6) + 24));
        assertEquals(0xB8000, memory.read64(tags.get(8) + 8));
        assertEquals(2, memory.read8(tags.get(8) + 29), "EGA text");
        assertTrue(text(tags.get(14) + 8).startsWith("RSD PTR "));
        assertEquals(36, memory.read32(tags.get(15) + 8 + 20));
    }

    @Test
    void addressTagsLoadAnyFile() throws ImageException {
        byte[] image = new byte[256];
        byte[] header =
                new Multiboot2Builder()
                        .tag(2, 0, 0x200010, 0x200000, 0, 0x201000)
                        .tag(3, 0, 0x200080)
                        .build();
        System.arraycopy(header, 0, image, 16, header.length);
        image[0x80] = (byte) 0xF4;
        ImageInfo info = load(config(image));
        assertEquals("Multiboot 2 kernel, flat binary", info.format());
        assertEquals(0x200080, state.rip);
        assertEquals(0xF4, memory.read8(0x200080));
        assertEquals(0x1000, info.segments().getFirst().memorySize());
    }

    @Test
    void relocatableKernelsMoveWhereTheyPrefer() throws ImageException {
        int[] range = {0x400000, 0xFFFFFF, 0x100000};
        load(config(elf(new Multiboot2Builder().tag(10, 0, range[0], range[1], range[2], 1))));
        assertEquals(0x400000, state.rip);
        assertEquals(0x400000, memory.read32(tags().get(21) + 8));
        load(config(elf(new Multiboot2Builder().tag(10, 0, range[0], range[1], range[2], 2))));
        assertEquals(0xF00000, state.rip);
        load(config(elf(new Multiboot2Builder().tag(10, 0, 0x100000, -1, 0x1000, 0))));
        assertEquals(0x100000, state.rip, "where it is linked is good enough");
    }

    @Test
    void sectionsThatNoSegmentLoadsLieBehindTheKernel() throws ImageException {
        byte[] plain = elf(new Multiboot2Builder());
        int table = plain.length + 7 & -8;
        byte[] image = Arrays.copyOf(plain, table + 2 * 40 + 4);
        ByteBuffer out = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(32, table).putShort(46, (short) 40).putShort(48, (short) 2);
        out.putInt(table + 40 + 4, 3).putInt(table + 40 + 16, table + 80);
        out.putInt(table + 40 + 20, 4).putInt(table + 80, 0x00626161);
        load(config(image));
        long tag = tags().get(9);
        assertEquals(2, memory.read32(tag + 8));
        long names = memory.read32(tag + 20 + 40 + 12);
        assertTrue(names >= 0x103000, "0x%x".formatted(names));
        assertEquals("aab", text(names));
    }

    @Test
    void defectsAreNamed() {
        byte[] none = ElfBuilder.elf(false, 0x100000, new byte[] {1}, 1);
        assertTrue(refusal(config(none).boot(BootKind.MULTIBOOT2)).contains("no Multiboot 2"));
        String demand = refusal(config(elf(new Multiboot2Builder().tag(77, 0))));
        assertTrue(demand.contains("demands header tag 77"), demand);
        demand = refusal(config(elf(new Multiboot2Builder().tag(1, 0, 12))));
        assertTrue(demand.contains("demands information tag 12"), demand);
        byte[] damaged = elf(new Multiboot2Builder().tag(6, 0));
        damaged[ElfBuilder.CODE_OFFSET + 20] = 3;
        assertTrue(refusal(config(damaged)).contains("has 3 bytes"));
        byte[] raw = Arrays.copyOf(new Multiboot2Builder().build(), 600);
        assertTrue(refusal(config(raw)).contains("address tag"));
        byte[] noEntry =
                Arrays.copyOf(
                        new Multiboot2Builder().tag(2, 0, 0x200000, 0x200000, 0, 0).build(), 600);
        assertTrue(refusal(config(noEntry)).contains("entry address tag"));
        byte[] mips = elf(new Multiboot2Builder());
        mips[ElfBuilder.CODE_OFFSET + 4] = 4;
        mips[ElfBuilder.CODE_OFFSET + 12] -= 4;
        assertTrue(refusal(config(mips)).contains("architecture 4"));
    }

    @Test
    void optionalDemandsAreIgnored() throws ImageException {
        byte[] image =
                elf(new Multiboot2Builder().tag(77, 1).tag(1, 1, 12).tag(5, 0, 800, 600, 32));
        ImageInfo info = load(config(image));
        assertTrue(info.notes().getFirst().contains("prefers a framebuffer"));
    }
}
