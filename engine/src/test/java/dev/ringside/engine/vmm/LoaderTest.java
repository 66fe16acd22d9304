package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

class LoaderTest {
    private final TestMemory test = new TestMemory(32 << 20);
    private final GuestMemory memory = test.memory;
    private final VcpuState state = new VcpuState();

    @AfterEach
    void free() {
        test.close();
    }

    private static MachineConfig.Builder config(byte[] image) {
        return MachineConfig.builder().image("test.bin", image).memory(32 << 20);
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

    private static byte[] bootSector(int size) {
        byte[] image = new byte[size];
        image[0] = (byte) 0xF4;
        image[510] = 0x55;
        image[511] = (byte) 0xAA;
        return image;
    }

    @Test
    void bootSectorStartsAt7c00WithItsDrive() throws ImageException {
        ImageInfo info = load(config(bootSector(512)));
        assertEquals("boot sector", info.format());
        assertEquals("disk", info.boot());
        assertEquals("0000:7c00", info.entryText());
        assertEquals(0x7C00, state.rip);
        assertEquals(0xF4, memory.read8(0x7C00));
        assertEquals(0x80, state.gpr[VcpuState.RDX]);
        assertEquals(CodeSize.BITS_16, state.codeSize());
        assertEquals(0xAA55, memory.read16(0x7DFE));
    }

    @Test
    void floppySizesBootFromDrive0() throws ImageException {
        ImageInfo info = load(config(bootSector(1440 * 1024)));
        assertEquals("floppy image 1440 KiB", info.format());
        assertEquals(0, state.gpr[VcpuState.RDX]);
    }

    @Test
    void shortBootCodeGetsItsSignature() throws ImageException {
        byte[] code = {(byte) 0xFA, (byte) 0xF4};
        ImageInfo info = load(config(code));
        assertEquals("boot sector", info.format());
        assertEquals(0xF4FA, memory.read16(0x7C00));
        assertEquals(0xAA55, memory.read16(0x7DFE));
    }

    @Test
    void missingSignatureSaysWhatToWrite() {
        String message = refusal(config(new byte[1024]).boot(BootKind.DISK));
        assertTrue(message.contains("00 00, not 55 aa"), message);
        assertTrue(message.contains("dw 0xaa55"), message);
    }

    @Test
    void bootSectorsTakeNoEntry() {
        String message = refusal(config(bootSector(512)).entry(0x8000L));
        assertTrue(message.contains("always starts at 0x7c00"), message);
    }

    @Test
    void emptyAndMissingImagesAreSaidSo(@TempDir Path folder) throws Exception {
        assertTrue(refusal(config(new byte[0])).contains("empty"));
        Path none = folder.resolve("none.img");
        assertTrue(refusal(MachineConfig.builder().image(none)).contains("no such file"));
        assertTrue(refusal(MachineConfig.builder().image(folder)).contains("not a regular file"));
        Path empty = Files.createFile(folder.resolve("empty.img"));
        assertTrue(refusal(MachineConfig.builder().image(empty)).contains("empty"));
        assertTrue(refusal(MachineConfig.builder()).contains("no image"));
    }

    @Test
    void unrecognisedImagesNameTheOptions() {
        byte[] image = new byte[5000];
        Arrays.fill(image, (byte) 0x41);
        assertTrue(refusal(config(image)).contains("--boot disk, flat, elf"));
    }

    @Test
    void flatDefaultsFollowTheMode() throws ImageException {
        byte[] code = {(byte) 0xF4};
        load(config(code).boot(BootKind.FLAT));
        assertEquals(0x7C00, state.linearRip());
        load(config(code).boot(BootKind.FLAT).mode(CpuMode.PROTECTED));
        assertEquals(0x100000, state.rip);
        assertEquals(CodeSize.BITS_32, state.codeSize());
        assertEquals(0xCF9B000000FFFFL, gdtEntry(state.segment[SegmentRegister.CS].selector));
        load(config(code).boot(BootKind.FLAT).mode(CpuMode.LONG).loadAddress(0x200000L));
        assertEquals(0x200000, state.rip);
        assertEquals(CodeSize.BITS_64, state.codeSize());
        assertEquals(0, state.cr3);
        assertEquals(0x1003, memory.read64(0));
        assertEquals(0x83, memory.read64(0x1000));
        assertEquals(3L << 30 | 0x83, memory.read64(0x1018));
    }

    private static long gdtEntry(int selector) {
        ByteBuffer rom = ByteBuffer.wrap(BiosRom.image()).order(ByteOrder.LITTLE_ENDIAN);
        return rom.getLong((int) (BiosRom.GDT_ADDRESS - BiosRom.ADDRESS) + selector);
    }

    @Test
    void flatEntryMustLieInTheImage() {
        byte[] code = new byte[16];
        String message = refusal(config(code).boot(BootKind.FLAT).entry(0x9000L));
        assertTrue(message.contains("0x7c00-0x7c0f"), message);
        message = refusal(config(code).boot(BootKind.FLAT).loadAddress(0x200000L));
        assertTrue(message.contains("--mode protected"), message);
    }

    @Test
    void imagesMustFitIntoMemory() {
        byte[] code = new byte[16];
        String message =
                refusal(
                        config(code)
                                .boot(BootKind.FLAT)
                                .mode(CpuMode.PROTECTED)
                                .loadAddress(64L << 20));
        assertTrue(message.contains("use --memory 65M"), message);
        message =
                refusal(
                        config(code)
                                .boot(BootKind.FLAT)
                                .mode(CpuMode.PROTECTED)
                                .loadAddress(0xF0000L));
        assertTrue(message.contains("where a PC has no memory"), message);
        message = refusal(config(code).boot(BootKind.FLAT).loadAddress(-8L));
        assertTrue(message.contains("where a PC has no memory"), message);
        assertTrue(refusal(config(code).memory(5)).contains("--memory"));
    }

    @Test
    void elf32LoadsAtItsAddressAndZeroesTheRest() throws ImageException {
        memory.write32(0x100004, -1);
        byte[] elf = ElfBuilder.elf(false, 0x100000, new byte[] {1, 2, 3, 4}, 0x2000);
        ImageInfo info = load(config(elf));
        assertEquals("ELF32 i386", info.format());
        assertEquals(0x100000, state.rip);
        assertEquals(CodeSize.BITS_32, state.codeSize());
        assertEquals(0x04030201, memory.read32(0x100000));
        assertEquals(0, memory.read32(0x100004));
        assertEquals(0x2000, info.segments().getFirst().memorySize());
    }

    @Test
    void elf64StartsInLongMode() throws ImageException {
        ImageInfo info = load(config(ElfBuilder.elf(true, 0x100000, new byte[] {1}, 1)));
        assertEquals("ELF64 x86-64", info.format());
        assertEquals("long", info.mode());
        assertEquals(CodeSize.BITS_64, state.codeSize());
    }

    @Test
    void damagedElfFilesAreNamed() {
        byte[] elf = ElfBuilder.elf(false, 0x100000, new byte[] {1}, 1);
        assertTrue(refusal(config(Arrays.copyOf(elf, 40))).contains("truncated"));
        byte[] arm = elf.clone();
        arm[18] = 40;
        assertTrue(refusal(config(arm)).contains("machine 40"));
        byte[] object = elf.clone();
        object[16] = 1;
        assertTrue(refusal(config(object)).contains("no executable"));
        byte[] big = elf.clone();
        big[5] = 2;
        assertTrue(refusal(config(big)).contains("byte order 2"));
        byte[] cut = elf.clone();
        cut[52 + 16] = (byte) 0xFF;
        cut[52 + 20] = (byte) 0xFF;
        assertTrue(refusal(config(cut)).contains("truncated"));
        byte[] none = elf.clone();
        none[52] = 4;
        assertTrue(refusal(config(none)).contains("no PT_LOAD"));
        assertTrue(refusal(config(elf).entry(5L)).contains("no loaded segment"));
    }

    @Test
    void multibootElfGetsItsInformation(@TempDir Path folder) throws Exception {
        Path initrd = Files.write(folder.resolve("disk.cpio"), new byte[] {9, 8, 7});
        byte[] header = ElfBuilder.multibootHeader(3, 0, 0, 0);
        byte[] elf = ElfBuilder.elf(false, 0x100000, header, 0x3000);
        ImageInfo info = load(config(elf).append("quiet x=1").initrd(initrd));
        assertEquals("multiboot", info.boot());
        assertEquals(0x2BADB002, state.gpr[VcpuState.RAX]);
        long at = state.gpr[VcpuState.RBX];
        assertEquals(MultibootInfo.ADDRESS, at);
        assertEquals(0x24D, memory.read32(at));
        assertEquals(639, memory.read32(at + 4));
        assertEquals(31 * 1024, memory.read32(at + 8));
        assertEquals("test.bin quiet x=1", text(memory.read32(at + 16)));
        assertEquals(1, memory.read32(at + 20));
        long module = memory.read32(memory.read32(at + 24));
        assertEquals(0x103000, module);
        assertEquals(0x070809, memory.read32(module) & 0xFFFFFF);
        assertEquals("disk.cpio", text(memory.read32(memory.read32(at + 24) + 8L)));
        long map = memory.read32(at + 48);
        assertEquals(20, memory.read32(map));
        assertEquals(0x9FC00, memory.read64(map + 12));
        assertEquals("Ringside", text(memory.read32(at + 64)));
    }

    private String text(long at) {
        StringBuilder text = new StringBuilder();
        for (long i = at; memory.read8(i) != 0; i++) {
            text.append((char) memory.read8(i));
        }
        return text.toString();
    }

    @Test
    void multibootAddressFieldsLoadAnyFile() throws ImageException {
        byte[] image = new byte[64];
        System.arraycopy(ElfBuilder.multibootHeader(0, 16, 0x200000, 0x200030), 0, image, 16, 32);
        image[0x30] = (byte) 0xF4;
        ImageInfo info = load(config(image));
        assertEquals("Multiboot kernel, flat binary", info.format());
        assertEquals(0x200030, state.rip);
        assertEquals(0xF4, memory.read8(0x200030));
    }

    @Test
    void elf64WithAddressFieldsStartsIn32Bits() throws ImageException {
        byte[] code = ElfBuilder.multibootHeader(0, 0x1000, 0x1FF000, 0x200000);
        byte[] elf = ElfBuilder.elf(true, 0x200000, code, 0x1000);
        ImageInfo info = load(config(elf));
        assertEquals("Multiboot kernel, ELF64 x86-64 with address fields", info.format());
        assertEquals(CodeSize.BITS_32, state.codeSize());
        assertEquals(0x1BADB002, memory.read32(0x200000));
    }

    @Test
    void multibootDefectsAreNamed() {
        byte[] plain = ElfBuilder.elf(false, 0x100000, new byte[] {1}, 1);
        assertTrue(refusal(config(plain).boot(BootKind.MULTIBOOT)).contains("no Multiboot header"));
        byte[] demanding =
                ElfBuilder.elf(false, 0x100000, ElfBuilder.multibootHeader(0x80, 0, 0, 0), 0x100);
        assertTrue(refusal(config(demanding)).contains("flags 0x80"));
        byte[] raw = new byte[600];
        System.arraycopy(ElfBuilder.multibootHeader(0, 0, 0, 0), 0, raw, 0, 32);
        assertTrue(refusal(config(raw).boot(BootKind.MULTIBOOT)).contains("address fields"));
    }

    @Test
    void firmwareStartsAtTheResetVector() throws ImageException {
        byte[] rom = new byte[0x20000];
        rom[0x1FFF0] = (byte) 0xEA;
        ImageInfo info = load(config(rom));
        assertEquals("firmware", info.boot());
        assertEquals(0xFFFFFFF0L, state.linearRip());
        assertEquals(0xFFF0, state.rip);
        assertEquals(0xF000, state.segment[SegmentRegister.CS].selector);
        assertEquals("r-x", info.segments().getLast().permissions());
        assertEquals(0xFFFE0000L, info.segments().getFirst().address());
        assertTrue(refusal(config(new byte[5000]).boot(BootKind.FIRMWARE)).contains("no firmware"));
    }

    @Test
    void geometryCoversFloppiesAndHardDisks() {
        assertEquals(new DiskGeometry(80, 2, 18, 4), DiskGeometry.of(2880));
        assertEquals(new DiskGeometry(1, 16, 63, 0), DiskGeometry.of(1));
        assertEquals(16, DiskGeometry.of(1_000_000).heads());
        assertEquals(255, DiskGeometry.of(1L << 32).heads());
        assertEquals(1024, DiskGeometry.of(1L << 32).cylinders());
        assertFalse(DiskGeometry.of(5).floppy());
    }

    @Test
    void diskWritesStayInMemoryUnlessAskedFor(@TempDir Path folder) throws Exception {
        byte[] data = new byte[1000];
        Arrays.fill(data, (byte) 7);
        Path file = Files.write(folder.resolve("d.img"), data);
        byte[] sector = new byte[512];
        Arrays.fill(sector, (byte) 9);
        try (DiskImage disk = DiskImage.open(file, false)) {
            assertEquals(2, disk.sectors());
            assertTrue(disk.write(0, sector));
            byte[] back = new byte[512];
            assertTrue(disk.read(0, back));
            assertEquals(9, back[5]);
            assertFalse(disk.read(2, back));
            assertFalse(disk.write(-1, sector));
            assertTrue(disk.read(1, back));
            assertEquals(7, back[487]);
            assertEquals(0, back[488]);
        }
        assertEquals(7, Files.readAllBytes(file)[0]);
        try (DiskImage disk = DiskImage.open(file, true)) {
            assertTrue(disk.write(1, sector));
        }
        assertEquals(1000, Files.size(file), "the file does not grow");
        assertEquals(9, Files.readAllBytes(file)[600]);
    }
}
