package dev.ringside.engine.x86.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hand-written states before and after, at least one for each user-level instruction.
class InstructionTableTest {
    static Stream<InstructionCase> integer() {
        return InstructionCase.rows(InstructionTables.INTEGER);
    }

    static Stream<InstructionCase> transfer() {
        return InstructionCase.rows(InstructionTables.TRANSFER);
    }

    static Stream<InstructionCase> control() {
        return InstructionCase.rows(InstructionTables.CONTROL);
    }

    @ParameterizedTest
    @MethodSource("integer")
    void computesResultAndFlags(InstructionCase row) {
        assertEquals(List.of(), row.run());
    }

    @ParameterizedTest
    @MethodSource("transfer")
    void movesData(InstructionCase row) {
        assertEquals(List.of(), row.run());
    }

    @ParameterizedTest
    @MethodSource("control")
    void transfersControl(InstructionCase row) {
        assertEquals(List.of(), row.run());
    }
}
