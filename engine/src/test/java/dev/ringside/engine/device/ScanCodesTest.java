package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class ScanCodesTest {
    @Test
    void everyPrintableCharacterHasAKeyThatTypesIt() {
        for (char c = ' '; c < 0x7F; c++) {
            int key = ScanCodes.keyFor(c);
            assertNotEquals(0, key, "key for " + c);
            if (c != ' ') {
                assertEquals(c, ScanCodes.asciiFor(key, ScanCodes.needsShift(c)));
            }
        }
    }

    @Test
    void knownKeys() {
        assertEquals(0x1E, ScanCodes.keyFor('a'));
        assertEquals(0x1C, ScanCodes.keyFor('\n'));
        assertEquals(0x2B, ScanCodes.keyFor('\\'));
        assertEquals(0x29, ScanCodes.keyFor('`'));
        assertEquals(0x35, ScanCodes.keyFor('/'));
        assertEquals(0, ScanCodes.keyFor('ä'));
    }

    @Test
    void sets1And2MatchBothWays() {
        for (int code = 1; code <= 0x53; code++) {
            assertEquals(code, ScanCodes.toSet1(ScanCodes.toSet2(code)), "code " + code);
        }
    }
}
