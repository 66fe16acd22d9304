package dev.ringside.engine.vmm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.device.DmaMemory;
import dev.ringside.engine.device.FwCfg;
import dev.ringside.engine.device.PioBus;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// ACPI and MP tables, read as a guest reads them.
class SystemTablesTest {
    private static final int VCPUS = 3;

    private static int sum(byte[] bytes, int start, int length) {
        int sum = 0;
        for (int i = start; i < start + length; i++) {
            sum += bytes[i];
        }
        return sum & 0xFF;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The tables that a root table with entries of `size` bytes names, by signature.
    private static Map<String, byte[]> tables(byte[] block, long base, long root, int size) {
        Map<String, byte[]> found = new LinkedHashMap<>();
        byte[] list = table(block, (int) (root - base));
        for (int at = 36; at < list.length; at += size) {
            long address = size == 4 ? little(list).getInt(at) : little(list).getLong(at);
            byte[] table = table(block, (int) (address - base));
            found.put(new String(table, 0, 4, StandardCharsets.US_ASCII), table);
        }
        return found;
    }

    private static byte[] table(byte[] block, int offset) {
        int length = little(block).getInt(offset + 4);
        assertEquals(0, sum(block, offset, length), "checksum at 0x%x".formatted(offset));
        return Arrays.copyOfRange(block, offset, offset + length);
    }

    private static void checkRoot(byte[] rsdp, byte[] block, long base) {
        assertEquals(0, sum(rsdp, 0, 20));
        assertEquals(0, sum(rsdp, 0, 36));
        Map<String, byte[]> narrow = tables(block, base, little(rsdp).getInt(16), 4);
        Map<String, byte[]> wide = tables(block, base, little(rsdp).getLong(24), 8);
        assertEquals(narrow.keySet(), wide.keySet());
        assertTrue(wide.keySet().containsAll(java.util.List.of("FACP", "APIC", "HPET")));
        byte[] fadt = wide.get("FACP");
        assertNotNull(fadt);
        assertEquals(244, fadt.length);
        assertEquals(little(fadt).getInt(40), little(fadt).getLong(140));
        int dsdt = (int) (little(fadt).getInt(40) - base);
        assertEquals("DSDT", new String(block, dsdt, 4, StandardCharsets.US_ASCII));
        assertEquals(0, sum(block, dsdt, little(block).getInt(dsdt + 4)));
    }

    @Test
    void everyTableIsReachableFromTheRootPointerAndSumsToZero() {
        AcpiTables tables = new AcpiTables(VCPUS);
        long base = AcpiTables.ADDRESS;
        checkRoot(tables.rsdp(base), tables.at(base), base);
        assertTrue(AcpiTables.ADDRESS + new AcpiTables(64).block().length <= MpTable.ADDRESS);
    }

    @Test
    void madtListsEveryProcessor() {
        AcpiTables tables = new AcpiTables(VCPUS);
        byte[] block = tables.at(0);
        byte[] madt = tables(block, 0, tables.xsdt(), 8).get("APIC");
        assertNotNull(madt);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int at = 44; at < madt.length; at += madt[at + 1]) {
            counts.merge((int) madt[at], 1, Integer::sum);
        }
        assertEquals(Map.of(0, VCPUS, 1, 1, 2, 5, 4, 1), counts);
    }

    /// AML lengths nest: every package ends where the one around it goes on.
    @Test
    void dsdtHasOneBridgeAndSoftOff() {
        byte[] aml = AcpiDsdt.aml();
        assertEquals(0x10, aml[0]);
        int length = aml[1] & 15 | (aml[2] & 0xFF) << 4;
        assertEquals(0x08, aml[1 + length], "the scope ends where the name of _S5_ begins");
        assertEquals("_S5_", new String(aml, 2 + length, 4, StandardCharsets.US_ASCII));
        assertArrayEquals(Aml.bytes(0x0C, 0x41, 0xD0, 0x0A, 0x03), Aml.eisaId("PNP0A03"));
    }

    @Test
    void mpTableSumsToZeroAndCountsItsEntries() {
        byte[] table = MpTable.bytes(VCPUS);
        assertEquals(0, sum(table, 0, 16));
        int length = little(table).getShort(16 + 4);
        assertEquals(table.length, 16 + length);
        assertEquals(0, sum(table, 16, length));
        int entries = 0;
        for (int at = 16 + 44; at < table.length; at += table[at] == 0 ? 20 : 8) {
            entries++;
        }
        assertEquals(entries, little(table).getShort(16 + 34));
    }

    /// Reads the files and follows the script, as firmware does.
    @Test
    void firmwareMakesTheSameTablesFromTheScript() {
        Firmware firmware = new Firmware();
        AcpiLoaderScript.offer(firmware.config, new AcpiTables(VCPUS));
        Map<String, byte[]> files = new HashMap<>();
        files.put("etc/acpi/rsdp", firmware.file("etc/acpi/rsdp"));
        files.put("etc/acpi/tables", firmware.file("etc/acpi/tables"));
        long base = 0x7FE0000;
        ByteBuffer script = little(firmware.file("etc/table-loader"));
        for (int at = 0; at < script.capacity(); at += 128) {
            byte[] target = files.get(name(script, at + 4));
            assertNotNull(target);
            switch (script.getInt(at)) {
                case 1 -> assertEquals(0, script.getInt(at + 60) % 16, "alignment");
                case 2 -> {
                    int offset = script.getInt(at + 116);
                    if (script.get(at + 120) == 4) {
                        little(target).putInt(offset, little(target).getInt(offset) + (int) base);
                    } else {
                        little(target).putLong(offset, little(target).getLong(offset) + base);
                    }
                }
                default -> {
                    int start = script.getInt(at + 64);
                    int sum = sum(target, start, script.getInt(at + 68));
                    target[script.getInt(at + 60)] -= (byte) sum;
                }
            }
        }
        checkRoot(files.get("etc/acpi/rsdp"), files.get("etc/acpi/tables"), base);
    }

    private static String name(ByteBuffer script, int at) {
        byte[] name = new byte[56];
        script.get(at, name);
        return new String(name, StandardCharsets.US_ASCII).trim();
    }

    /// The guest's side of fw_cfg.
    private static final class Firmware {
        private final PioBus bus = new PioBus(line -> {});
        final FwCfg config = new FwCfg(new NoMemory());

        Firmware() {
            config.attach(bus);
        }

        private byte[] read(int key, int length) {
            bus.write(0x510, 2, key);
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) bus.read(0x511, 1);
            }
            return bytes;
        }

        byte[] file(String name) {
            int count = ByteBuffer.wrap(read(0x19, 4)).getInt();
            ByteBuffer directory = ByteBuffer.wrap(read(0x19, 4 + 64 * count));
            for (int at = 4; at < directory.capacity(); at += 64) {
                if (name(directory, at + 8).equals(name)) {
                    return read(directory.getShort(at + 4), directory.getInt(at));
                }
            }
            throw new AssertionError(name + " is not offered");
        }
    }

    private static final class NoMemory implements DmaMemory {
        @Override
        public void read(long address, byte[] into, int from, int length) {}

        @Override
        public void write(long address, byte[] bytes, int from, int length) {}
    }
}
