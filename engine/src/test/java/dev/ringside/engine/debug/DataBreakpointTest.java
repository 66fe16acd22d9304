package dev.ringside.engine.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ringside.engine.debug.Breakpoint.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Breakpoints on data: what they see, and where they stop.
class DataBreakpointTest {
    /// mov word [0x7e00], 5; mov ax, [0x7e00]; inc word [0x7e00]; mov byte [0x7e02], 9; jmp $
    private static final int[] STORES = {
        0xC7,
        0x06,
        0x00,
        0x7E,
        0x05,
        0x00, // 7c00
        0xA1,
        0x00,
        0x7E, // 7c06
        0xFF,
        0x06,
        0x00,
        0x7E, // 7c09
        0xC6,
        0x06,
        0x02,
        0x7E,
        0x09, // 7c0d
        0xEB,
        0xFE // 7c12
    };

    private static StopReason.Data data(StopEvent event) {
        return assertInstanceOf(StopReason.Data.class, event.reason());
    }

    private static Place words(DataAccess.Kind kind) {
        return new Place.Data(AddressKind.LINEAR, 0x7E00, 2, kind);
    }

    @Test
    void writeStopsBehindTheWriterWithOldAndNewValue() {
        try (DebuggedMachine m = DebuggedMachine.bootSector(STORES)) {
            m.debugger.setBreakpoints(List.of(Breakpoint.at(3, words(DataAccess.Kind.WRITE))));
            assertEquals(
                    new StopReason.Data(
                            List.of(3), new DataAccess(0x7E00, 0x7E00, 2, true, 0, 5, 0x7C00)),
                    m.go().reason());
            assertEquals(0x7C06, m.rip());
            assertEquals(
                    new DataAccess(0x7E00, 0x7E00, 2, true, 5, 6, 0x7C09), data(m.go()).access());
            assertEquals(0x7C0D, m.rip());
        }
    }

    @Test
    void readStopsBehindTheReader() {
        try (DebuggedMachine m = DebuggedMachine.bootSector(STORES)) {
            m.debugger.setBreakpoints(List.of(Breakpoint.at(3, words(DataAccess.Kind.READ))));
            assertEquals(
                    new DataAccess(0x7E00, 0x7E00, 2, false, 5, 5, 0x7C06), data(m.go()).access());
            assertEquals(0x7C09, m.rip());
        }
    }

    @Test
    void physicalAddressIsWatchedUnderEveryLinearOne() {
        // a: mov ax, 0x7c0; mov ds, ax; mov byte [0x200], 1; jmp $
        int[] code = {0xB8, 0xC0, 0x07, 0x8E, 0xD8, 0xC6, 0x06, 0x00, 0x02, 0x01, 0xEB, 0xFE};
        try (DebuggedMachine m = DebuggedMachine.bootSector(code)) {
            Place place =
                    new Place.Data(AddressKind.PHYSICAL, 0x7E00, 1, DataAccess.Kind.READ_WRITE);
            m.debugger.setBreakpoints(List.of(Breakpoint.at(1, place)));
            assertEquals(
                    new DataAccess(0x7E00, 0x7E00, 1, true, 0, 1, 0x7C05), data(m.go()).access());
        }
    }

    @Test
    void stringInstructionStopsAtItsIteration() {
        // mov di, 0x7df0; mov cx, 64; mov al, 7; rep stosb; jmp $
        int[] code = {
            0xBF, 0xF0, 0x7D, 0xB9, 0x40, 0x00, 0xB0, 0x07, 0x31, 0xC0, 0xF3, 0xAA, 0xEB, 0xFE
        };
        try (DebuggedMachine m = DebuggedMachine.bootSector(code)) {
            Place place = new Place.Data(AddressKind.LINEAR, 0x7E08, 1, DataAccess.Kind.WRITE);
            m.debugger.setBreakpoints(List.of(Breakpoint.at(1, place)));
            assertEquals(0x7E08, data(m.go()).access().linear());
            assertEquals(0x7C0A, m.rip());
            assertEquals(0x7E09, m.state().gpr[7]);
        }
    }

    @Test
    void accessAcrossAPageBoundaryIsSeenInItsPart() {
        // mov word [0x7fff], 0x1234; jmp $
        int[] code = {0xC7, 0x06, 0xFF, 0x7F, 0x34, 0x12, 0xEB, 0xFE};
        try (DebuggedMachine m = DebuggedMachine.bootSector(code)) {
            Place place = new Place.Data(AddressKind.LINEAR, 0x8000, 4096, DataAccess.Kind.WRITE);
            m.debugger.setBreakpoints(List.of(Breakpoint.at(1, place)));
            assertEquals(
                    new DataAccess(0x8000, 0x8000, 1, true, 0, 0x12, 0x7C00),
                    data(m.go()).access());
        }
    }

    @Test
    void conditionIsJudgedBehindTheAccess() throws ExpressionException {
        // mov cx, 9; a: mov [0x7e00], cx; loop a; jmp $
        int[] code = {0xB9, 0x09, 0x00, 0x89, 0x0E, 0x00, 0x7E, 0xE2, 0xFA, 0xEB, 0xFE};
        try (DebuggedMachine m = DebuggedMachine.bootSector(code)) {
            Expression condition = Expression.parse("word [0x7e00] == 4", SymbolResolver.NONE);
            m.debugger.setBreakpoints(
                    List.of(
                            new Breakpoint(
                                    1,
                                    words(DataAccess.Kind.WRITE),
                                    -1,
                                    condition,
                                    HitCondition.ALWAYS,
                                    null)));
            assertEquals(4, data(m.go()).access().after());
            assertEquals(4, m.state().gpr[1] & 0xFFFF);
        }
    }

    @Test
    void neighbouringBytesDoNotStop() {
        try (DebuggedMachine m = DebuggedMachine.bootSector(STORES)) {
            m.debugger.setBreakpoints(
                    List.of(
                            Breakpoint.at(
                                    1,
                                    new Place.Data(
                                            AddressKind.LINEAR, 0x7E03, 1, DataAccess.Kind.WRITE)),
                            Breakpoint.at(2, new Place.Linear(0x7C12))));
            assertEquals(new StopReason.Hit(List.of(2)), m.go().reason());
        }
    }

    @Test
    void removedBreakpointStopsNoMore() {
        try (DebuggedMachine m = DebuggedMachine.bootSector(STORES)) {
            m.debugger.setBreakpoints(List.of(Breakpoint.at(1, words(DataAccess.Kind.WRITE))));
            data(m.go());
            m.debugger.setBreakpoints(List.of(Breakpoint.at(2, new Place.Linear(0x7C12))));
            assertEquals(new StopReason.Hit(List.of(2)), m.go().reason());
        }
    }
}
