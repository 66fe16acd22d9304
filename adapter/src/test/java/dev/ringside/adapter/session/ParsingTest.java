package dev.ringside.adapter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.state.VcpuState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParsingTest {
    @ParameterizedTest
    @CsvSource({
        "0x7c00, 31744",
        "0X7C00, 31744",
        "31744, 31744",
        "07c0:0000, 31744",
        "f000:fff0, 1048560",
        "0xffffffffffffffff, -1",
        "18446744073709551615, -1"
    })
    void addressesComeInManySpellings(String text, long expected) throws SessionException {
        assertEquals(expected, MemoryReference.parse(text).address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "0x",
                "0x-5",
                "-1",
                "0x10000000000000000",
                "1:2:3",
                "g000:0",
                "10000:0",
                "phys:",
                "phys:x",
                "12 34"
            })
    void whatIsNoAddressIsRefusedWithExamples(String text) {
        SessionException e =
                assertThrows(SessionException.class, () -> MemoryReference.parse(text));
        assertTrue(String.valueOf(e.getMessage()).contains("0x7c00"));
    }

    @Test
    void physicalReferencesKeepTheirKind() throws SessionException {
        MemoryReference reference = MemoryReference.parse("phys:0x1000");
        assertEquals(AddressKind.PHYSICAL, reference.kind());
        assertEquals("phys:0x1010", reference.plus(16).text());
    }

    @ParameterizedTest
    @CsvSource({"64M, 67108864", "1g, 1073741824", "512K, 524288", "4096, 4096", "2MiB, 2097152"})
    void sizesHaveUnits(String text, long expected) throws SessionException {
        assertEquals(expected, Sizes.parse("memory", text));
    }

    @Test
    void timesHaveUnits() throws SessionException {
        assertEquals(Duration.ofSeconds(30), Sizes.parseDuration("timeout", "30s"));
        assertEquals(Duration.ofMillis(500), Sizes.parseDuration("timeout", "500ms"));
        assertEquals(Duration.ofSeconds(7), Sizes.parseDuration("timeout", "7"));
        assertThrows(SessionException.class, () -> Sizes.parseDuration("timeout", "-1s"));
    }

    @Test
    void numbersOfJsonAreNormalised() throws SessionException {
        LaunchOptions options =
                LaunchArguments.parse(
                        Map.of(
                                "program",
                                "x",
                                "entry",
                                31744.0,
                                "memory",
                                "32M",
                                "maxInstructions",
                                0.0,
                                "symbols",
                                List.of("a.elf@0x100000"),
                                "somebodyElses",
                                List.of()));
        assertEquals(0x7C00, options.entry().getAsLong());
        assertEquals(32 << 20, options.memory());
        assertEquals(Long.MAX_VALUE, options.maxInstructions());
        assertEquals(0x100000, options.symbols().get(0).address().getAsLong());
    }

    @Test
    void everyRegisterKeepsWhatIsWrittenWhereItIsLegal() throws SessionException {
        for (Register register : RegisterFile.all()) {
            if (register.setter() == null || register.name().matches("cr[04]|efer|.*flags")) {
                continue;
            }
            VcpuState state = new VcpuState();
            state.cr0 |= VcpuState.CR0_PE;
            if (register.name().startsWith("cr0.nw") || register.name().startsWith("cr0.pg")) {
                state.cr0 |= VcpuState.CR0_CD;
            }
            register.write(state, 1);
            assertEquals(1, register.read(state) & 1, register.name());
            assertFalse(register.format(state).isEmpty());
        }
    }

    @Test
    void illegalRegisterValuesAreRefusedAndChangeNothing() {
        VcpuState state = new VcpuState();
        for (String assignment :
                List.of(
                        "cr0=0x80000000",
                        "cr0=2048",
                        "efer=2",
                        "rflags=0x8000",
                        "mxcsr=0x10000",
                        "rip=0x100000000",
                        "lstar=0x800000000000",
                        "ax=0x10000",
                        "cpl=3",
                        "cs.access=0x100",
                        "zf=2")) {
            String[] parts = assignment.split("=");
            Register register = RegisterFile.find(parts[0]).orElseThrow();
            long before = register.read(state);
            assertThrows(
                    SessionException.class,
                    () -> register.write(state, Long.decode(parts[1])),
                    assignment);
            assertEquals(before, register.read(state), assignment);
        }
    }

    @Test
    void selectorInRealModeBringsItsBase() throws SessionException {
        VcpuState state = new VcpuState();
        RegisterFile.find("DS").orElseThrow().write(state, 0x7C0);
        assertEquals(0x7C00, state.segment[3].base);
    }

    @Test
    void echoesAreLeftOutOnce() {
        EchoFilter filter = new EchoFilter();
        StringBuilder shown = new StringBuilder();
        for (char c : "all".toCharArray()) {
            for (Target.Channel channel : List.of(Target.Channel.BIOS_TEXT, Target.Channel.COM1)) {
                if (!filter.isEcho(channel, (byte) c)) {
                    shown.append(c);
                }
            }
        }
        assertEquals("all", shown.toString());
    }

    @Test
    void errorCodesAreDecoded() {
        assertEquals("write in user mode, the page's rights forbid it", FaultText.decode(14, 7));
        assertEquals("GDT entry 2, selector 0x10", FaultText.decode(13, 0x10));
        assertTrue(FaultText.decode(13, 0x73).contains("IDT entry 14 (#PF)"));
    }

    @Test
    void descriptorsAreDecoded() {
        assertEquals(
                "base 0x0 limit 0xffffffff code r-x 32-bit dpl 0",
                MachineTables.describe(0x00CF9A000000FFFFL));
        assertEquals(
                "base 0x0 limit 0xfffff code r-x 64-bit dpl 3",
                MachineTables.describe(0x002FFA000000FFFFL));
    }
}
