package dev.ringside.adapter.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The listing of `boot.s`, a boot sector without `org` of its own.
class GasListingTest {
    private final SymbolTable table = SourceResources.load("gas/boot.img");
    private final String source = PathNames.of(SourceResources.path("gas/boot.s"));

    @Test
    void linesAndLabelsStandWhereFirmwareLoadsThem() {
        assertEquals(List.of(), table.notes());
        assertEquals("GAS listing", table.modules().getFirst().format());
        assertEquals(List.of(source), table.sources());
        assertEquals(4, SourceResources.line(table, 0x7C00));
        assertEquals(0x7C04, table.symbol("loop").orElseThrow().address());
        assertEquals("_start", table.symbolAt(0x7C03).orElseThrow().name());
    }

    @Test
    void dataIsNoPlaceForABreakpoint() {
        assertEquals(List.of(4, 5, 6, 7, 8), table.linesWithCode(source));
        assertFalse(table.symbol("text").orElseThrow().function());
    }

    @Test
    void dataThatTheListingCutsReachesToTheNextLine() {
        LineRange fill = table.lineAt(0x7D00).orElseThrow();
        assertEquals(10, fill.location().line());
        assertEquals(0x7DFD, fill.last());
    }

    @Test
    void lineMarkersLeadToTheFileBeforeThePreprocessor() {
        String text =
                """
                GAS LISTING /x/y.s \t\t\tpage 1
                   1              \t# 0 "boot.S"
                   2              \t# 0 "<built-in>"
                   3              \t# 1 "boot.S"
                   4              \t        .text
                   5 0000 90       \there:   nop
                   6              \t# 20 "more.h"
                   7 0001 F4       \t        hlt
                """;
        Listing listing = GasListing.read(text, 0, name -> name.equals("boot.S") ? 1 : 2);
        ListingSection section = listing.sections().values().iterator().next();
        List<ListingSection.Row> rows = section.rows;
        assertEquals(List.of(1, 2), rows.stream().map(ListingSection.Row::file).toList());
        assertEquals(List.of(2, 20), rows.stream().map(ListingSection.Row::line).toList());
        assertTrue(section.labels.getFirst().code());
    }
}
