package dev.ringside.engine.object;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectTypeTest {
    @ParameterizedTest(name = "{0} has type number {1} and default rights {2}")
    @CsvSource({
        "VMO, 3, 0xD0EF, true",
        "PORT, 6, 0x800F, false",
        "RESOURCE, 15, 0x800B, false",
        "VMAR, 18, 0x801F, false",
        "GUEST, 20, 0x2800B, false",
        "VCPU, 21, 0xD01F, true",
    })
    void numbersAreZircons(ObjectType type, int code, String rights, boolean waitable) {
        assertEquals(code, type.code());
        assertEquals(Integer.decode(rights), type.defaultRights());
        assertEquals(waitable, type.waitable());
    }
}
